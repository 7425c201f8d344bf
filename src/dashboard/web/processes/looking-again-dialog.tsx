/** Stands where the list of stale sessions will: the second measurement takes a moment. */
import { Dialog } from '../parts/dialog.tsx'

export function LookingAgainDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog titleId="again-title" onClose={onClose}>
      <form method="dialog">
        <header>
          <h2 id="again-title">Kill stale sessions?</h2>
        </header>
        <p role="status">Measuring their CPU once more: who works again is not stale.</p>
        <footer>
          <button type="submit" class="btn" value="keep" autofocus>
            Keep them
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
