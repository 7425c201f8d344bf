/** The words of a conversation's rows. Pure. */

import type { CompactionEvent, LineCounts } from '../../../../core/session/session-event.ts'
import { formatDurationInWords, formatTokens, plural } from '../../../../core/words/format.ts'
import { plainText } from '../../../../core/words/text.ts'
import type { NoteEvent, ToolRow } from './rows.ts'

/** `0.3 s`, `41 s`, `3 min`; for what is still running nothing. */
export const durationWords = (ms: number | undefined): string => (ms === undefined ? '' : formatDurationInWords(ms))

export const imageWords = (images: number): string => plural(images, 'image')

export function thinkingWords(durationMs: number | undefined, text: string): string {
  if (durationMs !== undefined) return `Thought for ${formatDurationInWords(durationMs)}`
  return text === '' ? 'Thought, not readable' : 'Thought'
}

/** Below the session's folder only what follows it. */
export function shortPath(text: string, cwd: string | undefined): string {
  const plain = plainText(text)
  return cwd !== undefined && cwd !== '' && (plain.startsWith(`${cwd}/`) || plain.startsWith(`${cwd}\\`))
    ? plain.slice(cwd.length + 1)
    : plain
}

/** A subagent's name goes before that of the tool that started it. */
export const toolName = ({ tool, start, result }: ToolRow): string =>
  plainText(start?.type ?? tool) || (result === undefined ? 'Tool' : 'Result')

/** What it came to: "8 lines", "exit 1"; line counts are drawn apart. */
export function resultWords({ result, end, status, start }: ToolRow): string {
  if (status === 'interrupted') return 'interrupted'
  if (end?.summary !== undefined) return plainText(end.summary)
  if (end?.toolCalls !== undefined || end?.totalTokens !== undefined) {
    const parts = [
      end.toolCalls === undefined ? '' : plural(end.toolCalls, 'call'),
      end.totalTokens === undefined ? '' : `${formatTokens(end.totalTokens)} tokens`,
    ]
    return parts.filter((part) => part !== '').join(', ')
  }
  if (result?.backgroundId !== undefined) return 'in the background'
  if (result?.summary !== undefined) return plainText(result.summary)
  if (status === 'failed') return 'failed'
  return start?.isBackground ? 'in the background' : ''
}

export const countWords = ({ added, removed }: LineCounts): { readonly added: string; readonly removed: string } => ({
  added: added > 0 || removed === 0 ? `+${added.toLocaleString('en-US')}` : '',
  removed: removed > 0 ? `−${removed.toLocaleString('en-US')}` : '',
})

export function noteWords(event: NoteEvent, windowTokens: number | undefined): string {
  switch (event.kind) {
    case 'compaction':
      return compactionWords(event, windowTokens)
    case 'interrupt':
      return plainText(event.text) || 'Interrupted by you'
    case 'api-error':
      return plainText(event.text) || 'The API answered with an error'
    case 'retry':
      return [retryWords(event.attempt, event.maxAttempts), plainText(event.text)].filter(Boolean).join(': ')
    case 'command':
      return plainText(event.text)
    case 'task':
      return [`Background task ${plainText(event.taskId)}`, plainText(event.status)].filter(Boolean).join(' ')
    case 'pr-link':
      return event.number === undefined ? 'Pull request' : `Pull request #${event.number}`
    case 'subagent-end':
      return ['Subagent', event.outcome, plainText(event.summary ?? '')].filter(Boolean).join(' ')
    default:
      return event satisfies never
  }
}

const retryWords = (attempt: number | undefined, most: number | undefined): string =>
  attempt === undefined ? 'Tries again' : most === undefined ? `Try ${attempt}` : `Try ${attempt} of ${most}`

/** `compacted, 84 → 19 %`; in tokens where the window is not known. */
export function compactionWords(
  { tokensBefore, tokensAfter, trigger }: Pick<CompactionEvent, 'tokensBefore' | 'tokensAfter' | 'trigger'>,
  windowTokens: number | undefined,
): string {
  const by = trigger === 'manual' ? ' by you' : ''
  if (tokensBefore === undefined) return `compacted${by}`
  const share = (tokens: number) =>
    windowTokens ? String(Math.round((100 * tokens) / windowTokens)) : formatTokens(tokens)
  const unit = windowTokens ? ' %' : ''
  return tokensAfter === undefined
    ? `compacted${by} at ${share(tokensBefore)}${unit}`
    : `compacted${by}, ${share(tokensBefore)} → ${share(tokensAfter)}${unit}`
}
