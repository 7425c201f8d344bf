/** What Codex sends by OpenTelemetry (codex-rs/otel): log records named `codex.…`, by `conversation.id`. Pure. */
import type { OtlpRecord } from '../../core/otlp/otlp-record.ts'
import type { Attributes } from '../../core/otlp/otlp-values.ts'
import { countIn } from '../../core/otlp/otlp-values.ts'
import type { AgentTelemetry, TelemetryFacts } from '../agent.ts'
import { stringOf, wordOf } from '../json-fields.ts'
import { type EventWords, joined, messageOf, toldText } from '../telemetry-words.ts'

export const telemetry: AgentTelemetry = {
  /** `codex_cli_rs`, `codex_exec`, `codex-app-server`. */
  service: /^codex(?:[_-]|$)/i,
  source: 'codex-otel',
  /** It reads its own file alone. */
  setup: ({ endpoint, key }) => ({
    variables: {},
    file: {
      path: '~/.codex/config.toml',
      lines: [
        '[otel]',
        `exporter = { otlp-http = { endpoint = "${endpoint}/v1/logs", protocol = "binary", headers = { "x-api-key" = "${key}" } } }`,
      ],
    },
  }),
  read: factsOf,
}

function factsOf(record: OtlpRecord): TelemetryFacts {
  const { name, attributes } = record
  const told = name === 'codex.sse_event' ? toldBy(attributes) : undefined
  const isFailed = wordOf(attributes['success']) === 'false' || stringOf(attributes['error.message']) !== undefined
  return {
    message: messageOf(record, told, words),
    level: isFailed ? 'warn' : 'info',
    status: attributes['success'] === undefined ? stringOf(attributes['decision']) : isFailed ? 'error' : 'ok',
    told,
  }
}

/** Only the event that ends a response has counts; the input counts what was read from the cache as well. */
function toldBy(attributes: Attributes): TelemetryFacts['told'] {
  const input = countIn(attributes['input_token_count'])
  if (input === undefined) return undefined
  const cacheRead = countIn(attributes['cached_token_count']) ?? 0
  return {
    model: stringOf(attributes['model']),
    input: Math.max(0, input - cacheRead),
    output: countIn(attributes['output_token_count']),
    cacheRead,
    requests: 1,
  }
}

const words: EventWords = {
  'codex.user_prompt': (a) => toldText(a['prompt'], a['prompt_length']),
  'codex.tool_result': (a) => joined(a['tool_name'], a['arguments']),
  'codex.tool_decision': (a) => joined(a['tool_name'], a['decision']),
  'codex.conversation_starts': (a) => stringOf(a['model']),
  'codex.api_request': (a) => stringOf(a['error.message']),
  'codex.sse_event': (a) => stringOf(a['error.message']) ?? stringOf(a['event.kind']),
}
