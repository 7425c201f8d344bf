/** Tasks in a few words, the same in every list of the terminal. Pure. */
import type { Task, TaskList } from '../core/tasks/task.ts'
import { linesOf, type TaskCard, triesPassed } from '../core/tasks/task-board.ts'
import { stateWords } from '../core/tasks/task-rules.ts'
import { pendingInWords, workInWords } from '../core/tasks/task-words.ts'
import { pullRequestInWords } from '../core/waiting/turn-facts.ts'
import { formatDuration } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'
import type { Glyphs, Line, Look, Span } from './roles.ts'
import { line, span } from './roles.ts'
import { truncateText } from './text-width.ts'

interface Marked {
  readonly glyphs: Glyphs
}

/** At the beginning of its row: the worst true thing; of a pinned one that it is. */
export function markOf(task: Task, { glyphs }: Marked): Span {
  return task.isPinned ? span(glyphs.pinned, task.activity === 'waiting' ? 'you' : 'pin') : standingOf(task, { glyphs })
}

export function standingOf({ state, activity }: Task, { glyphs }: Marked): Span {
  if (state === 'failed' || state === 'broken') return span(glyphs.failed, 'bad')
  if (state === 'complete' || state === 'in_review') return span(glyphs.done, 'ok')
  if (activity === 'waiting') return span(glyphs.waiting, 'you')
  if (state === 'pending') return span(glyphs.none, 'dim')
  return span(glyphs.healthy, activity === 'busy' ? 'busy' : undefined)
}

const mostState = 26

/** What it is at, in a word or two, and for how long: `◐ waiting Bash 3m`, `busy, try 2 of 3`, `failed 14:09`. */
export function stateOf(task: Task, nowMs: number, { glyphs }: Pick<Look, 'glyphs'>): Line {
  const { state, activity, best } = task
  const tries = best === undefined ? '' : `, try ${best.number} of ${best.of}`
  if (state === 'in_progress') {
    if (activity === 'waiting')
      return line(
        span(`${glyphs.waiting} waiting`, 'you'),
        ` ${toolOf(task)}`.trimEnd(),
        forSince(task.activitySince, nowMs),
      )
    const at = workInWords(task)
    return line(at, tries, at === 'idle' ? forSince(task.activitySince, nowMs) : '')
  }
  if (state === 'pending') return line(span(truncateText(pendingInWords(task), mostState, glyphs.ellipsis), 'dim'))
  if (state === 'failed' || state === 'broken')
    return line(span(stateWords[state], 'bad'), ` ${whenOf(task.since, nowMs)}`)
  if (task.isMerging === true) return line('merging')
  if (task.merged !== undefined && state === 'complete') return line('merged', ` ${whenOf(task.merged.at, nowMs)}`)
  if (task.pr?.state === 'merged') return line(`merged, ${pullRequestInWords(task.pr)}`)
  if (state === 'in_review' && task.pr !== undefined)
    return line(`${stateWords[state]}, ${pullRequestInWords(task.pr)}`)
  return line(stateWords[state], forSince(task.since, nowMs))
}

/** Of its last tests: green is what passed and after which nothing was changed. */
export function testsOf({ tests }: Pick<Task, 'tests'>, { glyphs }: Pick<Look, 'glyphs'>): Line {
  if (tests === undefined) return line(span(glyphs.unknown, 'dim'))
  const { passed, failed, isBeforeEdits } = tests
  if (failed > 0) return line(span(`${glyphs.failed} ${failed}`, 'bad'))
  return line(span(`${glyphs.done} ${passed}`, isBeforeEdits === true ? 'dim' : 'ok'))
}

/** Of one task, or of all tries of a prompt: `✓ 2/3`. */
export function testsOfCard(card: Pick<TaskCard, 'tasks'>, look: Pick<Look, 'glyphs'>): Line {
  const tries = triesPassed(card)
  if (tries === undefined) return testsOf(card.tasks.length === 1 ? card.tasks[0] : {}, look)
  const { passed, of } = tries
  const { done, failed } = look.glyphs
  return line(passed > 0 ? span(`${done} ${passed}/${of}`, 'ok') : span(`${failed} ${passed}/${of}`, 'bad'))
}

/** Of what it asks the tool alone: "Bash", "question", "plan". */
export const toolOf = ({ asks, waitingFor }: Task): string => plainText(asks ?? waitingFor ?? '').split(' ')[0] ?? ''

const forSince = (iso: string | undefined, nowMs: number): string =>
  iso === undefined ? '' : ` ${formatDuration(nowMs - Date.parse(iso))}`

/** Today the time of day, else how long ago. */
export function whenOf(iso: string, nowMs: number): string {
  const at = new Date(iso)
  if (at.toDateString() !== new Date(nowMs).toDateString()) return formatDuration(nowMs - at.getTime())
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`
}

export const changesOf = (task: Task, look: Pick<Look, 'glyphs'>): Line => changesOfCard({ tasks: [task] }, look)

export function changesOfCard(card: Pick<TaskCard, 'tasks'>, { glyphs }: Pick<Look, 'glyphs'>): Line {
  const lines = linesOf(card)
  if (lines === undefined) return line(span(glyphs.unknown, 'dim'))
  return line(`+${lines.added} ${glyphs.minus}${lines.removed}`)
}

/** `6 in progress, 3 in review, 3 pending, 3 done today` */
export function sumsOf({ tasks, counts }: Pick<TaskList, 'tasks' | 'counts'>, nowMs: number): string {
  const failed = counts.failed + counts.broken
  const isToday = (task: Task) =>
    task.state === 'complete' && new Date(task.since).toDateString() === new Date(nowMs).toDateString()
  const areAllToday = counts.complete > 0 && tasks.filter(isToday).length === counts.complete
  return [
    `${counts.in_progress} in progress`,
    `${counts.in_review} in review`,
    `${counts.pending} pending`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${counts.complete} done${areAllToday ? ' today' : ''}`,
  ].join(', ')
}
