/** A log that is read as events, as the ledger wants it: usage and facts. For every agent that has no quicker way of its own. Pure. */
import { noteEvent, noteTitle } from '../core/session/facts-from-events.ts'
import { mainLane } from '../core/session/session-event.ts'
import { msOf } from '../core/time/iso-time.ts'
import { toldOneByOne, type UsageLine } from '../core/usage/response-line.ts'
import type { LogDetail, LogLine, LogPlace, LogReader, SessionLog, SkimmedLine } from './agent.ts'
import { type EventDraft, momentOf } from './event-draft.ts'
import { placeLine, type ToldLine, unreadable } from './json-line.ts'
import { withoutLongTexts } from './long-texts.ts'
import type { LineScanner, RecordPlace, RecordSink } from './records.ts'
import { SkimLine } from './skim.ts'

/** A reader whose carry is a value it changes: begun with `initial`, or gone on with where it was left. */
export function carryingReader<Carry>(
  initial: Carry,
  carried: string | undefined,
  read: (line: string, place: LogPlace, detail: LogDetail, carry: Carry) => ToldLine,
  skim: (line: SkimLine, carry: Carry) => SkimmedLine | undefined = () => undefined,
): LogReader & LedgerReader {
  const carry = carried === undefined ? initial : (JSON.parse(carried) as Carry)
  return {
    readLine: (line, place, detail) => placeLine(read(line, place, detail, carry), place),
    tell: (line, place) => read(line, place, 'brief', carry),
    skim: (bytes, start, end) => skim(new SkimLine(bytes, start, end), carry),
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

/** What the ledger reads by: places are of no use to it. */
export interface LedgerReader extends Pick<LogReader, 'skim' | 'carry'> {
  tell(line: string, place: LogPlace): ToldLine
}

export function scanEvents(reader: LedgerReader, { sessionId, subagentId }: RecordPlace): LineScanner {
  const lane = subagentId ?? mainLane
  const scan: LineScanner['scan'] = (bytes, start, end, offset, sink) => {
    const skimmed = reader.skim?.(bytes, start, end)
    if (skimmed !== undefined) {
      noteDraft(sink, skimmed.draft, { atMs: skimmed.atMs, lane, offset, sessionId, subagentId })
      return
    }
    const line = withoutLongTexts(bytes, start, end)
    if (line.trim() === '') return
    const told = reader.tell(line, { lane, offset })
    if (told === unreadable) sink.bad(offset, 'not JSON')
    const atMs = momentOf(told.atMs)
    if (told.facts !== undefined) noteFacts(sink, told.facts, atMs)
    const noted = { atMs, lane: told.lane ?? lane, offset, sessionId, subagentId }
    for (const draft of told.drafts) noteDraft(sink, draft, noted)
  }
  const { carry } = reader
  return carry === undefined ? { scan } : { scan, carry: () => carry.call(reader) }
}

export interface NotedPlace {
  readonly offset: number
  readonly sessionId?: string | undefined
  readonly subagentId?: string | undefined
}

/** What one line, document or row told, noted where the ledger looks. */
export function noteLogLine(sink: RecordSink, { events, facts }: LogLine, place: NotedPlace): void {
  const [first] = events
  noteFacts(sink, facts, first?.at === undefined ? undefined : msOf(first.at))
  for (const event of events) {
    const atMs = event.at === undefined ? undefined : msOf(event.at)
    noteDraft(sink, event, { atMs, lane: event.lane, ...place })
  }
}

function noteFacts(sink: RecordSink, told: LogLine['facts'], atMs: number | undefined): void {
  const { facts } = sink
  if (told.sessionId !== undefined) facts.sessionId ??= told.sessionId
  if (told.cwd !== undefined) facts.cwd ??= told.cwd
  if (told.branch !== undefined) facts.branch = told.branch
  if (told.version !== undefined) facts.version = told.version
  if (told.subagentId !== undefined) facts.subagentId = told.subagentId
  if (told.title !== undefined) noteTitle(facts, told.title)
  if (told.account !== undefined && atMs !== undefined) sink.account?.(told.account, atMs)
  if (told.subagentType !== undefined) facts.subagent = { type: told.subagentType }
}

export interface DraftPlace extends NotedPlace {
  readonly atMs: number | undefined
  readonly lane: string
}

/** One event, where nobody asks where it stands. */
export function noteDraft(sink: RecordSink, draft: EventDraft, place: DraftPlace): void {
  if (place.lane === (place.subagentId ?? mainLane)) noteEvent(sink.facts, draft, place.atMs)
  const line = usageOf(draft.response, sink, place)
  if (line === undefined) return
  sink.usage(line, place.offset)
  const sums = draft.response?.insteadOf
  if (sums !== undefined) sink.usage({ ...line, ...noUsage, messageId: sums, requestId: toldOneByOne }, place.offset)
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
  response: EventDraft['response'],
  { facts }: RecordSink,
  { atMs, lane, sessionId, subagentId }: DraftPlace,
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
    atMs,
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
