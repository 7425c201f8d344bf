/**
 * What keeps agents that answer everything from talking for ever. Only what agents write is held back; a person's message begins
 * everything anew. Pure.
 */
import { hours, minutes, seconds } from '../time/duration.ts'
import { plural } from '../words/format.ts'
import type { Message } from './message.ts'

const mostHops = 4
const mostDepth = 8
const mostPerPair = 20
const mostPerSender = 60
const mostUnread = 200
const countedWithinMs = minutes(10)
const sameWithinMs = seconds(60)
/** What was read longer ago is not what is answered now. */
export const chainWithinMs = hours(1)

export interface Draft {
  readonly from: string
  readonly to: string
  readonly isToAll: boolean
  readonly text: string
  readonly path?: string | undefined
}

export type Weighed =
  | { readonly kind: 'new'; readonly hops: number; readonly depth: number }
  /** Said already, a moment ago. */
  | { readonly kind: 'same'; readonly as: Message }
  | { readonly kind: 'held-back'; readonly why: string; readonly next: string }

/** `past`: what either of the two wrote or was sent within the time of a chain. */
export function weigh({ from, to, isToAll, text, path }: Draft, past: readonly Message[], nowMs: number): Weighed {
  const written = past.filter((one) => one.from.sessionId === from)
  const between = written.filter((one) => one.to.sessionId === to)
  const same = between.find((one) => one.text === text && one.path === path && nowMs - one.createdAtMs < sameWithinMs)
  if (same !== undefined) return { kind: 'same', as: same }
  const recent = (messages: readonly Message[]) =>
    messages.filter(({ createdAtMs }) => nowMs - createdAtMs < countedWithinMs).length
  if (recent(between) >= mostPerPair) return heldBack(`${mostPerPair} messages went there in ten minutes`, later)
  if (recent(written) >= mostPerSender) return heldBack(`${mostPerSender} messages were sent in ten minutes`, later)
  const unread = past.filter((one) => one.to.sessionId === to && one.readAtMs === undefined).length
  if (unread >= mostUnread) return heldBack(`${plural(unread, 'message')} wait there unread`, later)
  const answered = answeredBy(from, past, nowMs)
  if (answered === undefined) return { kind: 'new', hops: 1, depth: 1 }
  const isAnswer = answered.from.sessionId === to
  if (isToAll && answered.isToAll && !isAnswer) return heldBack('what came to all goes to all no further', toOne)
  const [hops, depth] = isAnswer ? [answered.hops, answered.depth + 1] : [answered.hops + 1, 1]
  if (depth > mostDepth) return heldBack(`these two have answered each other ${mostDepth} times`, person)
  if (hops > mostHops) return heldBack(`it follows from a message that was passed on ${mostHops} times`, person)
  return { kind: 'new', hops, depth }
}

/** What the sender read last, if an agent wrote it: its next message follows from that. */
function answeredBy(sender: string, past: readonly Message[], nowMs: number): Message | undefined {
  const read = past.filter(
    ({ to, readAtMs }) => to.sessionId === sender && readAtMs !== undefined && nowMs - readAtMs < chainWithinMs,
  )
  const last = read.toSorted((a, b) => (b.readAtMs ?? 0) - (a.readAtMs ?? 0) || b.createdAtMs - a.createdAtMs)[0]
  return last?.from.sessionId === undefined ? undefined : last
}

const heldBack = (why: string, next: string): Weighed => ({ kind: 'held-back', why, next })
const later = 'go on with your own work, and try again in ten minutes'
const toOne = 'answer who wrote it, alone'
const person = 'go on with your own work; when a person has written to one of you, you can answer again'
