import { areSingleKeysOn, setSingleKeys } from './keys.ts'
import { Dialog } from './parts/dialog.tsx'
import { shortcuts } from './shortcuts.ts'

/** All keys, made from the list that also handles them. */
export function ShortcutsList({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog titleId="shortcuts-title" class="is-keys" onClose={onClose}>
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
      <form method="dialog">
        <label class="check">
          <input
            type="checkbox"
            checked={areSingleKeysOn.value}
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          Single keys work (they rest while a field has the focus)
        </label>
        <footer>
          <span class="muted fine" />
          <button type="submit" class="btn" autofocus>
            Close
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
