/**
 * The responses of a session, each counted once, whatever number of records repeats or completes it, for the message it belongs to. Pure
 * but for its memory.
 */
import type { ResponseRef } from '../session/session-event.ts'
import { promptTiers } from '../usage/price.ts'
import type { Tokens } from '../usage/tokens.ts'
import { addTokens, highestTokens, lessTokens, noTokens, totalTokens } from '../usage/tokens.ts'
import type { CountedMessage, SpentPart } from './message.ts'

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
  readonly part: Omit<SpentPart, 'tokens' | 'responses'>
  readonly responses: number
}

interface NotedIn {
  readonly atMs: number | undefined
  readonly isMain: boolean
  readonly messageOf: (no: number) => CountedMessage | undefined
}

/** Records of a response stand near each other. */
const [mostSeen, keptSeen] = [512, 8]

export class ResponseCounter {
  readonly #seen: Map<string, Seen>
  /** Ids of sums for which the session tells its requests one by one. */
  readonly #told: Set<string>
  readonly #changed = new Map<string, CountedResponse>()

  constructor(carry?: string) {
    const { seen, told } = carry === undefined ? noCarry : (JSON.parse(carry) as CarriedResponses)
    this.#seen = new Map(seen)
    this.#told = new Set(told)
  }

  /** False: it was counted in another session, or tells nothing new. */
  note(message: CountedMessage, response: ResponseRef, { atMs, isMain, messageOf }: NotedIn): boolean {
    const { tokens, stretch, insteadOf, isCopy, advice = [] } = response
    if (isMain && message.firstResponse === undefined) message.firstResponse = response.id
    if (insteadOf !== undefined) this.#dropSums(insteadOf, messageOf)
    if (tokens === undefined || isCopy === true) return false
    if (stretch !== undefined && this.#told.has(response.id)) return false
    const id = stretch === undefined ? response.id : `${response.id} ${stretch}`
    const isNews = this.#count(id, { ...response, tokens }, message, messageOf, 1)
    for (const [place, asked] of advice.entries()) {
      this.#count(`${id} advice ${place}`, { ...asked, isUsInference: response.isUsInference }, message, messageOf, 0)
    }
    const counted = this.#seen.get(id)
    if (isNews && counted !== undefined && atMs !== undefined && stretch === undefined) {
      const { input, cacheWrite5m, cacheWrite1h, output } = counted.tokens
      this.#changed.set(id, { id, atMs, newInput: input + cacheWrite5m + cacheWrite1h, output })
    }
    return isNews
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
    }
    return JSON.stringify(carried)
  }

  #count(
    id: string,
    of: Pick<ResponseRef, 'model' | 'isFast' | 'isUsInference'> & { readonly tokens: Tokens },
    message: CountedMessage,
    messageOf: NotedIn['messageOf'],
    responses: number,
  ): boolean {
    const before = this.#seen.get(id)
    const highest = before === undefined ? of.tokens : highestTokens(before.tokens, of.tokens)
    if (before !== undefined && totalTokens(highest) === totalTokens(before.tokens)) return false
    if (before !== undefined) this.#take(before, messageOf)
    const part = {
      model: of.model,
      isFast: of.isFast === true,
      isUsInference: of.isUsInference === true,
      promptAboveTokens: tierOf(highest),
    }
    const no = before?.no ?? message.no
    const seen = { no, tokens: highest, part, responses }
    add(no === message.no ? message : (messageOf(no) ?? message), seen, 1)
    this.#seen.delete(id)
    this.#seen.set(id, seen)
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > mostSeen && oldest !== undefined) this.#seen.delete(oldest)
    return true
  }

  #take(seen: Seen, messageOf: NotedIn['messageOf']): void {
    const message = messageOf(seen.no)
    if (message !== undefined) add(message, seen, -1)
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
}

const noCarry: CarriedResponses = { seen: [], told: [] }

function add(message: CountedMessage, { part, tokens, responses }: Seen, sign: 1 | -1): void {
  let known = message.spent.find((one) => isAlike(one, part))
  if (known === undefined) {
    known = { ...part, tokens: noTokens, responses: 0 }
    message.spent.push(known)
  }
  known.tokens = addTokens(known.tokens, sign === 1 ? tokens : lessTokens(noTokens, tokens))
  known.responses += sign * responses
  if (known.responses === 0 && totalTokens(known.tokens) === 0) {
    message.spent = message.spent.filter((one) => one !== known)
  }
}

const isAlike = (a: Seen['part'], b: Seen['part']): boolean =>
  a.model === b.model &&
  a.isFast === b.isFast &&
  a.isUsInference === b.isUsInference &&
  a.promptAboveTokens === b.promptAboveTokens

function tierOf({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Tokens): number {
  const prompt = input + cacheRead + cacheWrite5m + cacheWrite1h
  return promptTiers.findLast((tier) => prompt > tier) ?? 0
}
