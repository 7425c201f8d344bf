/** A text that a task's agent would copy: shown, and copied when its user says so; never before. */
import { useState } from 'preact/hooks'
import { fileSize } from '../../../core/tasks/task-files.ts'
import { plainLines } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { Icon } from '../parts/mark.tsx'
import { orSay } from '../parts/or-say.ts'
import { useAnswer } from '../parts/use-answer.ts'
import type { ReadonlySignal } from '../store.ts'
import '../styles/task-files.css'

interface OfTask {
  readonly id: string
  /** Grows when tasks change. */
  readonly follows?: ReadonlySignal<number>
}

const mostShown = 4_000

/** Nothing where there is none. */
export function StagedText({ id, follows }: OfTask) {
  const { value, retry } = useAnswer(
    `clipboard of ${id}`,
    () => ask(api.tasks[':id'].clipboard.$get({ param: { id } })),
    follows === undefined ? { followsUsage: false } : { follows },
  )
  const [copied, setCopied] = useState<string>()
  const staged = value?.staged
  if (staged === undefined) return null
  // As it is shown, so that nothing that can't be seen is copied.
  const text = plainLines(staged.text)
  const putAway = async () => {
    if (orSay(await ask(api.tasks[':id'].clipboard.$delete({ param: { id } }))) !== undefined) retry()
  }
  const copy = async () => {
    const isDone = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    )
    announce(isDone ? 'Copied' : 'The browser did not allow copying')
    if (isDone) setCopied(staged.at)
  }
  return (
    <section class="staged" aria-label="A text to copy">
      <p>
        {copied === staged.at ? 'Copied.' : 'Its agent would copy this.'}{' '}
        <span class="muted fine">{fileSize(new Blob([text]).size)}, kept for five minutes</span>
      </p>
      <pre>
        {text.slice(0, mostShown)}
        {text.length > mostShown ? '…' : ''}
      </pre>
      <div class="staged-acts">
        <button type="button" class="btn" onClick={copy}>
          <Icon name="copy" size={14} />
          Copy
        </button>
        <button type="button" class="icon-btn" aria-label="Put it away" title="Put it away" onClick={putAway}>
          <Icon name="x" size={14} />
        </button>
      </div>
    </section>
  )
}
