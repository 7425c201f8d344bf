/**
 * What Claude Code posts to an `http` hook, as an event: the JSON of a command hook's stdin, `hook_event_name` and what goes with it.
 * A name that this version does not know is kept by its name all the same. Pure.
 */
import type { Level } from '../../core/captured/captured-event.ts'
import type { HookSign } from '../../core/hooks/hook-signs.ts'
import type { ReadHook } from '../agent.ts'
import { keepLine } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { pathOfInput, summaryOfInput } from './session-log-tools.ts'

export const hookSource = 'claude-hooks'

/** Undefined: it names no event, or no session that it is of. */
export function readHook(body: JsonRecord, nowMs: number): ReadHook | undefined {
  const [hook, sessionId] = [nameOf(body['hook_event_name']), nameOf(body['session_id'])]
  if (hook === undefined || sessionId === undefined) return undefined
  const message = messageOf(hook, body)
  const event = {
    source: hookSource,
    event_type: hook,
    hook,
    message,
    level: levelOf(hook, body),
    atMs: nowMs,
    data: JSON.stringify(body),
    agent: 'claude',
    session_id: sessionId,
    agent_id: nameOf(body['agent_id']),
    tool_name: nameOf(body['tool_name']),
    tool_use_id: nameOf(body['tool_use_id']),
    duration_ms: countOf(body['duration_ms']),
  }
  return { event, sign: signOf(hook, body, message) }
}

const kindsOfSign: Readonly<Record<string, HookSign['kind']>> = {
  UserPromptSubmit: 'begins',
  PreToolUse: 'works',
  PostToolUse: 'did',
  PostToolUseFailure: 'did',
  PermissionRequest: 'asks',
  Elicitation: 'asks',
  Stop: 'ends',
  StopFailure: 'fails',
  SessionEnd: 'ends',
}

/** A question is what it asks, without the name of the tool that asks it. */
function signOf(hook: string, body: JsonRecord, message: string | undefined): HookSign | undefined {
  const kind = Object.hasOwn(kindsOfSign, hook) ? kindsOfSign[hook] : undefined
  if (kind === undefined) return undefined
  const input = body['tool_input']
  const question = isRecord(input) ? askedOf(input) : undefined
  const wants = kind === 'asks' ? wantsOf(hook, stringOf(body['tool_name'])) : undefined
  const tookMs = kind === 'did' ? countOf(body['duration_ms']) : undefined
  return { kind, what: question === undefined ? message : keepLine(question), wants, tookMs }
}

function wantsOf(hook: string, tool: string | undefined): HookSign['wants'] {
  if (hook === 'Elicitation') return 'elicitation'
  if (tool === 'AskUserQuestion') return 'question'
  return tool === 'ExitPlanMode' ? 'plan' : 'permission'
}

/** The file that the texts of it come from, where it is of one. */
export const fileOfHook = ({ tool_input: input }: JsonRecord): string | undefined =>
  isRecord(input) ? pathOfInput(input) : undefined

/** Names and ids become columns: short, and on one line. */
const nameOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.:@/-]{1,200}$/.test(value) ? value : undefined

/** For whom it waits stands out; so does what went wrong. */
function levelOf(hook: string, body: JsonRecord): Level {
  if (hook === 'StopFailure') return 'error'
  const waits =
    hook === 'PermissionRequest' || hook === 'Elicitation' || body['notification_type'] === 'permission_prompt'
  return waits || hook === 'PostToolUseFailure' ? 'warn' : 'info'
}

type InWords = (body: JsonRecord) => readonly (string | undefined)[]

const toolAndInput: InWords = (body) => {
  const tool = stringOf(body['tool_name'])
  const input = body['tool_input']
  return [tool, tool !== undefined && isRecord(input) ? (askedOf(input) ?? summaryOfInput(tool, input)) : undefined]
}

/** AskUserQuestion: {"questions":[{"question":"Which colour?","header":"Colour",…}]} */
function askedOf({ questions }: JsonRecord): string | undefined {
  const first: unknown = Array.isArray(questions) ? questions[0] : undefined
  return isRecord(first) ? stringOf(first['question']) : undefined
}

const words: Readonly<Record<string, InWords>> = {
  UserPromptSubmit: ({ prompt }) => [stringOf(prompt)],
  PreToolUse: toolAndInput,
  PostToolUse: toolAndInput,
  PermissionRequest: toolAndInput,
  PostToolUseFailure: (body) => [...toolAndInput(body), 'failed'],
  Notification: ({ message }) => [stringOf(message)],
  Stop: ({ last_assistant_message: last }) => [stringOf(last)],
  StopFailure: ({ last_assistant_message: last, error }) => [stringOf(last) ?? stringOf(error)],
  SubagentStop: ({ agent_type: type, last_assistant_message: last }) => [stringOf(type), stringOf(last)],
  SessionEnd: ({ reason }) => [stringOf(reason)],
  Elicitation: ({ mcp_server_name: server, message }) => [stringOf(server), stringOf(message)],
}

function messageOf(hook: string, body: JsonRecord): string | undefined {
  const parts = Object.hasOwn(words, hook) ? words[hook]?.(body) : undefined
  const text = parts?.filter((part) => part !== undefined).join(' ')
  return text === undefined || text === '' ? undefined : keepLine(text)
}
