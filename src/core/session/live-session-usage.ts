/** Tokens, cost and context of a session from its events: each response counted once, whatever number of lines repeats it. */
import { costOf } from '../usage/cost.ts'
import type { PriceBook } from '../usage/price.ts'
import { promptTiers } from '../usage/price.ts'
import { addTokens, highestTokens, lessTokens, noTokens, type Tokens, totalTokens } from '../usage/tokens.ts'
import type { HistoryPoint } from './live-session.ts'
import type { ResponseRef } from './session-event.ts'

export type SessionPrices = Pick<PriceBook, 'priceOf' | 'contextWindowOf' | 'labelOf' | 'idOf'>

/** What one model took of a response: the one that answered, or one that it asked. */
interface ResponsePart extends Pick<ResponseRef, 'id' | 'model' | 'isFast' | 'isUsInference'> {
  readonly tokens: Tokens
  /** 1 for the one that answered. */
  readonly responses?: number
}

interface Counted {
  readonly tokens: Tokens
  readonly costUsd: number | undefined
}

/** Lines of a response stand near each other: this many back is far more than ever happens. */
const mostOpenResponses = 512
const mostHistory = 480

export interface UsageTotals {
  tokens: Tokens
  costUsd: number
  isPriced: boolean
  responses: number
}

const noTotals = (): UsageTotals => ({ tokens: noTokens, costUsd: 0, isPriced: false, responses: 0 })

export class SessionUsageCounter {
  readonly total = noTotals()
  readonly #byLane = new Map<string, UsageTotals>()
  readonly #seen = new Map<string, Counted>()
  readonly #unpriced = new Set<string>()
  readonly #prices: SessionPrices | undefined
  #history: HistoryPoint[] = []
  /** The same list until a point is added. */
  #shownHistory: readonly HistoryPoint[] | undefined
  #contextTokens: number | undefined

  constructor(prices: SessionPrices | undefined) {
    this.#prices = prices
  }

  note(response: ResponseRef, lane: string, isMain: boolean, at: string | undefined): void {
    const { tokens, advice = [], isUsInference, stretch } = response
    if (tokens === undefined) return
    const id = stretch === undefined ? response.id : `${response.id} ${stretch}`
    const isAmended = this.#seen.has(id)
    // What several requests took together is no context of one.
    if (isMain && stretch === undefined) this.#contextTokens = response.contextTokens
    const asked = advice.map((part, index) => ({ ...part, id: `${id} advice ${index}`, isUsInference }))
    const isNews = [{ ...response, id, tokens, responses: 1 }, ...asked].map((part) => this.#count(part, lane, at))
    if (at !== undefined && isNews.includes(true)) this.#addHistory(at, isAmended)
  }

  /** False when it tells nothing that is not counted already. */
  #count(part: ResponsePart, lane: string, at: string | undefined): boolean {
    const { id, tokens, responses = 0 } = part
    const before = this.#seen.get(id)
    const highest = before === undefined ? tokens : highestTokens(before.tokens, tokens)
    if (before !== undefined && totalTokens(highest) === totalTokens(before.tokens)) return false
    const costUsd = this.#costOf(part, highest, at)
    for (const totals of [this.total, this.lane(lane)]) {
      totals.tokens = addTokens(totals.tokens, before === undefined ? highest : lessTokens(highest, before.tokens))
      totals.costUsd += (costUsd ?? 0) - (before?.costUsd ?? 0)
      totals.isPriced ||= costUsd !== undefined
      if (before === undefined) totals.responses += responses
    }
    this.#seen.delete(id)
    this.#seen.set(id, { tokens: highest, costUsd })
    if (this.#seen.size > mostOpenResponses) forgetFirst(this.#seen)
    return true
  }

  lane(lane: string): UsageTotals {
    const known = this.#byLane.get(lane)
    if (known !== undefined) return known
    const fresh = noTotals()
    this.#byLane.set(lane, fresh)
    return fresh
  }

  /** After a compaction, until the next response tells. */
  setContext(tokens: number | undefined, at: string | undefined): void {
    this.#contextTokens = tokens
    if (at !== undefined) this.#addHistory(at, false)
  }

  get contextTokens(): number | undefined {
    return this.#contextTokens
  }

  get unpricedModels(): readonly string[] {
    return [...this.#unpriced]
  }

  /** At most 240 points, the newest among them. */
  get history(): readonly HistoryPoint[] {
    const step = Math.max(1, Math.ceil(this.#history.length / 240))
    this.#shownHistory ??= this.#history.filter((_, index) => (this.#history.length - 1 - index) % step === 0)
    return this.#shownHistory
  }

  #costOf(response: ResponsePart, tokens: Tokens, at: string | undefined): number | undefined {
    const { model } = response
    if (model === undefined || this.#prices === undefined) return undefined
    const price = this.#prices.priceOf(model, (at ?? '9999-12-31').slice(0, 10))
    if (price === undefined) {
      this.#unpriced.add(model)
      return undefined
    }
    const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
    const promptAboveTokens = promptTiers.findLast((tier) => prompt > tier) ?? 0
    const { isFast, isUsInference } = response
    return costOf({ tokens, webSearches: 0, isFast, isUsInference, promptAboveTokens }, price)
  }

  #addHistory(at: string, isAmended: boolean): void {
    const point: HistoryPoint = {
      at,
      contextTokens: this.#contextTokens,
      totalTokens: totalTokens(this.total.tokens),
      costUsd: this.total.isPriced ? this.total.costUsd : undefined,
    }
    this.#shownHistory = undefined
    if (isAmended) this.#history.pop()
    this.#history.push(point)
    if (this.#history.length > mostHistory) this.#history = this.#history.filter((_, index) => index % 2 === 0)
  }
}

export function forgetFirst<K>(map: Map<K, unknown>): void {
  const [first] = map.keys()
  if (first !== undefined) map.delete(first)
}
