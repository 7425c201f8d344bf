/** What a large model was asked that a small one can do. docs/advice.md#small-model */
import { partOf } from '../carried.ts'
import { contextOf, type LaneFacts, type LanePrompt, type LaneResponse } from '../lane-facts.ts'
import { thresholds } from '../thresholds.ts'
import type { WasteCase } from '../waste-case.ts'
import type { WasteSigns } from '../waste-signs.ts'

export interface Turn {
  readonly prompt: LanePrompt
  readonly responses: readonly LaneResponse[]
}

/** Without those that were broken off: what they would have come to nobody knows. */
export const turnsOf = ({ prompts, responses, interrupts }: LaneFacts): readonly Turn[] =>
  prompts
    .map((prompt, at) => ({ prompt, until: prompts[at + 1]?.before ?? responses.length }))
    .filter(({ prompt, until }) => !interrupts.some((at) => at > prompt.before && at <= until))
    .map(({ prompt, until }) => ({ prompt, responses: responses.slice(prompt.before, until) }))
    .filter(({ responses: own }) => own.length > 0)

/**
 * The small model is taken to read the whole context without a cache, as it has none of it: only where that is cheaper all the same it is
 * a case.
 */
export function smallModelTurns(
  facts: LaneFacts,
  { smallModelFor }: Pick<WasteSigns, 'smallModelFor'>,
  t = thresholds,
): readonly WasteCase[] {
  return turnsOf(facts).flatMap(({ prompt, responses }) => {
    const [first] = responses
    const small = first && smallModelFor(first.model)
    if (first === undefined || small === undefined || responses.some(({ calls }) => calls > 0)) return []
    if (responses.some(({ model }) => model !== first.model)) return []
    const output = outputOf(responses)
    if (output === 0 || output >= t.trivialOutputTokens || prompt.characters >= t.trivialPromptCharacters) return []
    const parts = responses.flatMap((response) => {
      // What was written to the cache serves the next turn, whoever answers this one.
      const spent = partOf(response, { ...response.tokens, cacheWrite5m: 0, cacheWrite1h: 0 })
      const instead = { model: small, day: spent.day, promptTokens: contextOf(response) }
      return [spent, { ...instead, tokens: { input: -contextOf(response), output: -response.tokens.output } }]
    })
    const over = `response ${responses.map(({ id }) => id).join(' ')}`
    const { cursor, atMs, text } = prompt
    return [{ rule: 'small-model' as const, cursor, atMs, over, what: text, amount: output, tokens: output, parts }]
  })
}

const outputOf = (responses: readonly LaneResponse[]): number =>
  responses.reduce((sum, { tokens }) => sum + tokens.output, 0)

/** Turns without a call, by the size of their answer: each class as wide as what counts as small. */
export const answerClasses = 9
export function answersBySize(facts: LaneFacts, t = thresholds): readonly number[] {
  const counts = Array.from({ length: answerClasses }, () => 0)
  for (const { responses } of turnsOf(facts)) {
    if (responses.some(({ calls }) => calls > 0)) continue
    const at = Math.min(answerClasses - 1, Math.floor(outputOf(responses) / t.trivialOutputTokens))
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}
