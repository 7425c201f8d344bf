/** *Waiting for you*: whose turn is yours, in the order in which you are needed. `GET /api/waiting`, `tce waiting --json`. Pure. */
import { minutes } from '../time/duration.ts'
import type { Approval, ApprovalKind } from './approval.ts'
import type { TurnFacts } from './turn-facts.ts'

/** `elicitation`: a form of an MCP server; `unknown`: that it waits is all that is known. */
export type WaitingKind = ApprovalKind | 'elicitation' | 'unknown'

interface OfAgent {
  /** `<pid>:<start>` */
  readonly agentId?: string | undefined
  readonly pid?: number | undefined
  readonly agent: string
  readonly sessionId?: string | undefined
  readonly project?: string | undefined
  readonly worktree?: string | undefined
  readonly name?: string | undefined
  readonly cwd?: string | undefined
  readonly tty?: string | undefined
  readonly since?: string | undefined
  /** What it is about, in a line. */
  readonly summary: string
}

/** An agent that can't go on without you. */
export interface WaitingItem extends OfAgent {
  /** Of the request where there is one, else of the agent. */
  readonly id: string
  readonly kind: WaitingKind
  /** What can be answered here. */
  readonly approval?: Approval | undefined
  /** Why it can't, and what would help. */
  readonly unreachable?: Unreachable | undefined
  /** *Not now*: it stands last. */
  readonly isPutOff?: boolean | undefined
}

export interface Unreachable {
  readonly reason: string
  readonly next?: string | undefined
  /** The dialog as it stands on its screen, where that was read. */
  readonly screen?: string | undefined
}

/** Something went wrong, or a turn has ended and can be looked at. */
export interface TurnItem extends OfAgent {
  readonly id: string
  readonly kind: 'failed' | 'stuck' | 'done'
  /** Of one that is done, as far as its records tell. */
  readonly facts?: TurnFacts | undefined
}

/** Whatever stands in the list. */
export type ListedItem = WaitingItem | TurnItem

export const isTurn = (item: ListedItem): item is TurnItem => item.kind === 'done' || isWrong(item)

/** May be answered together with others: permissions alone; questions, plans and what cannot be taken back are answered one by one. */
export const isPickable = (item: ListedItem): item is WaitingItem =>
  !isTurn(item) &&
  item.approval?.state === 'open' &&
  item.approval.kind === 'permission' &&
  item.approval.irrevocable === undefined

export const isWrong = ({ kind }: ListedItem): boolean => kind === 'failed' || kind === 'stuck'

export interface WaitingReport {
  /** What blocks an agent: the number that is shown everywhere. */
  readonly waiting: readonly WaitingItem[]
  readonly wentWrong: readonly TurnItem[]
  readonly finished: readonly TurnItem[]
  /** Requests that ended in the last minutes, the newest first, with what came of them. */
  readonly over: readonly WaitingItem[]
}

export const nothingWaits: WaitingReport = { waiting: [], wentWrong: [], finished: [], over: [] }

/** In the order in which they stand, and are numbered: `tce answer 1`. */
export const listedItems = ({ waiting, wentWrong, finished }: Omit<WaitingReport, 'over'>): readonly ListedItem[] => [
  ...waiting,
  ...wentWrong,
  ...finished,
]

/** The quickest to answer first. */
const kindOrder: readonly WaitingKind[] = ['permission', 'question', 'plan', 'elicitation', 'unknown']

/** By kind; within one the longest wait first. One whose time is not known comes last. */
export function inOrderOfNeed(items: readonly WaitingItem[]): readonly WaitingItem[] {
  return [...items].sort(
    (a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) || earlierFirst(a, b) || (a.id < b.id ? -1 : 1),
  )
}

/** The longest ago first. */
const earlierFirst = (a: Pick<OfAgent, 'since'>, b: Pick<OfAgent, 'since'>): number => timeOf(a.since) - timeOf(b.since)

const latest = 8.64e15
function timeOf(at: string | undefined): number {
  const ms = at === undefined ? Number.NaN : Date.parse(at)
  return Number.isNaN(ms) ? latest : ms
}

/** Those that somebody put off, for all faces and over a restart. */
export type NotNow = ReadonlyMap<string, PutOff>
export interface PutOff {
  readonly atMs: number
  readonly since?: string | undefined
}

const notNowForMs = minutes(10)

/** Of a hook its request; what stands on a screen has another card after a restart, and is the same wait of the same agent. */
const nameOf = ({ id, agentId, approval }: WaitingItem): string =>
  approval === undefined || approval.typedInto !== undefined ? (agentId ?? id) : id

/** Forgets those whose time is over. */
export const putOff = (notNow: NotNow, items: readonly WaitingItem[], nowMs: number): NotNow =>
  new Map([
    ...[...notNow].filter(([, { atMs }]) => nowMs - atMs < notNowForMs),
    ...items.map((item) => [nameOf(item), { atMs: nowMs, since: item.since }] as const),
  ])

/** What was put off goes last, and says so, until it changes or its time is over. */
export function withNotNow(items: readonly WaitingItem[], notNow: NotNow, nowMs: number): readonly WaitingItem[] {
  const isOff = (item: WaitingItem) => {
    const put = notNow.get(nameOf(item))
    return put !== undefined && put.since === item.since && nowMs - put.atMs < notNowForMs
  }
  const off = items.filter(isOff).map((item) => ({ ...item, isPutOff: true }))
  return [...items.filter((item) => !isOff(item)), ...off]
}
