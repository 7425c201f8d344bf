import { promptTiers } from '../core/usage/price.ts'

/** The highest tier that a prompt of this size exceeds; 0 when none. */
export function tierOf(promptTokens: number): number {
  let tier = 0
  for (const tokens of promptTiers) if (promptTokens > tokens) tier = tokens
  return tier
}
