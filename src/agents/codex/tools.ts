/** Codex's tool calls: what each is about, and what came of it. Pure. */
import type { LineCounts, TodoItem } from '../../core/session/session-event.ts'
import { keepLine } from '../event-text.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'

export interface CallWords {
  readonly summary?: string | undefined
  readonly path?: string | undefined
  readonly touches?: 'read' | 'write' | 'edit' | undefined
  readonly todos?: readonly TodoItem[] | undefined
  /** What the call will have changed once it is done: its input is the patch. */
  readonly changes?: LineCounts | undefined
}

/** `input` is the JSON of a function call, the text of a custom one. */
export function wordsOfCall(tool: string, input: string): CallWords {
  const args = parsed(input)
  const patch = patchIn(tool, input, args)
  if (patch !== undefined) return wordsOfPatch(patch)
  if (args === undefined) return { summary: keepLine(input) }
  if (tool === 'update_plan') return { todos: todosOf(args['plan']), summary: stringOf(args['explanation']) }
  const path = stringOf(args['path']) ?? stringOf(args['file_path'])
  if (path !== undefined) return { summary: keepLine(path), path, touches: 'read' }
  const telling = commandOf(args) ?? firstText(args)
  return { summary: telling === undefined ? undefined : keepLine(telling) }
}

/** Source: {"cmd":"npm test"}; up to 0.30 {"command":["bash","-lc","npm test"]}. */
function commandOf(args: JsonRecord): string | undefined {
  const { cmd, command } = args
  if (typeof cmd === 'string') return cmd
  if (typeof command === 'string') return command
  if (!Array.isArray(command)) return undefined
  const words = command.filter((word) => typeof word === 'string')
  const isShell = words.length === 3 && /^-l?c$/.test(words[1] ?? '')
  return isShell ? words[2] : words.join(' ')
}

const firstText = (args: JsonRecord): string | undefined =>
  ['task_name', 'message', 'query', 'prompt', 'code'].map((key) => stringOf(args[key])).find((text) => text) ??
  Object.values(args)
    .find((value) => stringOf(value) !== undefined)
    ?.toString()

function patchIn(tool: string, input: string, args: JsonRecord | undefined): string | undefined {
  if (tool === 'apply_patch') return args === undefined ? input : (stringOf(args['input']) ?? stringOf(args['patch']))
  const command = args && commandOf(args)
  return command?.includes('*** Begin Patch') === true ? command : undefined
}

/** Source: "*** Begin Patch\n*** Update File: src/a.ts\n@@\n-old\n+new\n*** End Patch" */
function wordsOfPatch(patch: string): CallWords {
  const [, kind, path] = /^\*\*\* (Add|Update|Delete) File: (.+)$/m.exec(patch) ?? []
  const lines = patch.split('\n').filter((line) => !line.startsWith('***'))
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length
  return {
    summary: path === undefined ? keepLine(patch) : keepLine(path),
    path: path?.trim(),
    touches: kind === 'Add' ? 'write' : 'edit',
    changes: { added: count('+'), removed: count('-') },
  }
}

function todosOf(plan: unknown): readonly TodoItem[] | undefined {
  if (!Array.isArray(plan)) return undefined
  return plan.slice(0, 100).flatMap((entry) => {
    const text = isRecord(entry) ? stringOf(entry['step']) : undefined
    return text === undefined ? [] : [{ text: keepLine(text), status: statusOf(entry['status']) }]
  })
}

function statusOf(status: unknown): TodoItem['status'] {
  if (status === 'completed') return 'done'
  return status === 'in_progress' ? 'in-progress' : 'pending'
}

export interface ResultWords {
  readonly outcome: 'done' | 'failed' | 'interrupted'
  readonly summary?: string | undefined
  readonly text: string
}

/**
 * Source: "Chunk ID: …\nProcess exited with code 0\nOutput:\nhi\n"; up to 0.100 {"output":"hi\n","metadata":{"exit_code":0}} as text;
 * "aborted by user after 0.1s" where the user stopped it or said no: the words are the same.
 */
export function wordsOfResult(output: unknown): ResultWords {
  const text = textOf(output)
  const old = parsed(text)
  const exitCode = exitCodeOf(old, text)
  const shown = (old && stringOf(old['output'])) ?? afterHeader(text)
  if (/^(?:Wall time: [^\n]*\n)?aborted by user/.test(text))
    return { outcome: 'interrupted', summary: 'stopped or not allowed', text }
  const isFailed = (exitCode !== undefined && exitCode !== 0) || (isRecord(output) && output['success'] === false)
  if (!isFailed) return { outcome: 'done', text: shown }
  const why = keepLine(shown, 120)
  const words = [exitCode === undefined ? undefined : `exit ${exitCode}`, why === '' ? undefined : why]
  return { outcome: 'failed', summary: words.filter((word) => word !== undefined).join(', ') || undefined, text: shown }
}

function exitCodeOf(old: JsonRecord | undefined, text: string): number | undefined {
  const metadata = old?.['metadata']
  if (isRecord(metadata) && typeof metadata['exit_code'] === 'number') return metadata['exit_code']
  const [, code] = /^Process exited with code (-?\d+)$/m.exec(text.slice(0, 400)) ?? []
  return code === undefined ? undefined : Number(code)
}

const afterHeader = (text: string): string =>
  /^(?:Chunk ID|Wall time|Process exited)/.test(text) ? text.replace(/^[\s\S]*?\nOutput:\n/, '') : text

function textOf(output: unknown): string {
  if (typeof output === 'string') return output
  if (isRecord(output)) return stringOf(output['content']) ?? stringOf(output['output']) ?? ''
  if (!Array.isArray(output)) return ''
  return output.map((part) => (isRecord(part) ? (stringOf(part['text']) ?? '') : '')).join('\n')
}

function parsed(text: string): JsonRecord | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
