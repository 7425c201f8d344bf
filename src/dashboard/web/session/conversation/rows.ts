/** Events as the rows of a conversation: a call with its result, what ran side by side under one head, a line for a new day. Pure. */
import type { LiveSessionState, LiveStep, StepStatus } from '../../../../core/session/live-session.ts'
import type {
  ApiErrorEvent,
  CommandEvent,
  CompactionEvent,
  EventCursor,
  InterruptEvent,
  PrLinkEvent,
  PromptEvent,
  RetryEvent,
  SessionEvent,
  SubagentEndEvent,
  SubagentStartEvent,
  TaskEvent,
  TextEvent,
  ThinkingEvent,
  ToolCallEvent,
  ToolResultEvent,
} from '../../../../core/session/session-event.ts'

interface RowBase {
  /** Stays the same while the conversation grows. */
  readonly key: string
  /** Of the event it begins with: its address. */
  readonly cursor: EventCursor
  readonly at?: string | undefined
  /** `at`, read once. */
  readonly atMs?: number | undefined
}

/** Where a call stands among those that ran beside it. */
export type GroupPlace = 'first' | 'middle' | 'last'

export interface ToolRow extends RowBase {
  readonly kind: 'tool'
  readonly toolId: string
  readonly tool: string
  readonly summary: string
  readonly status: StepStatus
  readonly durationMs?: number | undefined
  readonly call?: ToolCallEvent | undefined
  readonly result?: ToolResultEvent | undefined
  readonly start?: SubagentStartEvent | undefined
  readonly end?: SubagentEndEvent | undefined
  readonly group?: GroupPlace | undefined
}

export type NoteEvent =
  | CompactionEvent
  | InterruptEvent
  | ApiErrorEvent
  | RetryEvent
  | CommandEvent
  | TaskEvent
  | PrLinkEvent
  | SubagentEndEvent

export type ConversationRow =
  | (RowBase & { readonly kind: 'prompt'; readonly event: PromptEvent })
  | (RowBase & { readonly kind: 'thinking'; readonly event: ThinkingEvent })
  | (RowBase & { readonly kind: 'text'; readonly event: TextEvent })
  | ToolRow
  | (RowBase & { readonly kind: 'parallel'; readonly count: number; readonly durationMs?: number | undefined })
  | (RowBase & { readonly kind: 'note'; readonly event: NoteEvent; readonly summary?: CompactionEvent | undefined })
  | (RowBase & { readonly kind: 'day'; readonly dayMs: number })
  | (RowBase & { readonly kind: 'ask'; readonly step?: LiveStep | undefined; readonly reason: string })

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** What the rows have to know beside the events. */
export interface RowContext {
  /** Steps whose calls are not held, or wait. */
  readonly state?: Pick<LiveSessionState, 'steps'> | undefined
  /** Midnight of the reader's day. */
  readonly startOfDay: (ms: number) => number
}

export const toRows = (events: readonly SessionEvent[], context: RowContext): readonly ConversationRow[] =>
  new GrowingRows().update(events, context)

/** The same rows for events that mostly grow at their end: then only what is new is looked at. */
export class GrowingRows {
  #builder: RowBuilder | undefined
  #events: readonly SessionEvent[] = []

  update(events: readonly SessionEvent[], context: RowContext): readonly ConversationRow[] {
    const known = this.#events.length
    const hasGrown =
      known > 0 &&
      known <= events.length &&
      events[0] === this.#events[0] &&
      events[known - 1] === this.#events[known - 1]
    const builder = hasGrown && this.#builder ? this.#builder : new RowBuilder()
    builder.learn(context)
    for (let index = builder === this.#builder ? known : 0; index < events.length; index++) {
      const event = events[index]
      if (event !== undefined) builder.add(event)
    }
    this.#builder = builder
    this.#events = events
    return withHeads(builder.rows, context)
  }
}

class RowBuilder {
  readonly rows: (Writable<ToolRow> | Exclude<ConversationRow, ToolRow>)[] = []
  readonly #tools = new Map<string, Writable<ToolRow>>()
  #steps: ReadonlyMap<string, LiveStep> = new Map()

  learn({ state }: RowContext): void {
    this.#steps = new Map(state?.steps.map((step) => [step.id, step]))
  }

  add(event: SessionEvent): void {
    switch (event.kind) {
      case 'prompt':
        this.rows.push({ ...base(event), kind: 'prompt', event })
        return
      case 'thinking':
        this.rows.push({ ...base(event), kind: 'thinking', event })
        return
      case 'text':
        this.rows.push({ ...base(event), kind: 'text', event })
        return
      case 'tool-call':
        this.#call(event)
        return
      case 'tool-result':
        this.#result(event)
        return
      case 'subagent-start':
        this.#tool(event).start = event
        return
      case 'subagent-end':
        this.#subagentEnd(event)
        return
      case 'compaction':
        this.#compaction(event)
        return
      case 'interrupt':
      case 'api-error':
      case 'retry':
      case 'command':
      case 'task':
      case 'pr-link':
        this.rows.push({ ...base(event), kind: 'note', event })
        return
      default:
        // Bookkeeping is not asked for.
        return
    }
  }

