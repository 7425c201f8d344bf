/** A log that is read as events, as the ledger wants it: usage and facts. For every agent that has no quicker way of its own. Pure. */
import { noteEvent, noteTitle } from '../core/session/facts-from-events.ts'
import { mainLane, type SessionEvent } from '../core/session/session-event.ts'
import { msOf } from '../core/time/iso-time.ts'
import { toldOneByOne, type UsageLine } from '../core/usage/response-line.ts'
import type { LogDetail, LogLine, LogPlace, LogReader, SessionLog } from './agent.ts'
import { withoutLongTexts } from './long-texts.ts'
import type { LineScanner, RecordPlace, RecordSink } from './records.ts'

/** A reader whose carry is a value it changes: begun with `initial`, or gone on with where it was left. */
export function carryingReader<Carry>(
  initial: Carry,
  carried: string | undefined,
  read: (line: string, place: LogPlace, detail: LogDetail, carry: Carry) => LogLine,
): LogReader {
  const carry = carried === undefined ? initial : (JSON.parse(carried) as Carry)
  return {
    readLine: (line, place, detail) => read(line, place, detail, carry),
    carry: () => JSON.stringify(carry),
  }
}

/** A log whose every line is worth reading. */
export const logOf = (open: SessionLog['open'], more: Pick<SessionLog, 'isTree'> = {}): SessionLog => ({
  headBytes: 0,
  isSilent: () => false,
  open,
  ...more,
})

export function scanEvents(reader: LogReader, { sessionId, subagentId }: RecordPlace): LineScanner {
  const lane = subagentId ?? mainLane
  const scan: LineScanner['scan'] = (bytes, start, end, offset, sink) => {
    const line = withoutLongTexts(bytes, start, end)
    if (line.trim() === '') return
    const read = reader.readLine(line, { lane, offset }, 'brief')
    if (read.events.some(isUnreadable)) sink.bad(offset, 'not JSON')
    noteLogLine(sink, read, { offset, sessionId, subagentId })
  }
  const { carry } = reader
  return carry === undefined ? { scan } : { scan, carry: () => carry.call(reader) }
}

const isUnreadable = (event: SessionEvent): boolean => event.kind === 'other' && event.type === 'unreadable'

export interface NotedPlace {
  readonly offset: number
  readonly sessionId?: string | undefined
  readonly subagentId?: string | undefined
}

/** What one line, document or row told, noted where the ledger looks. */
export function noteLogLine(sink: RecordSink, { events, facts: told }: LogLine, place: NotedPlace): void {
  const { facts } = sink
  if (told.sessionId !== undefined) facts.sessionId ??= told.sessionId
  if (told.cwd !== undefined) facts.cwd ??= told.cwd
  if (told.branch !== undefined) facts.branch = told.branch
  if (told.version !== undefined) facts.version = told.version
  if (told.subagentId !== undefined) facts.subagentId = told.subagentId
  if (told.title !== undefined) noteTitle(facts, told.title)
  const [first] = events
  if (told.account !== undefined && first?.at !== undefined) sink.account?.(told.account, msOf(first.at))
  if (told.subagentType !== undefined) facts.subagent = { type: told.subagentType }
  for (const event of events) {
    if (event.lane === (place.subagentId ?? mainLane)) noteEvent(facts, event)
    const line = usageOf(event, sink, place)
    if (line === undefined) continue
    sink.usage(line, place.offset)
    const sums = event.response?.insteadOf
    if (sums !== undefined) sink.usage({ ...line, ...noUsage, messageId: sums, requestId: toldOneByOne }, place.offset)
  }
}

const noUsage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  reportedCostUsd: undefined,
} as const

function usageOf(
  { response, at, lane }: SessionEvent,
  { facts }: RecordSink,
  { sessionId, subagentId }: NotedPlace,
): UsageLine | undefined {
  const tokens = response?.tokens
  if (response === undefined || tokens === undefined) return undefined
  return {
    messageId: response.id,
    requestId: response.stretch ?? '',
    isSidechain: false,
    isForkedCopy: response.isCopy === true,
    sessionId: sessionId ?? facts.sessionId,
    // A subagent's records may stand in its session's own file.
    agentId: subagentId ?? facts.subagentId ?? (lane === mainLane ? undefined : lane),
    cwd: facts.cwd,
    branch: facts.branch,
    atMs: at === undefined ? undefined : msOf(at),
    model: response.model,
    input: tokens.input,
    output: tokens.output,
    cacheRead: tokens.cacheRead,
    cacheWrite: tokens.cacheWrite5m + tokens.cacheWrite1h,
    cacheWrite1h: tokens.cacheWrite1h,
    webSearches: 0,
    isFast: response.isFast === true,
    isUsInference: response.isUsInference === true,
    reportedCostUsd: response.reportedCostUsd,
  }
}
