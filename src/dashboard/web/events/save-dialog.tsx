/** Under which name the query is kept that is shown. */

import { useId, useState } from 'preact/hooks'
import type { SavedQuery } from '../../../core/captured/saved-query.ts'
import { plainText } from '../../../core/words/text.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'

interface SaveDialogProps {
  readonly query: string
  readonly saved: readonly SavedQuery[]
  /** Undefined: done. Else why not. */
  readonly onSave: (query: SavedQuery) => Promise<string | undefined>
  readonly onClose: () => void
}

export function SaveDialog({ query, saved, onSave, onClose }: SaveDialogProps) {
  const asked = query.trim()
  const [name, setName] = useState(saved.find((one) => one.query === asked)?.name ?? '')
  const [problem, setProblem] = useState('')
  const id = useId()
  const isTaken = saved.some((one) => one.name === name.trim() && one.query !== asked)
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    const why = await onSave({ name: name.trim(), query: asked })
    if (why === undefined) onClose()
    else setProblem(why)
  }
  return (
    <Dialog titleId={id} onClose={onClose}>
      <form onSubmit={save}>
        <DialogHead titleId={id} title="Save this query" onClose={onClose} />
        <p>
          <code class="mono">{asked === '' ? 'everything' : plainText(asked)}</code>
        </p>
        <label class="save-name">
          Name
          <input
            class="field"
            type="text"
            autofocus
            required
            maxLength={80}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <FieldProblem problem={problem} />
        <footer>
          {isTaken && <span class="muted fine">In the place of the one of that name.</span>}
          <button type="button" class="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn is-primary" disabled={name.trim() === ''}>
            Save
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
