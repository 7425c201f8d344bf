/**
 * The responses of a session, each counted once, whatever number of records repeats or completes it, for the message it belongs to. Pure
 * but for its memory.
 */
import type { ResponseRef } from '../session/session-event.ts'
import { promptTiers } from '../usage/price.ts'
import type { Tokens } from '../usage/tokens.ts'
import { addTokens, highestTokens, lessTokens, noTokens, totalTokens } from '../usage/tokens.ts'
import type { Bill, BilledPart, BilledSum } from './billed.ts'
import { noSum } from './billed.ts'
import type { CountedMessage, SpentPart } from './message.ts'
import { quarterMs } from './message.ts'

/** One response as rates per minute are made of it. */
export interface CountedResponse {
  readonly id: string
  readonly atMs: number
  /** Prompt tokens that were not read from the cache. */
  readonly newInput: number
  readonly output: number
}

interface Seen {
  readonly no: number
  readonly tokens: Tokens
  readonly part: Omit<SpentPart, 'tokens' | 'responses' | 'webSearches'>
  readonly webSearches: number
  readonly responses: number
}

interface NotedIn {
  readonly atMs: number | undefined
  readonly isMain: boolean
  readonly messageOf: (no: number) => CountedMessage | undefined
}

/** Records of a response stand near each other, but where a session was copied into its own log. */
const [mostSeen, keptSeen] = [20_000, 8]

export class ResponseCounter {
  readonly #seen: Map<string, Seen>
  /** Ids of sums for which the session tells its requests one by one. */
  readonly #told: Set<string>
  readonly #changed = new Map<string, CountedResponse>()
  readonly #bill: Bill | undefined
  #sum: BilledSum

  /** Without a bill each response counts as its records tell. */
  constructor(carry?: string, bill?: Bill) {
    const { seen, told, sum } = carry === undefined ? noCarry : (JSON.parse(carry) as CarriedResponses)
    this.#seen = new Map(seen)
    this.#told = new Set(told)
    this.#sum = sum
    this.#bill = bill
  }

  /** Of all that was counted. */
  get sum(): BilledSum {
    return this.#sum
  }

  /** False: it was counted in another session, or tells nothing new. */
  note(message: CountedMessage, response: ResponseRef, { atMs, isMain, messageOf }: NotedIn): boolean {
    const { tokens, stretch, insteadOf, isCopy, advice = [] } = response
    if (insteadOf !== undefined) this.#dropSums(insteadOf, messageOf)
    const billed = tokens === undefined ? undefined : this.#bill?.ofResponse(response)
    if (billed !== undefined) return this.#noteBilled(billed, message, response, { atMs, isMain, messageOf })
    if (isMain && message.firstResponse === undefined) message.firstResponse = response.id
    if (tokens === undefined || isCopy === true) return false
    if (stretch !== undefined && this.#told.has(response.id)) return false
    const id = stretch === undefined ? response.id : `${response.id} ${stretch}`
    const isNews = this.#count(id, { ...response, tokens, atMs }, message, messageOf, 1)
    for (const [place, asked] of advice.entries()) {
      const { isUsInference } = response
      this.#count(`${id} advice ${place}`, { ...asked, isUsInference, atMs }, message, messageOf, 0)
    }
    if (isNews && stretch === undefined) this.#noteRate(id, atMs)
    return isNews
  }

  /** Searches that a call made. */
  noteCall(message: CountedMessage, toolId: string, messageOf: NotedIn['messageOf']): void {
    for (const part of this.#bill?.ofCall(toolId) ?? []) this.#count(part.id, part, message, messageOf, 0)
  }

  #noteBilled(
    billed: readonly BilledPart[],
    message: CountedMessage,
    { tokens: told, stretch }: ResponseRef,
    { atMs, messageOf }: NotedIn,
  ): boolean {
    let isNews = false
    for (const part of billed) {
      // What was just written the ledger may hear of in a moment: of each class the most counts, there too.
      const tokens = part.isResponse && told !== undefined ? highestTokens(part.tokens, told) : part.tokens
      const { isResponse, atMs: billedMs = atMs } = part
      const isNew = this.#count(part.id, { ...part, tokens, atMs: billedMs }, message, messageOf, Number(isResponse))
      if (isNew && isResponse && stretch === undefined) this.#noteRate(part.id, billedMs)
      isNews ||= isNew
    }
    return isNews
  }

  #noteRate(id: string, atMs: number | undefined): void {
    const counted = this.#seen.get(id)
    if (counted === undefined || atMs === undefined) return
    const { input, cacheWrite5m, cacheWrite1h, output } = counted.tokens
    this.#changed.set(id, { id, atMs, newInput: input + cacheWrite5m + cacheWrite1h, output })
  }

