import { useId, useState } from 'preact/hooks'
import { navigate } from '../navigation.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Icon } from '../parts/mark.tsx'
import { showToast } from '../parts/toast.tsx'
import { addIdea } from './ideas-state.tsx'

export function NewIdeaDialog({ onClose }: { readonly onClose: () => void }) {
  const id = useId()
  const [title, setTitle] = useState('')
  const close = async (answer: string) => {
    onClose()
    if (answer !== 'keep' || title.trim() === '') return
    const added = await addIdea({ title })
    if (added === undefined) return
    const show = (
      <button type="button" class="btn small" onClick={() => navigate({ screen: 'ideas', query: {} })}>
        Show ideas
      </button>
    )
    showToast({ isOk: true, content: `Kept: ${added.title}`, actions: show })
  }
  return (
    <Dialog titleId={id} onClose={(answer) => void close(answer)}>
      <form method="dialog">
        <header>
          <h2 id={id}>An idea</h2>
          <button type="submit" class="icon-btn" value="no" aria-label="Close" formNoValidate>
            <Icon name="x" />
          </button>
        </header>
        <p>
          <input
            class="field idea-line"
            aria-label="An idea, in one line"
            placeholder="One line is enough, Enter keeps it"
            maxLength={300}
            value={title}
            autofocus
            onInput={({ currentTarget }) => setTitle(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              event.currentTarget.closest('dialog')?.close('keep')
            }}
          />
        </p>
        <footer>
          <button type="submit" class="btn" value="no">
            Cancel
          </button>
          <button type="submit" class="btn is-primary" value="keep" disabled={title.trim() === ''}>
            Keep it
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
