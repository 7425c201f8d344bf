/** How much of a context each result of a tool is. Pure. */
import { contextOf, type LaneCall, type LaneResponse } from './lane-facts.ts'

/** What came between two responses: the result of a call, or else; in characters. */
export interface CameBefore {
  readonly call?: LaneCall
  readonly characters: number
}

/** Of English and code. */
const charactersPerToken = 4

/**
 * What the context grew by from one response to the next, less what the first of them says it wrote, belongs to what came between, by
 * length. Some logs tell of a response its first words alone: what it wrote beyond that has its share as well. No result has more tokens
 * than characters.
 */
export function measureResults(
  responses: readonly LaneResponse[],
  cameBefore: ReadonlyMap<number, readonly CameBefore[]>,
): void {
  for (const [number, came] of cameBefore) {
    const [response, before] = [responses[number], responses[number - 1]]
    for (const { call } of came) if (call !== undefined) call.seenBy = number
    if (response === undefined || before === undefined || before.context !== response.context) continue
    const untold = Math.max(0, before.written - before.tokens.output * charactersPerToken)
    const characters = came.reduce((sum, one) => sum + one.characters, untold)
    const grown = contextOf(response) - contextOf(before) - before.tokens.output
    if (grown <= 0 || characters === 0) continue
    for (const { call, characters: own } of came)
      if (call !== undefined) call.tokens = Math.min(own, Math.round((grown * own) / characters))
  }
}
