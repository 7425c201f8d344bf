/** The steps of a session: tool calls with their results, times and which of them ran side by side. Bounded. Pure. */
import type { LiveStep, StepStatus } from './live-session.ts'
import type { ToolCallEvent, ToolResultEvent } from './session-event.ts'

export type StepRecord = {
  -readonly [K in keyof LiveStep]: LiveStep[K]
} & {
  path?: string | undefined
  touches?: ToolCallEvent['touches']
  isSubagent?: boolean
  todo?: ToolCallEvent['todo']
  /** As it was shown last: the same object while nothing changes, so that readers need not look at it again. */
  shown?: LiveStep | undefined
}

/** How what has not told its end is shown: it goes on, or it ended with its session at the latest, after a time that nobody knows. */
export interface Unfinished {
  readonly status: 'pending' | 'interrupted'
  readonly endedAt?: string | undefined
}

export const stillOpen: Unfinished = { status: 'pending' }
export const endedWith = (endedAt: string | undefined): Unfinished => ({ status: 'interrupted', endedAt })

const mostFinished = 200
/** A call that was cut off never gets its result; of more than these the oldest are given up. */
const mostPendingPerLane = 64

export class SessionSteps {
  #all: StepRecord[] = []
  readonly #pending = new Map<string, StepRecord>()
  /** The newest call of each lane with the response it came in. */
  readonly #lastCall = new Map<string, { step: StepRecord; responseId: string | undefined }>()
  #groups = 0
  /** The same list until a step changes. */
  #shown: { readonly unfinished: Unfinished; readonly steps: readonly LiveStep[] } | undefined

  /** Whether the call runs beside the one before it. */
  begin(event: ToolCallEvent): { readonly step: StepRecord; readonly isParallel: boolean } {
    const step: StepRecord = {
      id: event.toolId,
      lane: event.lane,
      cursor: event.cursor,
      tool: event.tool,
      summary: event.summary,
      status: 'pending',
      startedAt: event.at,
      path: event.path,
      touches: event.touches,
      todo: event.todo,
    }
    this.#shown = undefined
    const isParallel = this.#joinGroup(step, event.response?.id)
    const before = this.#pending.get(step.id)
    if (before !== undefined) this.#finish(before, 'interrupted', undefined)
    this.#all.push(step)
    this.#pending.set(step.id, step)
    this.#lastCall.set(event.lane, { step, responseId: event.response?.id })
    this.#trim(event.lane)
    return { step, isParallel }
  }

  end(event: ToolResultEvent): StepRecord | undefined {
    const step = this.#pending.get(event.toolId)
    if (step === undefined) return undefined
    this.#finish(step, event.outcome, event.at)
    step.result = event.summary
    step.agentId = event.agentId ?? step.agentId
    return step
  }

  /** What was cut off: a new prompt or the end of the turn found it without a result. */
  interrupt(lane: string, at: string | undefined): readonly StepRecord[] {
    const cut = this.pending(lane)
    for (const step of cut) this.#finish(step, 'interrupted', at)
    return cut
  }

  byId(id: string): StepRecord | undefined {
    return this.#pending.get(id) ?? this.#all.findLast((step) => step.id === id)
  }

  /** Oldest first; of all lanes when none is named. */
  pending(lane?: string): readonly StepRecord[] {
    return [...this.#pending.values()].filter((step) => lane === undefined || step.lane === lane)
  }

  list(unfinished: Unfinished): readonly LiveStep[] {
    const { status, endedAt } = unfinished
    const known = this.#shown
    if (known?.unfinished.status === status && known.unfinished.endedAt === endedAt) return known.steps
    const steps = this.#newest().map((step) => toLiveStep(step, unfinished))
    this.#shown = { unfinished, steps }
    return steps
  }

  /** What still runs, however old, and the newest of what is over. */
  #newest(): StepRecord[] {
    let surplus = this.#all.length - this.#pending.size - mostFinished
    return this.#all.filter(({ status }) => status === 'pending' || surplus-- <= 0)
  }

  #joinGroup(step: StepRecord, responseId: string | undefined): boolean {
    const last = this.#lastCall.get(step.lane)
    if (last === undefined) return false
    const isSameResponse = responseId !== undefined && last.responseId === responseId
    const overlaps = responseId === undefined && last.responseId === undefined && this.#pending.has(last.step.id)
    if (!isSameResponse && !overlaps) return false
    last.step.group ??= ++this.#groups
    step.group = last.step.group
    return true
  }

  #finish(step: StepRecord, status: StepStatus, at: string | undefined): void {
    this.#shown = undefined
    step.status = status
    step.endedAt = at
    step.durationMs = durationOf(step.startedAt, at)
    this.#pending.delete(step.id)
  }

  #trim(lane: string): void {
    const pending = this.pending(lane)
    const [oldest] = pending
    if (pending.length > mostPendingPerLane && oldest) this.#finish(oldest, 'interrupted', undefined)
    if (this.#all.length > mostFinished * 2) this.#all = this.#newest()
  }
}

function toLiveStep(record: StepRecord, unfinished: Unfinished): LiveStep {
  const { status, endedAt = record.endedAt } = record.status === 'pending' ? unfinished : record
  const { shown } = record
  const isSame =
    shown !== undefined &&
    shown.status === status &&
    shown.endedAt === endedAt &&
    shown.group === record.group &&
    shown.result === record.result &&
    shown.agentId === record.agentId
  if (isSame) return shown
  const { path: _path, touches: _touches, isSubagent: _is, todo: _todo, shown: _shown, ...step } = record
  record.shown = { ...step, status, endedAt }
  return record.shown
}

/** Never negative: lines of one moment may be written out of order. */
export function durationOf(start: string | undefined, end: string | undefined): number | undefined {
  if (start === undefined || end === undefined) return undefined
  const ms = Date.parse(end) - Date.parse(start)
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
