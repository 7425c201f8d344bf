/**
 * What a line of Claude Code's transcript says of prompts. Pure.
 *
 *   {"type":"user","message":{"content":"hello"},"origin":{"kind":"human"},"promptSource":"typed"|"queued",…}
 *   {"type":"attachment","attachment":{"type":"queued_command","prompt":"and this","origin":{"kind":"human"}},…}
 *   {"type":"queue-operation","operation":"enqueue"|"remove"|"dequeue","content":"and this","reason":"absorbed_mid_turn"}
 *   {"type":"user","isMeta":true,"message":{"content":"Stop hook feedback:\n…"},…}
 *   {"type":"user","isMeta":true,"message":{"content":"Another Claude session sent a message:\n…"},"origin":{"kind":"peer","msg_id":"…"},…}
 *   {"type":"system","subtype":"local_command","content":"<command-name>/context</command-name>…"}
 *   {"type":"assistant","message":{"stop_reason":"end_turn",…},…}, then {"type":"system","subtype":"turn_duration",…}
 */
import type { PromptSign } from '../../core/prompts/prompt-sign.ts'
import { isRecord, type JsonRecord, stringOf, timeOf } from '../json-fields.ts'
import { parseJson, textsIn } from '../json-line.ts'

/** Most lines of a transcript are none of these, and some of them are long. */
const hint =
  /"type":"(?:user|attachment|queue-operation)"|"isApiErrorMessage":true|"subtype":"(?:turn_duration|local_command)"|"stop_reason":"end_turn"/

export function promptSignsIn(line: string): readonly PromptSign[] {
  if (!hint.test(line)) return []
  const record = parseJson(line)
  if (!isRecord(record) || record['isSidechain'] === true) return []
  switch (record['type']) {
    case 'user':
      return signsOfUser(record)
    case 'attachment':
      return signsOfAttachment(record)
    case 'queue-operation':
      return signsOfQueue(record)
    case 'assistant':
      return signsOfAssistant(record)
    case 'system':
      return signsOfSystem(record)
    default:
      return []
  }
}

/** Some commands leave nothing else than such a line. */
function signsOfSystem({ subtype, content }: JsonRecord): readonly PromptSign[] {
  if (subtype === 'turn_duration') return [{ kind: 'turn-ended' }]
  const text = subtype === 'local_command' ? stringOf(content) : undefined
  return text?.includes('<command-name>') ? [{ kind: 'taken', text: asTyped(text), by: 'keys' }] : []
}

/** The model's last word comes up to two seconds before the line that tells the turn's duration. */
function signsOfAssistant(record: JsonRecord): readonly PromptSign[] {
  if (record['isApiErrorMessage'] === true) return [broken('api-error', record)]
  const { message } = record
  return isRecord(message) && message['stop_reason'] === 'end_turn' ? [{ kind: 'turn-ended' }] : []
}

function signsOfUser(record: JsonRecord): readonly PromptSign[] {
  const message = record['message']
  if (!isRecord(message) || record['toolUseResult'] !== undefined || record['isCompactSummary'] === true) return []
  const text = textsIn(message['content'])
  if (text.startsWith('[Request interrupted by user')) return [broken('interrupted', record)]
  const sent = messageIn(record['origin'], text)
  if (sent !== undefined) return [sent]
  if (record['isMeta'] === true) {
    const fed = /^Stop hook feedback:\s*([\s\S]+)$/.exec(text)?.[1]
    return fed === undefined ? [] : [{ kind: 'taken', text: fed, by: 'hook' }]
  }
  if (text === '' || isOfOther(record['origin']) || printed.test(text)) return []
  return [{ kind: 'taken', text: asTyped(text), by: 'keys' }]
}

/** By a command, below the line that tells it. */
const printed = /^<(?:local-command|bash)-std(?:out|err)>/

function signsOfAttachment({ attachment }: JsonRecord): readonly PromptSign[] {
  if (!isRecord(attachment) || attachment['type'] !== 'queued_command') return []
  const text = textsIn(attachment['prompt'])
  const sent = messageIn(attachment['origin'], text)
  if (sent !== undefined) return [sent]
  if (isOfOther(attachment['origin'])) return []
  return text === '' ? [] : [{ kind: 'taken', text: asTyped(text), by: 'keys' }]
}

function signsOfQueue({ operation, content, reason }: JsonRecord): readonly PromptSign[] {
  const text = stringOf(content)
  if (text === undefined) return []
  if (operation === 'enqueue') return [{ kind: 'queued', text: asTyped(text) }]
  const isAbsorbed = typeof reason === 'string' && reason.startsWith('absorbed')
  return operation === 'remove' && !isAbsorbed ? [{ kind: 'taken-back', text: asTyped(text) }] : []
}

function messageIn(origin: unknown, text: string): PromptSign | undefined {
  if (!isRecord(origin) || origin['kind'] !== 'peer') return undefined
  const messageId = stringOf(origin['msg_id'])
  return messageId === undefined ? undefined : { kind: 'taken', text: asTyped(text), by: 'message', messageId }
}

/** Older versions do not say whose it is. */
const isOfOther = (origin: unknown): boolean => isRecord(origin) && origin['kind'] !== 'human'

const broken = (how: 'api-error' | 'interrupted', record: JsonRecord): PromptSign => ({
  kind: 'broken',
  how,
  atMs: timeOf(record['timestamp']) ?? 0,
})

/** A command is written down in tags, and so is what was pasted, or sent by another program. */
function asTyped(text: string): string {
  const command = /<command-name>([^<]*)<\/command-name>/.exec(text)?.[1]
  if (command !== undefined) {
    const args = /<command-args>([\s\S]*?)<\/command-args>/.exec(text)?.[1] ?? ''
    return `${command} ${args}`.trim()
  }
  const shell = /^<bash-input>([\s\S]*?)<\/bash-input>/.exec(text)?.[1]
  if (shell !== undefined) return `!${shell}`
  const sent = /<cross-session-message [^>]*>([\s\S]*)<\/cross-session-message>/.exec(text)?.[1]
  return sent ?? text.replace(/<\/?pasted_content(?: [^>]*)?>/g, '')
}
