/** What several agents tell alike by OpenTelemetry, in words. Pure. */
import type { OtlpRecord } from '../core/otlp/otlp-record.ts'
import type { Attributes } from '../core/otlp/otlp-values.ts'
import { countIn } from '../core/otlp/otlp-values.ts'
import { formatDurationInWords, formatTokens, formatUsd, plural } from '../core/words/format.ts'
import type { TelemetryFacts } from './agent.ts'
import { keepLine } from './event-text.ts'
import { stringOf } from './json-fields.ts'

/** By the name of the event. */
export type EventWords = Readonly<Record<string, (attributes: Attributes) => string | undefined>>

/** What an event says in a line: a request its figures, any other what the agent's own attributes tell. */
export function messageOf(
  { name = '', attributes }: OtlpRecord,
  told: TelemetryFacts['told'],
  words: EventWords,
): string | undefined {
  const own = Object.hasOwn(words, name) ? words[name] : undefined
  const text = told === undefined ? own?.(attributes) : requestWords(told, countIn(attributes['duration_ms']))
  return text === undefined || text === '' ? undefined : keepLine(text)
}

/** Those that are told, one after the other. */
export const joined = (...parts: readonly unknown[]): string => parts.flatMap((part) => stringOf(part) ?? []).join(' ')

/** "claude-opus-5-5: 20 k in, 589 out, $0.026, 0.2 s" */
function requestWords(
  { model, costUsd, input, output, cacheRead = 0, cacheWrite = 0 }: NonNullable<TelemetryFacts['told']>,
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
