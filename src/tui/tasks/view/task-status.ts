/** How the chosen task is, in a mark and a few words, as its terminal's head says it. Pure. */
import type { Task } from '../../../core/tasks/task.ts'
import { stateWords } from '../../../core/tasks/task-rules.ts'
import { pendingInWords, workInWords } from '../../../core/tasks/task-words.ts'
import { formatDurationInWords } from '../../../core/words/format.ts'
import type { Line } from '../../../terminal/roles.ts'
import { line, span } from '../../../terminal/roles.ts'
import { standingOf, toolOf, whenOf } from '../../../terminal/task-words.ts'
import type { Frame } from '../../view/layout.ts'
import type { TasksModel } from '../tasks-model.ts'

export function statusOf(task: Task, { terminal, doing }: TasksModel, nowMs: number, { glyphs }: Frame): Line {
  if (doing !== undefined) return line(span(doing, 'busy'))
  const at = terminal.taskId === task.id ? terminal : undefined
  if (at?.kind === 'lost')
    return line(span(`cut off ${whenOf(new Date(at.sinceMs).toISOString(), nowMs)}, looking for it`, 'warn'))
  const { state, run, activity } = task
  // Seen here before the list tells it.
  if (at?.kind === 'ended' && run !== undefined && run.exit === undefined)
    return line(span(at.isCutOff ? 'cut off: its supervisor is gone' : 'ended', 'warn'))
  const mark = standingOf(task, { glyphs })
  if (run?.exit !== undefined)
    return line(span(`${mark.text} `, mark.role), `${run.exit.words.split(':')[0] ?? ''} ${whenOf(run.exit.at, nowMs)}`)
  if (state === 'pending') return line(span(`${mark.text} ${pendingInWords(task)}`, 'dim'))
  if (activity === 'waiting') return line(span(`${glyphs.waiting} ${wantsWords(task)}${forMs(task, nowMs)}`, 'you'))
  if (state !== 'in_progress') return line(span(`${mark.text} `, mark.role), stateWords[state])
  return line(span(`${mark.text} `, mark.role), `${workInWords(task)}${activity === 'busy' ? '' : forMs(task, nowMs)}`)
}

/** "wants to run Bash" */
function wantsWords(task: Task): string {
  const tool = toolOf(task)
  if (tool === '') return 'waits for you'
  if (/^question/i.test(tool)) return 'asks a question'
  if (/^plan/i.test(tool)) return 'shows a plan'
  return /^[A-Z]/.test(tool) ? `wants to run ${tool}` : `waits for you: ${tool}`
}

/** What is younger than a minute has no time: it would move all the time. */
function forMs({ activitySince }: Task, nowMs: number): string {
  const ms = activitySince === undefined ? 0 : nowMs - Date.parse(activitySince)
  return ms < 60_000 ? '' : `, ${formatDurationInWords(ms)}`
}
