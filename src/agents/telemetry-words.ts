/** What several agents tell alike by OpenTelemetry, in words. Pure. */

import { countIn } from '../core/otlp/otlp-values.ts'
import type { ToldUsage } from '../core/usage/told-usage.ts'
import { formatDurationInWords, formatTokens, formatUsd, plural } from '../core/words/format.ts'

/** "claude-opus-5-5: 20 k in, 589 out, $0.026, 0.2 s" */
export function requestWords(
  { model, costUsd, input, output, cacheRead = 0, cacheWrite = 0 }: Omit<ToldUsage, 'agent' | 'sessionId'>,
  durationMs: number | undefined,
): string {
  const figures = [
    input === undefined ? undefined : `${formatTokens(input + cacheRead + cacheWrite)} in`,
    output === undefined ? undefined : `${formatTokens(output)} out`,
    costUsd === undefined ? undefined : formatUsd(costUsd),
    durationMs === undefined ? undefined : formatDurationInWords(durationMs),
  ].filter((figure) => figure !== undefined)
  return model === undefined ? figures.join(', ') : `${model}: ${figures.join(', ')}`
}

/** A text that agents only tell when their user allows it; else how long it is. */
export function toldText(text: unknown, characters: unknown): string | undefined {
  if (typeof text === 'string' && !/^<?\[?redacted\]?>?$/i.test(text)) return text
  const length = countIn(characters)
  return length === undefined ? undefined : plural(length, 'character')
}
