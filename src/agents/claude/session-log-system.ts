/** `system`, `attachment` and the records without a message: what the program notes of itself. Pure. */
import type { TitleEvent } from '../../core/session/session-event.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, numberOf, stringOf, wordOf } from '../json-fields.ts'
import { type ReadContext, textOfContent } from './session-log-parts.ts'
import { readCommand, readTask } from './session-log-user.ts'

/** Source: {"type":"system","subtype":"turn_duration","durationMs":961,…} */
export function readSystem(record: JsonRecord, context: ReadContext): EventDraft[] {
  const { keeper } = context
  const content = stringOf(record['content'])
  switch (record['subtype']) {
    case 'turn_duration':
      return [{ kind: 'turn-end', durationMs: countOf(record['durationMs']) }]
    case 'compact_boundary':
    case 'microcompact_boundary':
      return [readCompaction(record)]
    case 'api_error':
      return [readApiError(record)]
    case 'stop_hook_summary':
      return [readStopHooks(record)]
    case 'local_command':
      return [
        (content === undefined ? undefined : readCommand(content, keeper)) ?? {
          kind: 'command',
          phase: 'output',
          text: keepText(keeper, content ?? ''),
        },
      ]
    case 'informational':
    case 'error':
    case 'api_refusal':
    case 'model_refusal_fallback':
    case 'session_start':
      return [
        { kind: 'notice', text: keepText(keeper, content ?? wordOf(record['subtype'])), isError: isError(record) },
      ]
    default:
      return content === undefined
        ? [{ kind: 'other', type: `system/${keepLine(wordOf(record['subtype']), 60)}`, isKnown: false }]
        : [{ kind: 'notice', text: keepText(keeper, content), isError: isError(record) }]
  }
}

const isError = ({ level, subtype }: JsonRecord): boolean =>
  level === 'error' || subtype === 'error' || subtype === 'api_refusal'

/** Source: {"subtype":"compact_boundary","compactMetadata":{"trigger":"manual","preTokens":154321,"postTokens":20000,"durationMs":9000}} */
function readCompaction(record: JsonRecord): EventDraft {
  const meta = isRecord(record['compactMetadata']) ? record['compactMetadata'] : {}
  return {
    kind: 'compaction',
    phase: 'boundary',
    trigger: stringOf(meta['trigger']),
    tokensBefore: countOf(meta['preTokens']),
    tokensAfter: countOf(meta['postTokens']),
    durationMs: countOf(meta['durationMs']),
  }
}

/** Source: {"subtype":"api_error","error":{"message":"Overloaded","status":529},"retryInMs":512.3,"retryAttempt":1,"maxRetries":10} */
function readApiError(record: JsonRecord): EventDraft {
  const text = errorText(record['error'])
  const attempt = countOf(record['retryAttempt'])
  if (attempt === undefined) return { kind: 'api-error', text }
  return {
    kind: 'retry',
    text,
    attempt,
    maxAttempts: countOf(record['maxRetries']),
    delayMs: countOf(record['retryInMs']),
  }
}

function errorText(error: unknown): string {
  if (typeof error === 'string') return keepLine(error)
  if (!isRecord(error)) return 'API error'
  const inner = isRecord(error['error']) ? error['error'] : {}
  const innermost = isRecord(inner['error']) ? inner['error'] : {}
  const words = [error['formatted'], error['message'], innermost['message'], inner['message'], error['type']]
    .map(stringOf)
    .find((text) => text !== undefined)
  const status = countOf(error['status'])
  return keepLine([status === undefined || status === 0 ? '' : wordOf(status), words ?? 'API error'].join(' ').trim())
}

/** Source: {"subtype":"stop_hook_summary","hookCount":1,"hookInfos":[{"command":"…","durationMs":42}],"hookErrors":[],"preventedContinuation":false} */
function readStopHooks(record: JsonRecord): EventDraft {
  const infos = Array.isArray(record['hookInfos']) ? record['hookInfos'].filter(isRecord) : []
  const errors = Array.isArray(record['hookErrors']) ? record['hookErrors'] : []
  const text = infos.flatMap(({ command }) => stringOf(command) ?? []).join(', ')
  const durations = infos.flatMap(({ durationMs }) => countOf(durationMs) ?? [])
  return {
    kind: 'hook',
    hook: 'Stop',
    text: text === '' ? undefined : keepLine(text),
    isFailed: errors.length > 0 || record['preventedContinuation'] === true,
    durationMs: durations.length === 0 ? undefined : Math.max(...durations),
  }
}

/** Whole system prompts and lists of tools: their type is all that is wanted of them. */
export const wordyAttachments = new Set([
  'prompt_snapshot',
  'skill_listing',
  'deferred_tools_delta',
  'agent_listing_delta',
  'session_context',
  'mcp_instructions_delta',
])

