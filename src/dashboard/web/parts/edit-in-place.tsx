/** What ends an edit in its place: Ctrl Enter or a button saves, Esc or a button leaves it as it was. */
interface EditEnds {
  readonly save: () => unknown
  readonly leave: () => void
}

export const editKeys =
  ({ save, leave }: EditEnds) =>
  (event: KeyboardEvent): void => {
    if (event.key === 'Escape') leave()
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
    else return
    event.preventDefault()
  }

export const EditButtons = ({ save, leave, canSave = true }: EditEnds & { readonly canSave?: boolean }) => (
  <p class="btns">
    <button type="button" class="btn is-primary" disabled={!canSave} onClick={() => void save()}>
      Save<kbd>Ctrl ⏎</kbd>
    </button>
    <button type="button" class="btn" onClick={leave}>
      Leave it
    </button>
  </p>
)
