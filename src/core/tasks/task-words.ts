/** How a task stands, in the words of all faces. What agents say of themselves is made plain here. Pure. */
import { formatDurationInWords } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { Task, TaskPr } from './task.ts'
import { runs, type SeenTask, type TaskCard } from './task-board.ts'

export interface StandingWords {
  readonly look: 'waiting' | 'busy' | 'done' | 'failed' | 'later' | 'quiet'
  /** "waiting 3 min", "finished 18 min ago", "done 13:22". */
  readonly word: string
  /** What it asks for, what it is at, why. */
  readonly detail: string
}

interface Moment {
  readonly nowMs: number
  /** "13:22" today, "Thu 17:40" before. */
  readonly clock: (ms: number) => string
}

export function standingInWords(task: SeenTask, { nowMs, clock }: Moment): StandingWords {
  const { state, reason = '', run, merged, pr } = task
  const ago = formatDurationInWords(Math.max(0, nowMs - Date.parse(task.since)))
  if (task.isMerging === true) return { look: 'busy', word: 'merging', detail: '' }
  switch (state) {
    case 'pending':
      return { look: 'later', word: pendingInWords(task), detail: '' }
    case 'in_progress':
      return atWork(task, nowMs)
    case 'in_review':
      if (pr?.state === 'merged') return { look: 'done', word: 'merged', detail: byPr(pr) }
      if (run?.exit === undefined) return { look: 'done', word: `finished ${ago} ago`, detail: '' }
      return { look: 'quiet', word: lowered(withoutStop(reason || run.exit.words)), detail: `${ago} ago` }
    case 'complete':
      if (merged !== undefined)
        return {
          look: 'quiet',
          word: `merged ${clock(Date.parse(merged.at))}`,
          detail: `into ${plainText(merged.into)}`,
        }
      if (pr?.state === 'merged') return { look: 'quiet', word: 'merged', detail: byPr(pr) }
      return { look: 'quiet', word: `done ${clock(Date.parse(task.since))}`, detail: '' }
    case 'failed':
    case 'broken':
      return { look: 'failed', word: `${state} ${clock(Date.parse(task.since))}`, detail: plainText(reason) }
    default:
      return state satisfies never
  }
}

function atWork(task: SeenTask, nowMs: number): StandingWords {
  const { activity, activitySince, asks, waitingFor, doing = '', best, run } = task
  const since =
    activitySince === undefined ? '' : ` ${formatDurationInWords(Math.max(0, nowMs - Date.parse(activitySince)))}`
  if (activity === 'waiting')
    return { look: 'waiting', word: `waiting${since}`, detail: plainText(asks ?? waitingFor ?? '') }
  const word = workInWords(task)
  if (word === 'busy') return { look: 'busy', word, detail: best === undefined ? plainText(doing) : tryInWords(best) }
  if (word === 'idle') return { look: 'quiet', word: `idle${since}`, detail: '' }
  if (word === 'being made') return { look: 'busy', word, detail: '' }
  return { look: 'quiet', word: runs(task) ? word : `ended: ${run?.exit?.words ?? ''}`, detail: '' }
}

/** What one in progress is at, in a word, where it waits for nobody. */
export function workInWords({
  activity,
  run,
}: Pick<Task, 'activity' | 'run'>): 'busy' | 'idle' | 'being made' | 'runs' {
  if (activity === 'busy') return 'busy'
  if (activity === 'idle' || activity === 'shell') return 'idle'
  return run === undefined ? 'being made' : 'runs'
}

/** What one that is not begun waits for: "when a place is free". */
export const pendingInWords = ({ reason = '' }: Pick<Task, 'reason'>): string =>
  reason === '' ? 'not begun' : lowered(firstPart(reason))

/** When its forge did it nobody says. */
const byPr = ({ number }: TaskPr): string => (number === undefined ? 'by its PR' : `by PR #${number}`)

const tryInWords = ({ number, of }: { readonly number: number; readonly of: number }) => `try ${number} of ${of}`

const firstPart = (reason: string): string => withoutStop(reason.split(':')[0] ?? '')
const withoutStop = (sentence: string): string => plainText(sentence).replace(/\.$/, '')
/** Within a line it begins no sentence; a name of several capitals stays one. */
const lowered = (words: string): string =>
  /^\p{Lu}\p{Ll}|^\p{Lu}\s/u.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words

/** A task as it is read out: "payments-api, retry-docs, waiting 3 min, Bash npm test". */
export function spokenCard(
  { project, name, tasks }: Pick<TaskCard, 'project' | 'name' | 'tasks'>,
  moment: Moment,
): string {
  const { word, detail } = standingInWords(tasks[0], moment)
  const tries = tasks.length === 1 ? '' : `${tasks.length} tries`
  return [plainText(project), plainText(name), tries, word, detail].filter((part) => part !== '').join(', ')
}
