/**
 * What Claude Code sends by OpenTelemetry (2.1.329, recorded): log records whose `event.name` says what happened, and counters by
 * session and model. Numbers come as numbers or as text. Pure.
 */
import type { Level } from '../../core/captured/captured-event.ts'
import type { OtlpRecord } from '../../core/otlp/otlp-record.ts'
import type { Attributes } from '../../core/otlp/otlp-values.ts'
import { countIn } from '../../core/otlp/otlp-values.ts'
import type { ToldFigure } from '../../core/usage/told-usage.ts'
import type { AgentTelemetry, TelemetryFacts } from '../agent.ts'
import { isRecord, stringOf, wordOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import { type EventWords, joined, messageOf, toldText } from '../telemetry-words.ts'
import { summaryOfInput } from './session-log-tools.ts'

export const telemetry: AgentTelemetry = {
  service: /^claude-code(?:-|$)/,
  source: 'claude-otel',
  setup: () => ({
    variables: { CLAUDE_CODE_ENABLE_TELEMETRY: '1', OTEL_LOGS_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp' },
  }),
  read: (record) => ({ ...factsOf(record), senderId: senderIdOf(record) }),
  steps: { request: 'api_request', call: 'tool_result', firstTokenMs: 'ttft_ms' },
  figureOf({ name, attributes }) {
    const figure = name === 'claude_code.cost.usage' ? 'costUsd' : tokenFigures.get(name + wordOf(attributes['type']))
    const sessionId = stringOf(attributes['session.id'])
    if (figure === undefined || sessionId === undefined) return undefined
    return { figure, sessionId, model: stringOf(attributes['model']) }
  },
}

const tokenFigures: ReadonlyMap<string, ToldFigure> = new Map([
  ['claude_code.token.usageinput', 'input'],
  ['claude_code.token.usageoutput', 'output'],
  ['claude_code.token.usagecacheRead', 'cacheRead'],
  ['claude_code.token.usagecacheCreation', 'cacheWrite'],
])

function factsOf(record: OtlpRecord): TelemetryFacts {
  const { name, attributes } = record
  const told = name === 'api_request' ? toldBy(attributes) : undefined
  return {
    level: levelOf(name, attributes),
    message: messageOf(record, told, words),
    status: statusOf(attributes),
    told,
  }
}

/** A number that grows in each process of a session, at its moment: sent again after a lost answer it is the same. */
function senderIdOf({ attributes, atMs }: OtlpRecord): string | undefined {
  const [session, sequence] = [stringOf(attributes['session.id']), countIn(attributes['event.sequence'])]
  return session === undefined || sequence === undefined || atMs === undefined
    ? undefined
    : `${session} ${sequence} ${atMs}`
}

function levelOf(name: string | undefined, { success }: Attributes): Level {
  return name === 'api_error' || wordOf(success) === 'false' ? 'warn' : 'info'
}

function statusOf({ success, decision }: Attributes): string | undefined {
  if (success !== undefined) return wordOf(success) === 'true' ? 'ok' : 'error'
  return stringOf(decision)
}

const toldBy = (attributes: Attributes): TelemetryFacts['told'] => ({
  model: stringOf(attributes['model']),
  costUsd: countIn(attributes['cost_usd']),
  input: countIn(attributes['input_tokens']),
  output: countIn(attributes['output_tokens']),
  cacheRead: countIn(attributes['cache_read_tokens']),
  cacheWrite: countIn(attributes['cache_creation_tokens']),
  requests: 1,
})

const hookWords = (a: Attributes): string | undefined => stringOf(a['hook_name']) ?? stringOf(a['hook_event'])

const words: EventWords = {
  user_prompt: (a) => toldText(a['prompt'], a['prompt_length']),
  assistant_response: (a) => toldText(a['response'], a['response_length']),
  api_error: (a) =>
    joined(statusCode(a['status_code']), stringOf(a['error']) ?? stringOf(a['message']), tryOf(a['attempt'])),
  tool_result: (a) => joined(a['tool_name'], inputOf(a), wordOf(a['success']) === 'false' ? 'failed' : undefined),
  tool_decision: (a) => joined(a['tool_name'], a['decision'], sourceOf(a['source'])),
  hook_registered: hookWords,
  hook_execution_start: hookWords,
  hook_execution_complete: hookWords,
  plugin_loaded: (a) => stringOf(a['plugin.name']),
}

const statusCode = (code: unknown): string | undefined => (countIn(code) === undefined ? undefined : String(code))
const tryOf = (attempt: unknown): string | undefined => ((countIn(attempt) ?? 1) > 1 ? `try ${attempt}` : undefined)
const sourceOf = (source: unknown): string | undefined => stringOf(source) && `by ${source}`

/** Told only with OTEL_LOG_TOOL_DETAILS; JSON as text, and shortened where it is long. */
function inputOf(attributes: Attributes): string | undefined {
  const [tool, text] = [stringOf(attributes['tool_name']), stringOf(attributes['tool_input'])]
  if (tool === undefined || text === undefined) return undefined
  const input = parseJson(text)
  return isRecord(input) ? summaryOfInput(tool, input) : undefined
}
