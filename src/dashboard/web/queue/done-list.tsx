/** What went out today and is over, newest first. */
import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import { Panel } from '../parts/panel.tsx'
import { formatClock, formatMoment, formatTime } from '../parts/time.ts'
import { doneText, nameOfTarget } from './queue-words.ts'

interface DoneListProps {
  readonly prompts: readonly PromptReport[]
  /** @default all */
  readonly most?: number
}

export function DoneList({ prompts, most = prompts.length }: DoneListProps) {
  if (prompts.length === 0) return null
  return (
    <Panel class="qagent" title="Done in 24 h" aside={<span class="muted fine">{prompts.length}</span>}>
      <ol class="qlist done">
        {prompts.slice(0, most).map((prompt) => (
          <li key={prompt.id}>
            <time dateTime={prompt.stateSince}>{clockOf(Date.parse(prompt.stateSince))}</time>
            <span class="clip">
              <b>{nameOfTarget(prompt.target)}</b> {prompt.text}
            </span>
            <span class="muted">{doneText(prompt)}</span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

/** The second today, the day before midnight. */
const clockOf = (ms: number): string => {
  const moment = formatMoment(ms, Date.now())
  return moment === formatTime(ms) ? formatClock(ms) : moment
}
