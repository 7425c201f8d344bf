/**
 * Many lines, one response. Pure, and independent of order: lines may come in any order, from any file, any number of times,
 * and the same lines always give the same responses. Everything here is therefore a maximum or a minimum.
 *
 * A response is one (message.id, requestId). Lines of sidechains (a side question replays its parent's responses under new
 * request ids) and lines without a request id (gateways) say nothing by their request id: they match on the message id alone.
 */
import { type BilledUsage, toldOneByOne } from './response-line.ts'

/** Which of the places that hold a response is where it was made: the smallest. Fixed when the line is read. */
export interface Origin {
  /** See `originRank`. */
  readonly rank: number
  /** See `originPlace`. */
  readonly place: number
  readonly path: string
}

/** All lines of one (message.id, requestId). */
export interface ResponseVariant<Source> extends BilledUsage {
  readonly requestId: string
  /** Seen outside a sidechain, with a request id: a response in its own right. */
  readonly isOwnResponse: boolean
  /** Of the first line; undefined when no line has a time. */
  readonly atMs: number | undefined
  readonly model: string | undefined
  readonly origin: Origin
  /** Session, project, branch and subagent of the line at `origin`. */
  readonly source: Source
}

const latestMs = 1e14

/**
 * The main chain before a sidechain, the original before a line that calls itself a copy, then the file that began first. A fork
 * with records of its own before the chain began later than its original; one without began, by its copied lines, just as early.
 */
export function originRank(line: {
  readonly isSidechain: boolean
  readonly isForkedCopy: boolean
  readonly fileBeganAtMs: number | undefined
}): number {
  const began = Math.min(Math.max(0, Math.trunc(line.fileBeganAtMs ?? latestMs)), latestMs)
  return ((line.isSidechain ? 2 : 0) + (line.isForkedCopy ? 1 : 0)) * 2 * latestMs + began
}

const mostChainStart = 2 ** 20 - 1
const mostOffset = 2 ** 32 - 1

/** Files that began at the same moment: a copy has its own records (mode, title, …) before the chain that it copied. In bytes. */
export const originPlace = (chainStartsAt: number, lineOffset: number): number =>
  Math.min(chainStartsAt, mostChainStart) * (mostOffset + 1) + Math.min(lineOffset, mostOffset)

export const isBefore = (a: Origin, b: Origin): boolean =>
  a.rank !== b.rank ? a.rank < b.rank : a.place !== b.place ? a.place < b.place : a.path < b.path

/** Two sets of lines of the same response as one. */
export function mergeVariants<S>(a: ResponseVariant<S>, b: ResponseVariant<S>): ResponseVariant<S> {
  const first = isBefore(b.origin, a.origin) ? b : a
  const named = isNamedBefore(b, a) ? b : a
  return {
    requestId: a.requestId,
    isOwnResponse: a.isOwnResponse || b.isOwnResponse,
    atMs: earliest(a.atMs, b.atMs),
    model: named.model,
    input: Math.max(a.input, b.input),
    output: Math.max(a.output, b.output),
    cacheRead: Math.max(a.cacheRead, b.cacheRead),
    cacheWrite: Math.max(a.cacheWrite, b.cacheWrite),
    cacheWrite1h: Math.max(a.cacheWrite1h, b.cacheWrite1h),
    webSearches: Math.max(a.webSearches, b.webSearches),
    isFast: a.isFast || b.isFast,
    isUsInference: a.isUsInference || b.isUsInference,
    reportedCostUsd: largest(a.reportedCostUsd, b.reportedCostUsd),
    origin: first.origin,
    source: first.source,
  }
}

const largest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b)

const earliest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b)

/** All lines of a response name the same model; if they ever differ, the smaller name stands, whatever came first. */
function isNamedBefore(a: { readonly model: string | undefined }, b: { readonly model: string | undefined }): boolean {
  return a.model !== undefined && (b.model === undefined || a.model < b.model)
}

/** The responses of one message id: each variant that is a response in its own right; the rest belongs to the first of them. */
export function responsesOf<S>(variants: readonly ResponseVariant<S>[]): readonly ResponseVariant<S>[] {
  if (variants.some(({ requestId }) => requestId === toldOneByOne)) return []
  if (variants.length < 2) return variants
  const own = variants.filter(({ isOwnResponse }) => isOwnResponse)
  const echoes = variants.filter(({ isOwnResponse }) => !isOwnResponse)
  if (own.length === 0) return [echoes.reduce(mergeVariants)]
  const first = own.reduce((a, b) => (isBefore(b.origin, a.origin) ? b : a))
  return own.map((variant) => (variant === first ? echoes.reduce(mergeVariants, variant) : variant))
}