/** Source: {"type":"attachment","attachment":{"type":"queued_command","prompt":"…"}}; the large ones are never parsed (session-log.ts). */
export function readAttachment(record: JsonRecord, { keeper }: ReadContext): EventDraft[] {
  const attachment = isRecord(record['attachment']) ? record['attachment'] : {}
  const type = keepLine(stringOf(attachment['type']) ?? 'unknown', 60)
  if (type === 'queued_command') return readQueuedCommand(attachment, keeper)
  if (type.startsWith('hook_')) {
    return [
      {
        kind: 'hook',
        hook: stringOf(attachment['hookName']) ?? stringOf(attachment['hookEvent']) ?? type,
        text: shortTextOf(attachment),
        isFailed: type.includes('error'),
        durationMs: countOf(attachment['durationMs']),
      },
    ]
  }
  const text = wordyAttachments.has(type) ? undefined : shortTextOf(attachment)
  return [{ kind: 'attachment', type, text }]
}

function readQueuedCommand(attachment: JsonRecord, keeper: ReadContext['keeper']): EventDraft[] {
  const { text, images } = textOfContent(attachment['prompt'])
  const task = readTask(text)
  if (task !== undefined) return task
  return [{ kind: 'prompt', text: keepText(keeper, text), images, source: 'queued' }]
}

function shortTextOf(attachment: JsonRecord): string | undefined {
  const text = ['filename', 'displayPath', 'planFilePath', 'content', 'command', 'message', 'newDate', 'stdout']
    .map((field) => stringOf(attachment[field]))
    .find((value) => value !== undefined)
  return text === undefined ? undefined : keepLine(text)
}

/** Records of one line and no chain. */
export function readNote(record: JsonRecord, { keeper }: ReadContext): EventDraft[] {
  switch (record['type']) {
    case 'custom-title':
      return title('custom', record['customTitle'])
    case 'ai-title':
      return title('ai', record['aiTitle'])
    case 'summary':
      return title('summary', record['summary'])
    case 'agent-name':
      return title('name', record['agentName'])
    case 'mode':
      return mode('mode', record['mode'])
    case 'permission-mode':
      return mode('permission', record['permissionMode'])
    case 'queue-operation':
      return readQueue(record, keeper)
    case 'pr-link':
      return readPrLink(record)
    case 'cost-state': {
      const costUsd = numberOf(record['totalCostUSD'])
      return costUsd === undefined || costUsd < 0 ? known(record) : [{ kind: 'cost', costUsd }]
    }
    case 'progress':
      return readProgress(record)
    default:
      return known(record)
  }
}

const known = ({ type }: JsonRecord): EventDraft[] => [{ kind: 'other', type: String(type), isKnown: true }]

function title(of: TitleEvent['of'], value: unknown): EventDraft[] {
  const text = stringOf(value)
  return text === undefined ? [] : [{ kind: 'title', of, text: keepLine(text) }]
}

function mode(of: 'mode' | 'permission', value: unknown): EventDraft[] {
  const text = stringOf(value)
  return text === undefined ? [] : [{ kind: 'mode', of, value: keepLine(text, 60) }]
}

/** Source: {"type":"queue-operation","operation":"enqueue","content":"…"}. A task's notice comes again as a prompt: told there. */
function readQueue(record: JsonRecord, keeper: ReadContext['keeper']): EventDraft[] {
  const content = stringOf(record['content'])
  const isNotice = content !== undefined && readTask(content) !== undefined
  return [
    {
      kind: 'queue',
      operation: keepLine(stringOf(record['operation']) ?? 'unknown', 60),
      text: content === undefined || isNotice ? undefined : keepText(keeper, content),
    },
  ]
}

function readPrLink(record: JsonRecord): EventDraft[] {
  const url = stringOf(record['prUrl'])
  if (url === undefined) return known(record)
  return [
    {
      kind: 'pr-link',
      url: keepLine(url, 500),
      number: countOf(record['prNumber']),
      repository: stringOf(record['prRepository']),
    },
  ]
}

/** Up to early 2.1: a hook that runs is told here; the other progress is told better elsewhere (session-log.ts skips it). */
function readProgress(record: JsonRecord): EventDraft[] {
  const data = isRecord(record['data']) ? record['data'] : {}
  if (data['type'] !== 'hook_progress') return []
  return [
    {
      kind: 'hook',
      hook: stringOf(data['hookName']) ?? stringOf(data['hookEvent']) ?? 'hook',
      text: stringOf(data['command']) === undefined ? undefined : keepLine(String(data['command'])),
      isFailed: false,
    },
  ]
}
