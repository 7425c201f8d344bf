/** Sets a channel up. What is secret is typed and never shown again: an empty field keeps it. */

import { useId, useState } from 'preact/hooks'
import type { ChannelReport } from '../../../core/alerts/alert-report.ts'
import { fieldWords } from '../../../core/alerts/alert-words.ts'
import { type ChannelField, channelKinds } from '../../../core/alerts/channel-kinds.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { showToast } from '../parts/toast.tsx'
import { isSignInAgain } from '../signin/sign-in-again.tsx'
import type { AlertsState } from './use-alerts.ts'

interface ChannelDialogProps {
  readonly channel: ChannelReport
  readonly alerts: AlertsState
  readonly onClose: () => void
}

export function ChannelDialog({
  channel: { id, name, isSetUp, shown, hasDetails },
  alerts,
  onClose,
}: ChannelDialogProps) {
  const { fields } = channelKinds[id]
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [tellsDetails, setTellsDetails] = useState(hasDetails)
  const [problem, setProblem] = useState('')
  const titleId = useId()
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    const values = Object.fromEntries(
      Object.entries(fields).flatMap(([key, { takes }]): readonly (readonly [string, string | readonly string[]])[] => {
        const text = typed[key]?.trim() ?? ''
        if (text === '') return []
        return [[key, takes === 'words' ? text.split('\n').filter((line) => line !== '') : text]]
      }),
    )
    const set = await alerts.setChannel({ channel: id, values, hasDetails: tellsDetails })
    if (set.ok) {
      showToast({ isOk: true, content: `${name} is set up. Send a test to see whether it works.` })
      onClose()
    } else if (!isSignInAgain(set.error)) setProblem(set.error.message)
  }
  const remove = async () => {
    const gone = await alerts.removeChannel(id)
    if (gone.ok) onClose()
    else if (!isSignInAgain(gone.error)) setProblem(gone.error.message)
  }
  return (
    <Dialog titleId={titleId} class="rule-dialog" onClose={onClose}>
      <form onSubmit={save} autocomplete="off">
        <DialogHead titleId={titleId} title={name} onClose={onClose} />
        {isSetUp && (
          <p class="muted">
            It goes to <code class="mono">{shown}</code>. A secret that is left empty stays as it is.
          </p>
        )}
        <div class="rule-fields">
          {Object.entries(fields).map(([key, field]) => (
            <Field
              key={key}
              name={fieldWords(key).replace(/^./, (first) => first.toUpperCase())}
              field={field}
              isKept={isSetUp && field.isSecret}
              value={typed[key] ?? ''}
              onChange={(text) => setTyped({ ...typed, [key]: text })}
            />
          ))}
          <label class="check">
            <input
              type="checkbox"
              checked={tellsDetails}
              onChange={(event) => setTellsDetails(event.currentTarget.checked)}
            />
            Also what the agent asks and what events say, secrets masked
          </label>
        </div>
        <FieldProblem problem={problem} />
        <footer>
          {isSetUp && (
            <button type="button" class="btn is-quiet" onClick={remove}>
              Forget it
            </button>
          )}
          <button type="button" class="btn is-last" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="btn is-primary">
            {isSetUp ? 'Save' : 'Set up'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}

interface FieldProps {
  readonly name: string
  readonly field: ChannelField
  /** Left empty it stays as it is. */
  readonly isKept: boolean
  readonly value: string
  readonly onChange: (text: string) => void
}

function Field({ name, field: { meaning, isSecret, isNeeded, takes }, isKept, value, onChange }: FieldProps) {
  const [id, meaningId] = [useId(), useId()]
  const same = {
    ...{ id, class: 'field', value, spellcheck: false, 'aria-describedby': meaningId },
    ...{ placeholder: isKept ? 'stays as it is' : '' },
  }
  const onInput = ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
    onChange(currentTarget.value)
  return (
    <div class="channel-line">
      <label for={id}>
        {name}
        {!isNeeded && <span class="muted"> may be left out</span>}
      </label>
      {takes === 'words' ? (
        <textarea {...same} class="field mono" rows={3} onInput={onInput} />
      ) : isSecret ? (
        <input {...same} type="password" autocomplete="new-password" onInput={onInput} />
      ) : (
        <input {...same} type="text" autocomplete="off" onInput={onInput} />
      )}
      <span class="muted fine" id={meaningId}>
        {meaning}
        {takes === 'words' && '; one a line, no shell between'}
      </span>
    </div>
  )
}
