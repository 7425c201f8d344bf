/**
 * Kimi Code's wire: one line → its events. A request is told up to four times; `usage.record` of scope "turn" is the one that counts,
 * the session's own is cumulative. It names an alias; the model of an alias stands in `llm.request`, before it. Pure.
 */
import type { ToldAccount } from '../../core/usage/account.ts'
import type { LogDetail, LogPlace, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, numberOf, stringOf } from '../json-fields.ts'
import { imagesIn, knownRecord, readJsonLine, requestRecord, type ToldLine, textsIn } from '../json-line.ts'
import { carryingReader, type LedgerReader, logOf } from '../scan-events.ts'
import { toolCall } from '../tool-call.ts'
import { legacyMessage, legacyMs, readLegacy } from './legacy-log.ts'
import { skimWire } from './skim.ts'

interface Carry {
  /** alias → model */
  models: Record<string, string>
  /** Prompts are told twice. */
  prompt?: string
}

/** `wire` names the file: records have no ids of their own, and a few no time. */
export const createKimiReader = (wire: string, carried: string | undefined): LogReader & LedgerReader =>
  carryingReader<Carry>(
    { models: {} },
    carried,
    (line, place, detail, carry) => readLine(line, place, detail, { wire, carry }),
    skimWire,
  )

export const sessionLog: SessionLog = logOf(({ sessionId, lane }, carried) =>
  createKimiReader(`${sessionId} ${lane}`, carried),
)

interface Context {
  readonly wire: string
  readonly carry: Carry
}

function readLine(line: string, place: LogPlace, detail: LogDetail, context: Context): ToldLine {
  return readJsonLine(line, detail, (record, keeper) => {
    const legacy = legacyMessage(record)
    if (legacy !== undefined) return { drafts: [readLegacy(legacy, keeper, context.wire)], atMs: legacyMs(record) }
    const disclosed = record['environmentDisclosure']
    const cwd = isRecord(disclosed) ? stringOf(disclosed['cwd']) : undefined
    return {
      drafts: draftsOf(record, keeper, { ...context, offset: place.offset }),
      atMs: numberOf(record['time']) ?? numberOf(record['created_at']),
      facts: { cwd, account: record['type'] === 'usage.record' ? accountIn(record['model']) : undefined },
    }
  })
}

/** The plan's models have an alias of their own. */
const accountIn = (alias: unknown): ToldAccount | undefined =>
  alias === 'kimi-for-coding' ? { billing: 'plan', windows: [] } : undefined

function draftsOf(
  record: JsonRecord,
  keeper: TextKeeper,
  context: Context & { readonly offset: number },
): readonly EventDraft[] {
  const type = stringOf(record['type']) ?? 'untyped'
  switch (type) {
    case 'turn.prompt':
      return [{ kind: 'prompt', text: keepText(keeper, textsIn(record['input'])), images: imagesIn(record['input']) }]
    case 'llm.request':
      return readRequest(record, context.carry)
    case 'usage.record':
      return readUsage(record, context)
    case 'context.append_loop_event':
      return isRecord(record['event']) ? readLoopEvent(record['event'], keeper) : [knownRecord(type)]
    case 'turn.ended':
      return record['reason'] === 'completed'
        ? [{ kind: 'turn-end', durationMs: countOf(record['durationMs']) }]
        : [{ kind: 'interrupt', text: keepLine(stringOf(record['reason']) ?? 'interrupted') }]
    case 'interaction.request':
    case 'interaction.resolved':
      return [readInteraction(type, record)]
    case 'permission.set_mode':
      return [{ kind: 'mode', of: 'permission', value: stringOf(record['mode']) ?? 'unknown' }]
    case 'context.apply_compaction':
    case 'compaction.completed':
      return [{ kind: 'compaction', phase: 'boundary' }]
    default:
      return [{ kind: 'other', type: keepLine(type, 60), isKnown: isKnownType(type) }]
  }
}

/** Families of bookkeeping. */
const isKnownType = (type: string): boolean =>
  /^(?:metadata|config\.|tools\.|llm\.|runtime\.|profile\.|plugin\.|token_counting\.|agent\.|prompt\.|context\.|turn\.|subagent\.|permission\.|interaction\.)/.test(
    type,
  )

