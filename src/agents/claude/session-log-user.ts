/** `user` records: what a person typed, what tools gave back, and what the program itself writes in a user's name. Pure. */

import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, tagText } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { type ReadContext, textOfContent } from './session-log-parts.ts'
import { changedOf, diffOf, summaryOfResult } from './session-log-tools.ts'

/** Source: {"type":"user","message":{"role":"user","content":"…" | [{"type":"tool_result","tool_use_id":"toolu_…","content":…}]},"toolUseResult":{…} | "…"} */
export function readUser(record: JsonRecord, context: ReadContext): EventDraft[] {
  const message = isRecord(record['message']) ? record['message'] : {}
  const { content } = message
  const blocks = Array.isArray(content) ? content.filter(isRecord) : []
  const results = blocks.filter(({ type }) => type === 'tool_result')
  const drafts = results.flatMap((block) => readToolResult(block, record, results.length === 1, context))
  const rest = results.length === 0 ? content : blocks.filter(({ type }) => type !== 'tool_result')
  const { text, images } = textOfContent(rest)
  if (text.trim() !== '' || images > 0) drafts.push(...readText(text, images, record, context))
  return drafts.length > 0 ? drafts : [{ kind: 'other', type: 'user', isKnown: true }]
}

function readText(text: string, images: number, record: JsonRecord, { keeper }: ReadContext): EventDraft[] {
  if (record['isCompactSummary'] === true) {
    return [{ kind: 'compaction', phase: 'summary', text: keepText(keeper, text) }]
  }
  if (/^\s*\[Request interrupted by user/.test(text)) return [{ kind: 'interrupt', text: keepLine(text) }]
  const task = readTask(text)
  if (task !== undefined) return task
  const command = readCommand(text, keeper)
  if (command !== undefined) return [command]
  if (record['isMeta'] === true || /^\s*<system-reminder>|^Caveat: The messages below/.test(text)) {
    return [{ kind: 'notice', text: keepText(keeper, text), isError: false }]
  }
  return [{ kind: 'prompt', text: keepText(keeper, text), images, source: stringOf(record['promptSource']) }]
}

/**
 * Source: <task-notification><task-id>byj295dkh</task-id><tool-use-id>toolu_…</tool-use-id><status>completed</status><summary>…
 * A subagent's has also <usage><subagent_tokens>19740</subagent_tokens><tool_uses>1</tool_uses><duration_ms>5004</duration_ms>.
 */
export function readTask(text: string): EventDraft[] | undefined {
  if (!/^\s*<task-notification>/.test(text)) return undefined
  const taskId = tagText(text, 'task-id') ?? ''
  const toolId = tagText(text, 'tool-use-id')
  const status = tagText(text, 'status') ?? ''
  const summary = tagText(text, 'summary')
  const task: EventDraft = {
    kind: 'task',
    taskId,
    toolId,
    status,
    text: summary === undefined ? undefined : keepLine(summary),
  }
  const tokens = numberIn(text, 'subagent_tokens')
  const isSubagent = tokens !== undefined || (summary?.startsWith('Agent ') ?? false)
  if (!isSubagent) return [task]
  return [
    task,
    {
      kind: 'subagent-end',
      toolId,
      agentId: taskId,
      outcome: status === 'failed' ? 'failed' : status === 'completed' ? 'done' : 'interrupted',
      summary: task.text,
      durationMs: numberIn(text, 'duration_ms'),
      totalTokens: tokens,
      toolCalls: numberIn(text, 'tool_uses'),
    },
  ]
}

function numberIn(text: string, tag: string): number | undefined {
  const inner = tagText(text, tag)
  return inner === undefined ? undefined : countOf(Number(inner))
}

/** `<command-name>/model</command-name>…`, `<bash-input>ls</bash-input>`, and their output; also in `system` records. */
export function readCommand(text: string, keeper: ReadContext['keeper']): EventDraft | undefined {
  const start =
    /^\s*<(command-name|command-message|bash-input|local-command-stdout|local-command-stderr|local-command-caveat|bash-stdout|bash-stderr)>/
  const [, tag] = start.exec(text) ?? []
  if (tag === undefined) return undefined
  if (tag === 'local-command-caveat') return { kind: 'notice', text: keepText(keeper, text), isError: false }
  if (tag === 'bash-input') return { kind: 'command', phase: 'run', text: `! ${keepLine(tagText(text, tag) ?? '')}` }
  if (tag.startsWith('command-')) {
    const name = tagText(text, 'command-name') ?? ''
    const words = `${name} ${tagText(text, 'command-args') ?? ''}`.trim()
    return { kind: 'command', phase: 'run', text: keepLine(words) }
  }
  const output = ['local-command-stdout', 'local-command-stderr', 'bash-stdout', 'bash-stderr'].flatMap(
    (name) => tagText(text, name) ?? [],
  )
  return { kind: 'command', phase: 'output', text: keepText(keeper, output.join('\n')) }
}

function readToolResult(block: JsonRecord, record: JsonRecord, isOnly: boolean, { keeper }: ReadContext): EventDraft[] {
  const toolId = stringOf(block['tool_use_id']) ?? ''
  const { text, images } = textOfContent(block['content'])
  // With several results in one record, `toolUseResult` can't be told to be of this one.
  const details = isOnly ? record['toolUseResult'] : undefined
  const result = isRecord(details) ? details : {}
  const outcome = outcomeOf(block, details, text)
  const agentId = stringOf(result['agentId'])
  const shown = outcome === 'done' ? text : text || (typeof details === 'string' ? details : '')
  const file = isRecord(result['file']) ? result['file'] : {}
  const ended: EventDraft = {
    kind: 'tool-result',
    toolId,
    outcome,
    summary: summaryOfResult(details, text, outcome),
    text: keepText(keeper, shown),
    images,
    path: stringOf(result['filePath']) ?? stringOf(file['filePath']),
    diff: diffOf(result, keeper),
    changed: outcome === 'done' ? changedOf(result) : undefined,
    backgroundId: stringOf(result['backgroundTaskId']),
    agentId,
    durationMs: countOf(result['totalDurationMs']) ?? countOf(result['durationMs']),
    permission: isRecord(record['permissionDecision']) ? stringOf(record['permissionDecision']['source']) : undefined,
    todoId: isRecord(result['task']) ? stringOf(result['task']['id']) : undefined,
  }
  const isRunning = result['isAsync'] === true || result['status'] === 'async_launched'
  if (agentId === undefined || isRunning) return [ended]
  return [
    ended,
    {
      kind: 'subagent-end',
      toolId,
      agentId,
      outcome,
      durationMs: countOf(result['totalDurationMs']),
      totalTokens: countOf(result['totalTokens']),
      toolCalls: countOf(result['totalToolUseCount']),
    },
  ]
}

/** What the program writes when the user said no or stopped the tool. */
const stopped =
  /^(?:The user doesn't want to (?:proceed|take this action)|\[Request interrupted by user|User rejected)/i

function outcomeOf(block: JsonRecord, details: unknown, text: string): 'done' | 'failed' | 'interrupted' {
  if (isRecord(details) && details['interrupted'] === true) return 'interrupted'
  if (block['is_error'] !== true) return 'done'
  const isStopped = stopped.test(text) || (typeof details === 'string' && /^(?:Error: )?User rejected/i.test(details))
  return isStopped ? 'interrupted' : 'failed'
}