  take(): readonly CountedResponse[] {
    const taken = [...this.#changed.values()]
    this.#changed.clear()
    return taken
  }

  carry(): string {
    const sums = [...this.#seen].filter(([id]) => id.includes(' '))
    const carried: CarriedResponses = {
      seen: [...new Map([...sums, ...[...this.#seen].slice(-keptSeen)])],
      told: [...this.#told],
      sum: this.#sum,
    }
    return JSON.stringify(carried)
  }

  #count(
    id: string,
    of: Pick<ResponseRef, 'model' | 'isFast' | 'isUsInference'> & {
      readonly tokens: Tokens
      readonly webSearches?: number
      readonly atMs: number | undefined
    },
    message: CountedMessage,
    messageOf: NotedIn['messageOf'],
    responses: number,
  ): boolean {
    const before = this.#seen.get(id)
    const highest = before === undefined ? of.tokens : highestTokens(before.tokens, of.tokens)
    const webSearches = Math.max(before?.webSearches ?? 0, of.webSearches ?? 0)
    if (
      before !== undefined &&
      totalTokens(highest) === totalTokens(before.tokens) &&
      webSearches === before.webSearches
    ) {
      return false
    }
    if (before !== undefined) this.#take(before, messageOf)
    const part = {
      model: of.model,
      isFast: of.isFast === true,
      isUsInference: of.isUsInference === true,
      promptAboveTokens: tierOf(highest),
      quarter: of.atMs === undefined ? undefined : Math.floor(of.atMs / quarterMs),
    }
    const no = before?.no ?? message.no
    const seen = { no, tokens: highest, part, webSearches, responses }
    this.#add(no === message.no ? message : (messageOf(no) ?? message), seen, 1)
    this.#seen.delete(id)
    this.#seen.set(id, seen)
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > mostSeen && oldest !== undefined) this.#seen.delete(oldest)
    return true
  }

  #take(seen: Seen, messageOf: NotedIn['messageOf']): void {
    const message = messageOf(seen.no)
    if (message !== undefined) this.#add(message, seen, -1)
  }

  #add(message: CountedMessage, seen: Seen, sign: 1 | -1): void {
    add(message, seen, sign)
    const { responses, tokens, webSearches } = this.#sum
    this.#sum = {
      responses: responses + sign * seen.responses,
      tokens: tokens + sign * totalTokens(seen.tokens),
      webSearches: webSearches + sign * seen.webSearches,
    }
  }

  #dropSums(id: string, messageOf: NotedIn['messageOf']): void {
    if (this.#told.has(id)) return
    this.#told.add(id)
    for (const [key, seen] of this.#seen) {
      if (!key.startsWith(`${id} `)) continue
      this.#take(seen, messageOf)
      this.#seen.delete(key)
      this.#changed.delete(key)
    }
  }
}

interface CarriedResponses {
  readonly seen: readonly (readonly [string, Seen])[]
  readonly told: readonly string[]
  readonly sum: BilledSum
}

const noCarry: CarriedResponses = { seen: [], told: [], sum: noSum }

function add(message: CountedMessage, { part, tokens, webSearches, responses }: Seen, sign: 1 | -1): void {
  let known = message.spent.find((one) => isAlike(one, part))
  if (known === undefined) {
    known = { ...part, tokens: noTokens, webSearches: 0, responses: 0 }
    message.spent.push(known)
  }
  known.tokens = addTokens(known.tokens, sign === 1 ? tokens : lessTokens(noTokens, tokens))
  known.webSearches += sign * webSearches
  known.responses += sign * responses
  if (known.responses === 0 && totalTokens(known.tokens) === 0 && known.webSearches === 0) {
    message.spent = message.spent.filter((one) => one !== known)
  }
}

const isAlike = (a: Seen['part'], b: Seen['part']): boolean =>
  a.model === b.model &&
  a.isFast === b.isFast &&
  a.isUsInference === b.isUsInference &&
  a.promptAboveTokens === b.promptAboveTokens &&
  a.quarter === b.quarter

function tierOf({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Tokens): number {
  const prompt = input + cacheRead + cacheWrite5m + cacheWrite1h
  return promptTiers.findLast((tier) => prompt > tier) ?? 0
}
