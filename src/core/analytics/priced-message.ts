/** A message with its dollars and whose it is: what every report of analytics is made of. Pure. */
import { costOf } from '../usage/cost.ts'
import type { PriceBook } from '../usage/price.ts'
import { totalTokens } from '../usage/tokens.ts'
import { unknownModel } from '../usage/usage-tally.ts'
import type { CountedMessage } from './message.ts'
import { noMessageNo, promptTokensOf, quarterMs, responsesOf, tokensOf } from './message.ts'

export interface PricedMessage {
  readonly sessionId: string
  readonly agent: string
  readonly project: string | undefined
  readonly no: number
  readonly cursor: string
  readonly atMs: number
  /** The one that took the most tokens. */
  readonly model: string
  readonly totalTokens: number
  readonly outputTokens: number
  /** An estimate: characters ÷ 4. */
  readonly promptTokens: number | undefined
  readonly promptCharacters: number
  /** Undefined: nothing of it has a price. */
  readonly costUsd: number | undefined
  readonly unpriced: readonly string[]
  readonly responses: number
  readonly toolCalls: number
  readonly toolFailures: number
  /** Of all prompt tokens those that were read from the cache; undefined where there were none. */
  readonly cacheShare: number | undefined
  readonly linesChanged: number
  readonly modelMs: number
  readonly toolMs: number
  /** Asked, and after its end: until the user did something. Undefined while the next prompt has not come. */
  readonly waitedMs: number | undefined
  readonly isInterrupted: boolean
  readonly firstResponse: string | undefined
  readonly parts: readonly PricedPart[]
}

/** What of a message was made in one quarter of an hour, on one model. */
export interface PricedPart {
  readonly quarter: number | undefined
  readonly model: string
  readonly costUsd: number | undefined
}

export interface MessageOrigin {
  readonly sessionId: string
  readonly agent: string
  readonly project: string | undefined
}

/** Undefined: nothing answered, so it is no message. */
export function priceMessage(
  message: CountedMessage,
  origin: MessageOrigin,
  prices: Pick<PriceBook, 'priceOf' | 'idOf'>,
): PricedMessage | undefined {
  const responses = responsesOf(message)
  if (responses === 0 || message.no === noMessageNo) return undefined
  const tokens = tokensOf(message)
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
  const dayOf = (quarter: number | undefined) =>
    new Date(quarter === undefined ? message.atMs : quarter * quarterMs).toISOString().slice(0, 10)
  const byModel = new Map<string, number>()
  const unpriced = new Set<string>()
  const parts: PricedPart[] = []
  let costUsd: number | undefined
  for (const part of message.spent) {
    const id = part.model === undefined ? unknownModel : prices.idOf(part.model)
    byModel.set(id, (byModel.get(id) ?? 0) + totalTokens(part.tokens))
    const price = part.model === undefined ? undefined : prices.priceOf(part.model, dayOf(part.quarter))
    const usd = price && costOf(part, price)
    if (usd === undefined) unpriced.add(id)
    else costUsd = (costUsd ?? 0) + usd
    parts.push({ quarter: part.quarter, model: id, costUsd: usd })
  }
  const tools = [...message.tools.values()]
  const { atMs, no, cursor, promptCharacters, isInterrupted, firstResponse, askedMs, afterMs, modelMs, toolMs } =
    message
  return {
    ...origin,
    ...{ no, cursor, atMs, responses, costUsd, promptCharacters, isInterrupted, firstResponse, modelMs, toolMs },
    model: [...byModel].sort((a, b) => b[1] - a[1])[0]?.[0] ?? unknownModel,
    totalTokens: totalTokens(tokens),
    outputTokens: tokens.output,
    promptTokens: promptTokensOf(message),
    unpriced: [...unpriced],
    parts,
    toolCalls: tools.reduce((sum, { calls }) => sum + calls, 0),
    toolFailures: tools.reduce((sum, { failures }) => sum + failures, 0),
    cacheShare: prompt === 0 ? undefined : tokens.cacheRead / prompt,
    linesChanged: message.linesAdded + message.linesRemoved,
    waitedMs: afterMs === undefined ? undefined : askedMs + afterMs,
  }
}

/** Output tokens ÷ tokens of the prompt. An estimate, as the prompt's are. */
export const amplificationOf = ({
  outputTokens,
  promptTokens,
}: Pick<PricedMessage, 'outputTokens' | 'promptTokens'>): number | undefined =>
  promptTokens === undefined ? undefined : outputTokens / promptTokens

/** In the order of time. What a fork copied is the same message: it counts once. */
export function eachMessage(messages: readonly PricedMessage[]): readonly PricedMessage[] {
  const seen = new Set<string>()
  return messages
    .filter(({ firstResponse }) => {
      if (firstResponse === undefined) return true
      const isNew = !seen.has(firstResponse)
      seen.add(firstResponse)
      return isNew
    })
    .toSorted((a, b) => a.atMs - b.atMs || a.no - b.no)
}
