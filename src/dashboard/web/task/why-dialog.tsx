/** By what it is known what a task's agent is at: the source, the rule and the rows of its screen; and a report where that is wrong. */
import { useId, useState } from 'preact/hooks'
import type { Task } from '../../../core/tasks/task.ts'
import { type ReallyState, rulesInWords, type TaskWhy, whyInWords, wrongStatus } from '../../../core/tasks/task-why.ts'
import { plainText, printable } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { CloseFoot, Dialog, DialogHead } from '../parts/dialog.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Segments } from '../parts/segments.tsx'
import { momentOf } from '../parts/time.ts'
import { useMachine } from '../processes/machine.ts'
import { Fact } from './fact.tsx'
import { useWhy } from './task-state.ts'

interface WhyDialogProps {
  readonly task: Task
  readonly onClose: () => void
}

export function WhyDialog({ task, onClose }: WhyDialogProps) {
  const id = useId()
  const { value, problem } = useWhy(task.id)
  return (
    <Dialog titleId={id} class="task-why" onClose={onClose}>
      <form method="dialog">
        <DialogHead titleId={id} title={`How is it known what ${plainText(task.name)} is at?`} onClose={onClose} />
        {value === undefined ? (
          <p class={problem === undefined ? 'muted' : ''} role="status">
            {problem === undefined ? 'Its screen is looked at…' : problem.message}
          </p>
        ) : (
          <Known task={task} why={value} />
        )}
        <CloseFoot onClose={onClose} />
      </form>
    </Dialog>
  )
}

function Known({ task, why }: { readonly task: Task; readonly why: TaskWhy }) {
  const homeDir = useMachine()?.homeDir
  const { activity, waitingFor, since, rule, manifests, problems, title, rows, firstRow } = why
  const matched = new Set(rule?.matched.map(({ row }) => row - firstRow))
  return (
    <>
      <p>
        <b>{activity}</b>
        {waitingFor !== undefined && ` ${plainText(waitingFor)}`}
        {since !== undefined && <span class="muted"> since {momentOf(since)}</span>}. {whyInWords(why)}
      </p>
      <dl class="facts two">
        {rule !== undefined && (
          <Fact name="Screen">
            rule “{rule.id}” says {rule.state}
          </Fact>
        )}
        {title !== undefined && <Fact name="Title">{plainText(title)}</Fact>}
        <Fact name="Rules">
          {manifests.length === 0
            ? 'none for this agent'
            : manifests.map((one) => plainText(rulesInWords(one, (path) => withTilde(path, homeDir)))).join('; ')}
        </Fact>
        {problems.map((words) => (
          <Fact key={words} name="Wrong">
            {plainText(words)}
          </Fact>
        ))}
      </dl>
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls.
        <section class="why-rows" tabIndex={0} aria-label="The last rows of its screen">
          {rows.map((text, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its number.
            <pre key={at}>{matched.has(at) ? <mark>{printable(text)}</mark> : printable(text) || ' '}</pre>
          ))}
        </section>
      )}
      {rows.length > 0 && <WrongReport agent={task.agent ?? task.backend} why={why} />}
    </>
  )
}

const reallyWords: readonly { readonly value: ReallyState; readonly label: string }[] = [
  { value: 'waiting', label: 'waits for me' },
  { value: 'busy', label: 'works' },
  { value: 'idle', label: 'is idle' },
]

/** A file of its user's, with which a rule can be made and tried; it is sent nowhere. */
function WrongReport({ agent, why }: { readonly agent: string; readonly why: TaskWhy }) {
  const [really, setReally] = useState<ReallyState>('waiting')
  const save = () =>
    saveFile(
      `wrong-status-${agent}-${really}.json`,
      'application/json',
      `${JSON.stringify(wrongStatus(agent, why, really), undefined, 2)}\n`,
    )
  return (
    <div class="why-wrong">
      <span class="lab">Wrong status? It really</span>
      <Segments label="What it really is at" segments={reallyWords} value={really} onChange={setReally} />
      <button type="button" class="btn small" onClick={save}>
        Save a report
      </button>
      <p class="muted fine">
        A file with these rows and what was made of them: look through it before you give it to anybody. It is sent
        nowhere. A rule of your own, in <code>screens/{plainText(agent)}.json</code>, goes before TCE’s.
      </p>
    </div>
  )
}
