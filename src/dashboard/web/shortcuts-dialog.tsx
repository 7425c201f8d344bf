import { Dialog } from './parts/dialog.tsx'
import { shortcuts } from './shortcuts.ts'

/** All keys, made from the list that also handles them. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog titleId="shortcuts-title" onClose={onClose}>
      <header>
        <h2 id="shortcuts-title">Keyboard</h2>
      </header>
      <dl class="keys">
        {shortcuts.map(({ keys, does }) => (
          <div key={keys.join(' ')}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <footer>
        <form method="dialog">
          <button type="submit" class="btn">
            Close
          </button>
        </form>
      </footer>
    </Dialog>
  )
}
