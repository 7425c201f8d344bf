/** What became of a prompt: its session's records read on from where it stands to the next prompt, with its subagents'. */
import { readLineCursor } from '../agents/line-cursor.ts'
import { passageOf } from '../core/search/passage.ts'
import type { PromptTurn } from '../core/search/prompt-question.ts'
import { type SessionPrices, SessionUsageCounter } from '../core/session/live-session-usage.ts'
import { mainLane, type SessionEvent } from '../core/session/session-event.ts'
import type { SearchSource, SourceLane } from './search-source.ts'

/** More of one turn is not read: it is then told as unknown. */
const mostEvents = 50_000

/** Undefined where it can't be told. */
export function turnAfter(source: SearchSource, cursor: string, prices: SessionPrices): PromptTurn | undefined {
  const place = readLineCursor(cursor)
  if (place === undefined) return undefined
  const lanes = source.lanes()
  const main = lanes.find(({ lane }) => lane === mainLane)
  if (main === undefined) return undefined
  const turn = new Turn(prices)
  let toMs = Number.POSITIVE_INFINITY
  for (const told of main.forward({ kind: 'place', place })) {
    if (told === undefined) continue
    if (isPrompt(told.event)) {
      toMs = told.atMs
      break
    }
    if (!turn.add(told.event)) return undefined
  }
  for (const lane of lanes) if (turn.began(lane) && !turn.addUntil(lane, toMs)) return undefined
  return turn.told()
}

const isPrompt = (event: SessionEvent): boolean => event.lane === mainLane && passageOf(event)?.role === 'prompt'

class Turn {
  readonly #usage: SessionUsageCounter
  readonly #began = new Set<string>()
  #events = 0
  #toolCalls = 0
  #added = 0
  #removed = 0

  constructor(prices: SessionPrices) {
    this.#usage = new SessionUsageCounter(prices)
  }

  /** False when it becomes too much. */
  add(event: SessionEvent): boolean {
    const { response, lane, at } = event
    if (response !== undefined) this.#usage.note(response, lane, lane === mainLane, at)
    if (event.kind === 'tool-call') this.#toolCalls++
    if (event.kind === 'tool-result') {
      this.#added += event.changed?.added ?? 0
      this.#removed += event.changed?.removed ?? 0
    }
    if ('agentId' in event && event.agentId !== undefined) this.#began.add(event.agentId)
    return ++this.#events <= mostEvents
  }

  /** Of a subagent that this turn began, or heard of. */
  began({ lane }: SourceLane): boolean {
    return lane !== mainLane && this.#began.has(lane)
  }

  addUntil(lane: SourceLane, toMs: number): boolean {
    for (const told of lane.forward({ kind: 'edge' })) {
      if (told === undefined) continue
      if (told.atMs >= toMs) return true
      if (!this.add(told.event)) return false
    }
    return true
  }

  told(): PromptTurn {
    const { total, unpricedModels } = this.#usage
    return {
      toolCalls: this.#toolCalls,
      linesAdded: this.#added,
      linesRemoved: this.#removed,
      costUsd: total.isPriced ? total.costUsd : undefined,
      unpricedModels: unpricedModels.length === 0 ? undefined : unpricedModels,
    }
  }
}