  #call(event: ToolCallEvent): void {
    const row = this.#tool(event)
    row.call = event
    row.tool = event.tool
    row.summary = event.summary ?? event.path ?? ''
    // Where it was cut off, the state knows; else it may still run.
    row.status = this.#steps.get(event.toolId)?.status ?? 'pending'
  }

  #result(event: ToolResultEvent): void {
    const row = this.#tool(event)
    row.result = event
    row.status = event.outcome
    row.durationMs = event.durationMs ?? msBetween(row.call?.at, event.at) ?? this.#steps.get(event.toolId)?.durationMs
  }

  #subagentEnd(event: SubagentEndEvent): void {
    const row =
      (event.toolId === undefined ? undefined : this.#tools.get(event.toolId)) ??
      (event.agentId === undefined
        ? undefined
        : [...this.#tools.values()].find(({ result }) => result?.agentId === event.agentId))
    if (row === undefined) {
      this.rows.push({ ...base(event), kind: 'note', event })
      return
    }
    row.end = event
    row.durationMs = event.durationMs ?? row.durationMs
    if (row.result === undefined || row.call?.isBackground || row.start?.isBackground) row.status = event.outcome
  }

  /** What replaced the context belongs to the line that says it was. */
  #compaction(event: CompactionEvent): void {
    const last = this.rows.at(-1)
    if (event.phase === 'summary' && last?.kind === 'note' && last.event.kind === 'compaction' && !last.summary) {
      this.rows[this.rows.length - 1] = { ...last, summary: event }
    } else {
      this.rows.push({ ...base(event), kind: 'note', event })
    }
  }

  #tool(event: ToolCallEvent | ToolResultEvent | SubagentStartEvent): Writable<ToolRow> {
    const known = this.#tools.get(event.toolId)
    if (known !== undefined) return known
    const step = this.#steps.get(event.toolId)
    const row: Writable<ToolRow> = {
      ...base(event),
      kind: 'tool',
      toolId: event.toolId,
      tool: step?.tool ?? '',
      summary: step?.summary ?? '',
      status: step?.status ?? 'pending',
      durationMs: step?.durationMs,
    }
    this.#tools.set(event.toolId, row)
    this.rows.push(row)
    return row
  }
}

function base({ cursor, at }: SessionEvent): RowBase {
  const ms = at === undefined ? Number.NaN : Date.parse(at)
  return { key: cursor, cursor, at, atMs: Number.isNaN(ms) ? undefined : ms }
}

/** The day on which clocks go forward. */
const shortestDayMs = 23 * 3_600_000

/** Heads of parallel calls and of days, once every row is complete. */
function withHeads(
  rows: readonly (Writable<ToolRow> | Exclude<ConversationRow, ToolRow>)[],
  { startOfDay }: RowContext,
): readonly ConversationRow[] {
  const all: ConversationRow[] = []
  let dayMs: number | undefined
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]
    if (row === undefined) continue
    const { atMs } = row
    // Asking the calendar is slow: only where the day may have ended.
    const isSameDay = dayMs !== undefined && (atMs === undefined || (atMs >= dayMs && atMs < dayMs + shortestDayMs))
    const rowDayMs = isSameDay || atMs === undefined ? dayMs : startOfDay(atMs)
    if (rowDayMs !== undefined && dayMs !== undefined && rowDayMs !== dayMs) {
      all.push({ kind: 'day', key: `day-${row.key}`, cursor: row.cursor, dayMs: rowDayMs })
    }
    dayMs = rowDayMs
    const group = row.kind === 'tool' && !isInGroup(rows[index - 1], row) ? groupFrom(rows, index) : []
    const [first] = group
    if (first !== undefined && group.length > 1) {
      all.push({
        kind: 'parallel',
        key: `par-${first.key}`,
        cursor: first.cursor,
        count: group.length,
        durationMs: spanOf(group),
      })
      for (const [place, tool] of group.entries()) {
        tool.group = place === 0 ? 'first' : place === group.length - 1 ? 'last' : 'middle'
      }
    }
    all.push(row)
  }
  return all
}

function groupFrom(
  rows: readonly (Writable<ToolRow> | Exclude<ConversationRow, ToolRow>)[],
  index: number,
): readonly Writable<ToolRow>[] {
  const group: Writable<ToolRow>[] = []
  for (let next = index; next < rows.length; next++) {
    const row = rows[next]
    if (row?.kind !== 'tool' || (next > index && !isInGroup(rows[next - 1], row))) break
    group.push(row)
  }
  return group
}

/** Calls of one response run side by side. */
function isInGroup(before: ConversationRow | undefined, row: ToolRow): boolean {
  const id = row.call?.response?.id
  return before?.kind === 'tool' && id !== undefined && before.call?.response?.id === id
}

/** From the first call to the last result; undefined while one still runs. */
function spanOf(group: readonly ToolRow[]): number | undefined {
  const starts = group.map(({ call }) => Date.parse(call?.at ?? ''))
  const ends = group.map(({ result }) => Date.parse(result?.at ?? ''))
  const ms = Math.max(...ends) - Math.min(...starts)
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

function msBetween(start: string | undefined, end: string | undefined): number | undefined {
  const ms = Date.parse(end ?? '') - Date.parse(start ?? '')
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** The question that waits for the reader, as the last row; undefined where nothing waits. */
export function askRow(state: LiveSessionState | undefined): ConversationRow | undefined {
  if (state?.status !== 'waiting') return undefined
  const step = state.steps.find(({ id }) => id === state.waitingStepId)
  return {
    kind: 'ask',
    key: 'ask',
    cursor: step?.cursor ?? '',
    at: state.statusSince,
    step,
    reason: state.waitingFor ?? '',
  }
}

/** The call that is asked about stands in the question, not twice. */
export const withAsk = (
  rows: readonly ConversationRow[],
  ask: ConversationRow | undefined,
): readonly ConversationRow[] =>
  ask?.kind === 'ask' ? [...rows.filter((row) => row.kind !== 'tool' || row.toolId !== ask.step?.id), ask] : rows
