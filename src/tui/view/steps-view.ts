/** The steps of a session, newest first: mark, bracket of parallel ones, what it is, how long. Pure. */

import type { LiveSessionState, LiveStep } from '../../core/session/live-session.ts'
import { mainLane } from '../../core/session/session-event.ts'
import { plainText } from '../../core/words/text.ts'
import { formatRunningTime, formatStepTime } from '../../terminal/durations.ts'
import { shortPath } from '../../terminal/feed-row.ts'
import type { Line, Span } from '../../terminal/roles.ts'
import { span } from '../../terminal/roles.ts'
import { truncateText } from '../../terminal/text-width.ts'
import { padEnd, padStart } from './cells.ts'
import type { Frame } from './layout.ts'

/** Cells of the state's pane that carry text: one blank before, two behind. */
export const paneRoom = ({ stateWidth, isSplit }: Frame): number => stateWidth - (isSplit ? 2 : 1)

export function stepLines(state: LiveSessionState, most: number, nowMs: number, frame: Frame): readonly Line[] {
  const steps = state.steps.filter(({ lane }) => lane === mainLane).toReversed()
  const shown = pendingFirst(steps).slice(0, most)
  return shown.map((step) => stepLine(step, bracketOf(steps, step, frame), state, nowMs, frame))
}

/** A long one that still runs is never below the edge of the screen. */
function pendingFirst(steps: readonly LiveStep[]): readonly LiveStep[] {
  return [...steps.filter(isPending), ...steps.filter((step) => !isPending(step))]
}

const isPending = ({ status }: LiveStep): boolean => status === 'pending'

/** The bracket runs over the whole group, also where only its beginning is shown. */
function bracketOf(steps: readonly LiveStep[], step: LiveStep, { marks }: Frame): string {
  if (step.group === undefined) return ' '
  const group = pendingFirst(steps).filter(({ group: other }) => other === step.group)
  if (group.length < 2) return ' '
  const at = group.indexOf(step)
  return at === 0 ? marks.groupFirst : at === group.length - 1 ? marks.groupLast : marks.groupMiddle
}

function stepLine(step: LiveStep, bracket: string, state: LiveSessionState, nowMs: number, frame: Frame): Line {
  const room = paneRoom(frame)
  const nameWidth = Math.max(8, room - 4 - (frame.isWide ? 14 : 8))
  const time = stepTime(step, nowMs)
  const name = truncateText(stepName(step, state.cwd), nameWidth, frame.glyphs.ellipsis)
  return [
    span(' '),
    stepMark(step, state, nowMs, frame),
    span(bracket, 'dim'),
    span(` ${padEnd(name, nameWidth)}`),
    span(padStart(time, room - 4 - nameWidth), 'dim'),
  ]
}

function stepTime(step: LiveStep, nowMs: number): string {
  if (step.durationMs !== undefined) return formatStepTime(step.durationMs)
  const startedMs = Date.parse(step.startedAt ?? '')
  if (step.status !== 'pending' || Number.isNaN(startedMs)) return ''
  return formatRunningTime(nowMs - startedMs)
}

function stepMark(step: LiveStep, state: LiveSessionState, nowMs: number, { glyphs, marks }: Frame): Span {
  switch (step.status) {
    case 'pending':
      return isWaitedFor(step, state) ? span(glyphs.waiting, 'you') : span(spinnerMark(nowMs, marks.spinner), 'busy')
    case 'done':
      return span(glyphs.done, 'ok')
    case 'failed':
      return span(glyphs.failed, 'bad')
    case 'interrupted':
      return span(glyphs.failed, 'warn')
    default:
      return step.status satisfies never
  }
}

export const isWaitedFor = (step: LiveStep, state: LiveSessionState): boolean =>
  state.status === 'waiting' && (state.waitingStepId === undefined || state.waitingStepId === step.id)

/** One turn of the spinner a second. */
export const spinnerMark = (nowMs: number, marks: readonly string[]): string =>
  marks[Math.floor(nowMs / 1000) % marks.length] ?? ''

/** A step in a few words: the file without its folders, a command without what follows its first long option, the pattern alone. */
export function stepName({ tool, summary }: Pick<LiveStep, 'tool' | 'summary'>, cwd: string | undefined): string {
  const about = plainText(shortPath(summary ?? '', cwd))
  return plainText(`${tool} ${shortAbout(tool, about)}`)
}

function shortAbout(tool: string, about: string): string {
  if (/^(Grep|Glob)$/.test(tool)) return about.replace(/\s+in\s+\S+$/, '')
  if (/^(Bash|PowerShell)$/.test(tool)) return about.replace(/\s--.*$/, '')
  const isPath = /^[^\s"']*[/\\][^\s"'/\\]+$/.test(about) && !about.includes('://')
  return isPath ? (about.split(/[/\\]/).at(-1) ?? about) : about
}
