/** What Gemini CLI sends by OpenTelemetry: log records named `gemini_cli.…`, by `session.id`. It tells no cost. Pure. */
import type { OtlpRecord } from '../../core/otlp/otlp-record.ts'
import type { Attributes } from '../../core/otlp/otlp-values.ts'
import { countIn } from '../../core/otlp/otlp-values.ts'
import type { AgentTelemetry, TelemetryFacts } from '../agent.ts'
import { keepLine } from '../event-text.ts'
import { stringOf } from '../json-fields.ts'
import { requestWords, toldText } from '../telemetry-words.ts'

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
}

function factsOf({ name = '', attributes }: OtlpRecord): TelemetryFacts {
  const told = name === 'gemini_cli.api_response' ? toldBy(attributes) : undefined
  const message =
    told === undefined ? words[name]?.(attributes) : requestWords(told, countIn(attributes['duration_ms']))
  const isFailed = name === 'gemini_cli.api_error' || String(attributes['success']) === 'false'
  return {
    message: message === undefined || message === '' ? undefined : keepLine(message),
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

const words: Readonly<Record<string, (attributes: Attributes) => string | undefined>> = {
  'gemini_cli.user_prompt': (a) => toldText(a['prompt'], a['prompt_length']),
  'gemini_cli.tool_call': (a) => [a['function_name'], a['function_args']].map(stringOf).filter(Boolean).join(' '),
  'gemini_cli.api_error': (a) => stringOf(a['error']) ?? stringOf(a['error_message']),
  'gemini_cli.api_request': (a) => stringOf(a['model']),
}
