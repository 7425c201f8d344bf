/** A backend that is made or changed: a command, and by which options it is told what a task has. */
import { useId, useState } from 'preact/hooks'
import { agentKinds } from '../../../agents/kinds.ts'
import type { BackendField, BackendReport } from '../../../core/tasks/backend.ts'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { FieldProblem } from '../parts/field-problem.tsx'
import { Select } from '../parts/select.tsx'
import { showToast } from '../parts/toast.tsx'
import { isSignInAgain } from '../signin/sign-in-again.tsx'
import { backendWords } from '../tasks/backend-words.ts'
import { type BackendTexts, changeOfBackend, lastWord, textsOfBackend } from './backend-form.ts'
import { FormLine } from './form-line.tsx'
import { saveBackend } from './workshop-state.ts'

interface BackendDialogProps {
  /** Absent: a new one. */
  readonly backend?: BackendReport | undefined
  readonly onClose: () => void
}

const lines: readonly (readonly [BackendField & keyof BackendTexts, string, string, string])[] = [
  [
    'command',
    'Command',
    'my-agent --model {model} {prompt}',
    'Placeholders become arguments, never shell: {prompt} {model} {mode} {session} {port}',
  ],
  [
    'promptFlag',
    'Prompt behind',
    lastWord,
    `An option, or ${lastWord}: the last argument. Empty: it takes none with its start`,
  ],
  ['modelFlag', 'Model behind', '--model', ''],
  ['model', 'Model', 'the agent’s own', 'Unless a task says another'],
  ['modeFlag', 'Permissions behind', '--permission-mode', ''],
  ['mode', 'Permissions', 'the agent’s own', ''],
  ['sessionFlag', 'Session behind', '--session-id', 'Empty: it makes its id itself'],
  ['resume', 'Resume', 'my-agent --resume {session}', 'Empty: ended is ended'],
  ['headless', 'Test', 'my-agent -p {prompt}', 'One turn without a terminal'],
]

export function BackendDialog({ backend, onClose }: BackendDialogProps) {
  const id = useId()
  const [name, setName] = useState(backend?.name ?? '')
  const [texts, setTexts] = useState<BackendTexts>(() => textsOfBackend(backend))
  const [problem, setProblem] = useState('')
  const origins = backend?.origins ?? {}
  const change = (key: keyof BackendTexts, text: string) => setTexts((before) => ({ ...before, [key]: text }))
  const save = async () => {
    const before = backend === undefined ? { ...textsOfBackend(undefined), promptFlag: '' } : textsOfBackend(backend)
    const changes = changeOfBackend(before, texts)
    if (changes === undefined) return setProblem('A variable is written NAME=value, one a line.')
    if (Object.keys(changes).length === 0) return onClose()
    const saved = await saveBackend(name.trim(), changes)
    if (!saved.ok) return isSignInAgain(saved.error) ? undefined : setProblem(saved.error.message)
    showToast({
      isOk: true,
      content: `${name.trim()} is ${backend === undefined ? 'there' : 'changed'}. Test it once.`,
    })
    return onClose()
  }
  return (
    <Dialog titleId={id} class="workshop" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <DialogHead
          titleId={id}
          title={backend === undefined ? 'Add a backend' : backendWords(backend)}
          onClose={onClose}
        />
        {backend === undefined && (
          <FormLine label="Name" value={name} onInput={setName} note="Letters, digits and . _ -" hasFocus />
        )}
        <div class="form-line">
          <span class="lab-like">Kind of agent</span>
          <Select
            label="Kind of agent"
            value={texts.agent}
            choices={[
              { value: '', label: 'one that TCE knows nothing of' },
              ...Object.entries(agentKinds).map(([value, kind]) => ({ value, label: kind.displayName })),
            ]}
            onChange={(agent) => change('agent', agent)}
          />
          <span class="muted fine">{origins.agent === 'file' && 'config.toml says it: change it there'}</span>
        </div>
        {lines.map(([key, label, placeholder, note]) => (
          <FormLine
            key={key}
            label={label}
            value={texts[key]}
            onInput={(text) => change(key, text)}
            origin={origins[key]}
            placeholder={placeholder}
            note={note}
            isMono
          />
        ))}
        <FormLine
          label="Variables"
          value={texts.env}
          onInput={(text) => change('env', text)}
          origin={origins.env}
          rows={2}
          placeholder="MY_AGENT_LOG=quiet"
          note="NAME=value, one a line"
          isMono
        />
        <FieldProblem problem={problem} />
        <footer>
          <span class="muted fine">Commands run as you</span>
          <button type="button" class="btn" onClick={onClose}>
            Close
          </button>
          <button type="submit" class="btn is-primary" disabled={name.trim() === '' || texts.command.trim() === ''}>
            {backend === undefined ? 'Add it' : 'Save'}
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