/** Source: {"id":"approval_1","kind":"approval","toolCallId":"call_18","request":{"toolName":"Bash","action":"Running: npm test","display":{"command":"npm test"}}} */
function readInteraction(type: string, record: JsonRecord): EventDraft {
  const id = stringOf(record['id'])
  if (id === undefined) return knownRecord(type)
  if (type === 'interaction.resolved') return requestRecord(type, { id, isOpen: false })
  const request = isRecord(record['request']) ? record['request'] : {}
  const display = isRecord(request['display']) ? request['display'] : {}
  const thing = stringOf(display['command']) ?? stringOf(request['action'])
  const asks = [stringOf(request['toolName']), thing].filter(Boolean).join(' ')
  const waitingFor = record['kind'] === 'approval' ? 'permission prompt' : stringOf(record['kind'])
  const toolId = stringOf(record['toolCallId'])
  return requestRecord(type, { id, isOpen: true, toolId, waitingFor, asks: keepLine(asks) })
}

function readRequest(record: JsonRecord, carry: Carry): readonly EventDraft[] {
  const model = stringOf(record['model'])
  const alias = stringOf(record['modelAlias'])
  if (model === undefined || alias === undefined || carry.models[alias] === model) return [knownRecord('llm.request')]
  carry.models[alias] = model
  return [{ kind: 'mode', of: 'model', value: model }]
}

/** Source: {"type":"usage.record","model":"m1","usage":{"inputOther":1100,"output":54,"inputCacheRead":3000,"inputCacheCreation":7},"usageScope":"turn"} */
function readUsage(
  record: JsonRecord,
  { wire, carry, offset }: Context & { readonly offset: number },
): readonly EventDraft[] {
  const { usage } = record
  const alias = stringOf(record['model'])
  if (record['usageScope'] !== 'turn' || !isRecord(usage)) return [knownRecord('usage.record')]
  const count = (key: string): number => countOf(usage[key]) ?? 0
  const tokens = {
    input: count('inputOther'),
    output: count('output'),
    cacheRead: count('inputCacheRead'),
    cacheWrite5m: count('inputCacheCreation'),
    cacheWrite1h: 0,
  }
  const model = alias === undefined ? undefined : (carry.models[alias] ?? alias)
  const response = {
    id: `kimi ${requestOf(record, Object.values(tokens), model) ?? `${wire} ${offset}`}`,
    model,
    tokens,
    contextTokens: tokens.input + tokens.cacheRead + tokens.cacheWrite5m,
  }
  return [{ ...knownRecord('usage.record'), response }]
}

/** A fork has the records of its original, with their times. */
function requestOf({ time }: JsonRecord, counts: readonly number[], model: string | undefined): string | undefined {
  return numberOf(time) === undefined ? undefined : [time, model, ...counts].join(' ')
}

function readLoopEvent(event: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  const type = stringOf(event['type']) ?? 'untyped'
  const { part } = event
  if (type === 'content.part' && isRecord(part)) return readPart(part, keeper)
  if (type === 'tool.call') return [readCall(event, keeper)]
  if (type === 'tool.result') return [readResult(event, keeper)]
  return [knownRecord(keepLine(type, 60))]
}

function readPart(part: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  if (part['type'] === 'think') return [{ kind: 'thinking', text: keepText(keeper, stringOf(part['think']) ?? '') }]
  if (part['type'] === 'text') return [{ kind: 'text', text: keepText(keeper, stringOf(part['text']) ?? '') }]
  return [knownRecord('content.part')]
}

function readCall(event: JsonRecord, keeper: TextKeeper): EventDraft {
  const tool = stringOf(event['name']) ?? stringOf(event['toolName']) ?? 'unknown'
  const toolId = stringOf(event['toolCallId']) ?? stringOf(event['id']) ?? ''
  const args = isRecord(event['args']) ? event['args'] : isRecord(event['arguments']) ? event['arguments'] : {}
  const touches = tool === 'Write' ? 'write' : tool === 'Edit' ? 'edit' : tool === 'Read' ? 'read' : undefined
  return toolCall({ toolId, tool, args, pathKeys: ['path', 'file_path'], otherKey: 'description', touches }, keeper)
}

function readResult(event: JsonRecord, keeper: TextKeeper): EventDraft {
  const result = isRecord(event['result']) ? event['result'] : {}
  const text = textsIn(result['output']) || textsIn(result['content']) || textsIn(event['output'])
  const isFailed = result['isError'] === true || event['isError'] === true
  return {
    kind: 'tool-result',
    toolId: stringOf(event['toolCallId']) ?? stringOf(event['id']) ?? '',
    outcome: isFailed ? 'failed' : 'done',
    summary: isFailed ? keepLine(text, 120) : undefined,
    text: keepText(keeper, text),
    images: 0,
  }
}
