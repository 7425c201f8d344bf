/** What a tool call is about and what came of it, in a few words. Pure. */
import type { DiffHunk, LineCounts, TodoChange, TodoItem } from '../../core/session/session-event.ts'
import { countLines, keepLine, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { isEditTool } from './session-log-facts-file.ts'
import { countContentLines, countPatchLines } from './session-log-facts-patch.ts'

export const isSubagentTool = (tool: string): boolean => tool === 'Agent' || tool === 'Task'

/** `file_path` and `notebook_path` are those of the file tools; `path` is where a search looks, not a file that is read. */
export const pathOfInput = (input: JsonRecord): string | undefined =>
  stringOf(input['file_path']) ?? stringOf(input['notebook_path'])

export function touchOf(tool: string, input: JsonRecord): 'read' | 'write' | 'edit' | undefined {
  if (pathOfInput(input) === undefined) return undefined
  if (tool === 'Write') return 'write'
  return isEditTool(tool) ? 'edit' : 'read'
}

const tellingFields = ['command', 'pattern', 'query', 'url', 'description', 'subject', 'skill', 'prompt', 'plan']

/** The command, the path, the pattern; else the first text of the input. */
export function summaryOfInput(tool: string, input: JsonRecord): string | undefined {
  const path = pathOfInput(input)
  if (path !== undefined) return keepLine(path)
  const fields = isSubagentTool(tool) ? ['description', 'prompt'] : tellingFields
  const telling = fields.map((field) => stringOf(input[field])).find((text) => text !== undefined)
  const text = telling ?? Object.values(input).find((value) => stringOf(value) !== undefined)
  return typeof text === 'string' ? keepLine(text) : undefined
}

/** Source: TodoWrite {"todos":[{"content":"First thing","status":"in_progress","activeForm":"Doing it"}]} */
export function todosOfInput(tool: string, input: JsonRecord): readonly TodoItem[] | undefined {
  const todos = input['todos']
  if (tool !== 'TodoWrite' || !Array.isArray(todos)) return undefined
  return todos.slice(0, 100).flatMap((todo) => {
    const text = isRecord(todo) ? stringOf(todo['content']) : undefined
    return text === undefined ? [] : [{ text: keepLine(text), status: todoStatus(todo['status']) ?? 'pending' }]
  })
}

/** Source: TaskCreate {"subject":"First thing",…}, TaskUpdate {"taskId":"1","status":"completed"} */
export function todoOfInput(tool: string, input: JsonRecord): TodoChange | undefined {
  if (tool !== 'TaskCreate' && tool !== 'TaskUpdate') return undefined
  const subject = stringOf(input['subject'])
  const status = input['status'] === 'deleted' ? 'deleted' : todoStatus(input['status'])
  return {
    id: tool === 'TaskUpdate' ? stringOf(input['taskId']) : undefined,
    text: subject === undefined ? undefined : keepLine(subject),
    status: status ?? (tool === 'TaskCreate' ? 'pending' : undefined),
  }
}

function todoStatus(status: unknown): TodoItem['status'] | undefined {
  if (status === 'completed') return 'done'
  if (status === 'in_progress') return 'in-progress'
  return status === 'pending' ? 'pending' : undefined
}

/** Source: toolUseResult.structuredPatch, see session-log-facts-patch.ts. */
export function diffOf(result: JsonRecord, keeper: TextKeeper): readonly DiffHunk[] | undefined {
  const patch = result['structuredPatch']
  if (!Array.isArray(patch) || patch.length === 0) return undefined
  let room = keeper.limits.diffLines
  return patch.flatMap((hunk): DiffHunk[] => {
    if (!isRecord(hunk) || !Array.isArray(hunk['lines'])) return []
    const lines = hunk['lines'].filter((line) => typeof line === 'string')
    if (lines.length > room) keeper.isCut = true
    const kept = lines.slice(0, room).map((line) => keepDiffLine(line, keeper))
    room -= kept.length
    return kept.length === 0
      ? []
      : [{ oldStart: countOf(hunk['oldStart']) ?? 0, newStart: countOf(hunk['newStart']) ?? 0, lines: kept }]
  })
}

function keepDiffLine(line: string, keeper: TextKeeper): string {
  if (keeper.limits.diffLines === Number.POSITIVE_INFINITY || line.length <= 500) return line
  keeper.isCut = true
  return `${line.slice(0, 499)}…`
}

export function changedOf(result: JsonRecord): LineCounts | undefined {
  if (result['type'] === 'create') return { added: countContentLines(result['content']), removed: 0 }
  return Array.isArray(result['structuredPatch']) ? countPatchLines(result['structuredPatch']) : undefined
}

/** In a few words; undefined where nothing of the result tells. `text` is what the model got to see. */
export function summaryOfResult(
  result: unknown,
  text: string,
  outcome: 'done' | 'failed' | 'interrupted',
): string | undefined {
  if (outcome === 'interrupted') return /reject|doesn't want|denied/i.test(text) ? 'not allowed' : 'interrupted'
  if (outcome === 'failed') return failure(typeof result === 'string' && text === '' ? result : text)
  if (!isRecord(result)) return count(countLines(text), 'line')
  const changed = changedOf(result)
  if (changed !== undefined) return changeWords(changed)
  return countedResult(result) ?? count(countLines(shownText(result) ?? text), 'line')
}

const shownText = (result: JsonRecord): string | undefined =>
  typeof result['stdout'] === 'string' ? result['stdout'] || stringOf(result['stderr']) || '' : undefined

function countedResult(result: JsonRecord): string | undefined {
  if (stringOf(result['backgroundTaskId']) !== undefined) return 'in the background'
  const file = isRecord(result['file']) ? result['file'] : {}
  const lines = countOf(file['numLines'])
  if (lines !== undefined) return count(lines, 'line')
  if (isRecord(file) && countOf(file['originalSize']) !== undefined) return 'an image'
  const matches = countOf(result['numMatches'])
  if (matches !== undefined) return count(matches, 'match', 'matches')
  if (result['mode'] === 'content' && countOf(result['numLines']) !== undefined) {
    return count(countOf(result['numLines']) ?? 0, 'match', 'matches')
  }
  const files = countOf(result['numFiles'])
  if (files !== undefined) return count(files, 'file')
  const { newTodos } = result
  if (Array.isArray(newTodos)) {
    const done = newTodos.filter((todo) => isRecord(todo) && todo['status'] === 'completed').length
    return `${done} of ${newTodos.length} done`
  }
  const code = countOf(result['code'])
  if (code !== undefined && stringOf(result['url']) !== undefined) return `HTTP ${code}`
  if (result['status'] === 'async_launched') return 'in the background'
  return Array.isArray(result['results']) ? count(result['results'].length, 'result') : undefined
}

/** "exit 1, relation does not exist": the code, and the first line that says why. */
function failure(text: string): string | undefined {
  const plain = (tag(text) ?? text).trim()
  const exit = /^(?:Error:\s*)?Exit code (\d+)\s*/i.exec(plain)
  const rest = keepLine(plain.slice(exit?.[0].length ?? 0), 120)
  const words = [...(exit ? [`exit ${exit[1]}`] : []), ...(rest === '' ? [] : [rest])]
  return words.length === 0 ? undefined : words.join(', ')
}

const tag = (text: string): string | undefined => /<tool_use_error>([\s\S]*?)<\/tool_use_error>/.exec(text)?.[1]

function changeWords({ added, removed }: LineCounts): string {
  if (added === 0 && removed === 0) return 'unchanged'
  return [...(added > 0 ? [`+${added}`] : []), ...(removed > 0 ? [`−${removed}`] : [])].join(' ')
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
