/** What Gemini CLI sends by OpenTelemetry: log records named `gemini_cli.…`, by `session.id`. It tells no cost. Pure. */
import type { OtlpRecord } from '../../core/otlp/otlp-record.ts'
import type { Attributes } from '../../core/otlp/otlp-values.ts'
import { countIn } from '../../core/otlp/otlp-values.ts'
import type { AgentTelemetry, TelemetryFacts } from '../agent.ts'
import { stringOf, wordOf } from '../json-fields.ts'
import { type EventWords, joined, messageOf, toldText } from '../telemetry-words.ts'

export const telemetry: AgentTelemetry = {
  service: /^gemini-cli$/,
  source: 'gemini-otel',
  /** Its `local` with a collector is OTLP to this address. */
  setup: ({ endpoint }) => ({
    variables: {
      GEMINI_TELEMETRY_ENABLED: 'true',
      GEMINI_TELEMETRY_TARGET: 'local',
      GEMINI_TELEMETRY_USE_COLLECTOR: 'true',
      GEMINI_TELEMETRY_OTLP_PROTOCOL: 'http',
      GEMINI_TELEMETRY_OTLP_ENDPOINT: endpoint,
    },
  }),
  read: factsOf,
  steps: { request: 'gemini_cli.api_response', call: 'gemini_cli.tool_call' },
}

function factsOf(record: OtlpRecord): TelemetryFacts {
  const { name, attributes } = record
  const told = name === 'gemini_cli.api_response' ? toldBy(attributes) : undefined
  const isFailed = name === 'gemini_cli.api_error' || wordOf(attributes['success']) === 'false'
  return {
    message: messageOf(record, told, words),
    level: isFailed ? 'warn' : 'info',
    status: attributes['success'] === undefined ? undefined : isFailed ? 'error' : 'ok',
    tool_name: stringOf(attributes['function_name']),
    told,
  }
}

/** Its input counts what came from the cache as well; thoughts are priced as output. */
function toldBy(attributes: Attributes): TelemetryFacts['told'] {
  const input = countIn(attributes['input_token_count'])
  const output = countIn(attributes['output_token_count'])
  if (input === undefined || output === undefined) return undefined
  const cacheRead = countIn(attributes['cached_content_token_count']) ?? 0
  return {
    model: stringOf(attributes['model']),
    input: Math.max(0, input - cacheRead),
    output: output + (countIn(attributes['thoughts_token_count']) ?? 0),
    cacheRead,
    requests: 1,
  }
}

const words: EventWords = {
  'gemini_cli.user_prompt': (a) => toldText(a['prompt'], a['prompt_length']),
  'gemini_cli.tool_call': (a) => joined(a['function_name'], a['function_args']),
  'gemini_cli.api_error': (a) => stringOf(a['error']) ?? stringOf(a['error_message']),
  'gemini_cli.api_request': (a) => stringOf(a['model']),
}
