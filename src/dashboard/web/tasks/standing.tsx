import type { SeenTask } from '../../../core/tasks/task-board.ts'
import { standingInWords } from '../../../core/tasks/task-words.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { formatMoment } from '../parts/time.ts'

const classes = {
  waiting: 'waiting',
  busy: 'busy',
  done: 'done',
  failed: 'failed',
  later: 'quiet',
  quiet: 'quiet',
} as const

/** How a task stands: a mark, a word, and what is to be known of it. */
export function Standing({ task, nowMs }: { readonly task: SeenTask; readonly nowMs: number }) {
  const { look, word, detail } = standingInWords(task, momentAt(nowMs))
  return (
    <span class={`act is-${classes[look]}`} title={detail === '' ? undefined : `${word}: ${detail}`}>
      {look === 'waiting' && <Mark name="waiting" />}
      {look === 'busy' && <Mark name="busy" />}
      {look === 'done' && <Mark name="ok" />}
      {look === 'failed' && <Mark name="fail" />}
      {look === 'later' && <Icon name="clock" size={12} />}
      {look === 'quiet' || look === 'later' ? word : <b>{word}</b>}
      {detail !== '' && ' '}
      {detail !== '' && <span>{detail}</span>}
    </span>
  )
}

export const momentAt = (nowMs: number) => ({ nowMs, clock: (ms: number) => formatMoment(ms, nowMs) })
