/** What tokens cost that came into a context and stayed there: written or sent once, then part of every request up to the next compaction. Pure. */
import type { Tokens } from '../usage/tokens.ts'
import { contextOf, type LaneResponse, writtenBy } from './lane-facts.ts'
import type { TokenPart } from './waste-case.ts'

type PromptClass = Exclude<keyof Tokens, 'output'>

export interface Carried {
  readonly parts: readonly TokenPart[]
  /** How many requests had it behind the first. */
  readonly requests: number
}

/** By which class the older part of a prompt was paid. */
function olderClass({ tokens }: LaneResponse): PromptClass {
  const { cacheRead, cacheWrite1h, cacheWrite5m, input } = tokens
  const most = Math.max(cacheRead, cacheWrite1h, cacheWrite5m, input)
  if (most === cacheRead) return 'cacheRead'
  if (most === cacheWrite1h) return 'cacheWrite1h'
  return most === cacheWrite5m ? 'cacheWrite5m' : 'input'
}

/** By which class what is new in a prompt was paid. */
function newerClass({ tokens }: LaneResponse): PromptClass {
  if (tokens.cacheWrite1h > 0) return 'cacheWrite1h'
  return tokens.cacheWrite5m > 0 ? 'cacheWrite5m' : 'input'
}

/** Per lane, and asked for many results: where each context ends is looked up once. */
export function carrying(responses: readonly LaneResponse[]): (seenBy: number, tokens: number) => Carried {
  const endOf = new Map<number, number>()
  for (const [number, { context }] of responses.entries()) endOf.set(context, number + 1)
  return (seenBy, tokens) => {
    const first = responses[seenBy]
    if (first === undefined) return { parts: [], requests: 0 }
    const end = endOf.get(first.context) ?? seenBy + 1
    const counts = new Map<string, { like: LaneResponse; of: Partial<Record<PromptClass, number>> }>()
    const count = (response: LaneResponse, by: PromptClass) => {
      const { model, isFast, isUsInference } = response
      const key = `${model} ${isFast} ${isUsInference}`
      const known = counts.get(key) ?? { like: response, of: {} }
      known.of[by] = (known.of[by] ?? 0) + tokens
      counts.set(key, known)
    }
    count(first, newerClass(first))
    for (let number = seenBy + 1; number < end; number++) {
      const response = responses[number]
      if (response !== undefined) count(response, olderClass(response))
    }
    return { parts: [...counts.values()].map(({ like, of }) => partOf(like, of)), requests: end - seenBy - 1 }
  }
}

/** Priced as this response was. */
export function partOf(response: LaneResponse, tokens: Partial<Tokens>): TokenPart {
  const { model, firstMs, isFast, isUsInference } = response
  const day = new Date(firstMs).toISOString().slice(0, 10)
  return {
    model,
    day,
    tokens,
    promptTokens: contextOf(response),
    ...(isFast && { isFast }),
    ...(isUsInference && { isUsInference }),
  }
}

export const isWritten = (response: LaneResponse): boolean => writtenBy(response) > 0
