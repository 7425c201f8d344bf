/**
 * What agents' hooks tell of their sessions, beside what their registry says. Hooks are quicker and know which tool or question it is;
 * of a turn that was stopped with Esc, and of a dialog that was answered, none tells. So the registry stays the judge: where it says
 * nothing newer a hook counts for a moment, and never ends a wait. Pure.
 */
import type { AgentProcess } from '../process/process.ts'
import { seconds } from '../time/duration.ts'
import type { WaitingKind } from '../waiting/waiting-report.ts'

/**
 * `begins`: a prompt was sent; `works`: a tool starts; `did`: it ended; `asks`: it wants an approval or an answer; `ends`: the turn or
 * the session is over; `fails`: the turn is, by an error.
 */
export interface HookSign {
  readonly kind: 'begins' | 'works' | 'did' | 'asks' | 'ends' | 'fails'
  /** The tool and its input, or the question: the same where something is asked and where it was done. Of an end its last words. */
  readonly what?: string | undefined
  /** Of `asks`: what is wanted. */
  readonly wants?: WaitingKind | undefined
  /** Of `did`: how long the tool ran. */
  readonly tookMs?: number | undefined
}

export interface SessionSigns {
  readonly lastAtMs: number
  readonly workedAtMs?: number | undefined
  /** What was asked and not seen done since, oldest first. */
  readonly asks: readonly SignedAsk[]
  /** How the last turn ended; absent while one goes on. */
  readonly turn?: { readonly atMs: number; readonly isFailed: boolean; readonly what?: string | undefined } | undefined
}

interface SignedAsk {
  readonly atMs: number
  readonly what: string
  readonly wants?: WaitingKind | undefined
}

const asksAtMost = 20

export function nextSigns(before: SessionSigns | undefined, sign: HookSign | undefined, atMs: number): SessionSigns {
  const { workedAtMs, asks = [], turn } = before ?? {}
  if (sign === undefined) return { lastAtMs: atMs, workedAtMs, asks, turn }
  const { kind, what = '', wants } = sign
  switch (kind) {
    case 'asks':
      return { lastAtMs: atMs, workedAtMs, asks: [...asks, { atMs, what, wants }].slice(-asksAtMost) }
    case 'works':
      return { lastAtMs: atMs, workedAtMs: atMs, asks }
    case 'did':
      return { lastAtMs: atMs, workedAtMs: atMs, asks: asks.filter((ask) => ask.what !== what) }
    case 'begins':
      return { lastAtMs: atMs, workedAtMs: atMs, asks: [] }
    case 'ends':
    case 'fails':
      return { lastAtMs: atMs, asks: [], turn: { atMs, isFailed: kind === 'fails', what: sign.what } }
    default:
      return kind satisfies never
  }
}

/** The registry follows within half a second; its times are of the moment, and its file comes a little later. */
const registryFollowsWithinMs = seconds(2)

type Judged = Pick<
  AgentProcess,
  'startedAtMs' | 'activity' | 'activitySinceMs' | 'waitingFor' | 'asks' | 'lastActiveAtMs'
>

/** The agent as its registry and its hooks tell it together. */
export function withSigns<A extends Judged>(agent: A, signs: SessionSigns | undefined, nowMs: number): A {
  if (signs === undefined) return agent
  const alive = { ...agent, lastActiveAtMs: Math.max(agent.lastActiveAtMs ?? 0, Math.min(nowMs, signs.lastAtMs)) }
  const own = ofThisProcess(signs, agent)
  return agent.activity === 'waiting' ? withCause(alive, own) : ahead(alive, own, nowMs)
}

/** A session that was taken up again has another process: what the one before it asked or did, it asks and does no more. */
function ofThisProcess(signs: SessionSigns, { startedAtMs }: Judged): SessionSigns {
  const { asks, workedAtMs = 0 } = signs
  return {
    ...signs,
    asks: asks.filter(({ atMs }) => atMs >= startedAtMs),
    workedAtMs: workedAtMs < startedAtMs ? undefined : workedAtMs,
  }
}

function withCause<A extends Judged>(agent: A, { asks }: SessionSigns): A {
  const { activitySinceMs: since } = agent
  if (since === undefined) return agent
  const open = asks.filter(({ atMs }) => atMs >= since - registryFollowsWithinMs)
  const [first] = open
  if (first === undefined) return agent
  // The wait began when it was asked for, before and after the registry said so.
  return { ...agent, activitySinceMs: Math.min(since, first.atMs), asks: inWords(open) }
}

/** What the registry has not said yet. */
function ahead<A extends Judged>(agent: A, { asks, workedAtMs = 0 }: SessionSigns, nowMs: number): A {
  const { activity, activitySinceMs: since } = agent
  if (since === undefined || activity === 'unknown') return agent
  const isNews = (atMs: number) => atMs > since && nowMs - atMs <= registryFollowsWithinMs
  const open = asks.filter(({ atMs }) => isNews(atMs) && atMs >= workedAtMs)
  const [first] = open
  if (first !== undefined) return { ...agent, activity: 'waiting', activitySinceMs: first.atMs, asks: inWords(open) }
  return activity !== 'busy' && isNews(workedAtMs) ? { ...agent, activity: 'busy', activitySinceMs: workedAtMs } : agent
}

const inWords = ([first, ...others]: SessionSigns['asks']): string | undefined =>
  first === undefined || first.what === ''
    ? undefined
    : `${first.what}${others.length === 0 ? '' : `, and ${others.length} more`}`
