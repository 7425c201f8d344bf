/** What of a session is searched: one passage for each event in which somebody, or a tool, said something. Pure. */
import type { DiffHunk, SessionEvent, ToolCallEvent, ToolResultEvent } from '../session/session-event.ts'

/** Who says it. Only added to: the index keeps the place in this list. */
export const passageRoles = [
  'prompt',
  'answer',
  'thinking',
  'tool',
  'result',
  'file',
  'summary',
  'title',
  'error',
] as const
export type PassageRole = (typeof passageRoles)[number]

export interface Passage {
  readonly role: PassageRole
  readonly text: string
  readonly tool?: string | undefined
  /** The file it reads or changes. */
  readonly path?: string | undefined
  readonly isFailed?: boolean | undefined
}

/** Of a tool's result: what is behind it is found within its session. */
export const mostResultCharacters = 64 << 10

/** Undefined: it says nothing that anybody looks for. */
export function passageOf(event: SessionEvent): Passage | undefined {
  const passage = saidIn(event)
  return passage === undefined || passage.text.trim() === '' ? undefined : passage
}

function saidIn(event: SessionEvent): Passage | undefined {
  switch (event.kind) {
    case 'prompt':
      return { role: 'prompt', text: event.text }
    case 'command':
      return { role: event.phase === 'run' ? 'prompt' : 'result', text: event.text }
    case 'text':
      return { role: 'answer', text: event.text }
    case 'thinking':
      return { role: 'thinking', text: event.text }
    case 'tool-call':
      return callPassage(event)
    case 'tool-result':
      return resultPassage(event)
    case 'subagent-start':
      return { role: 'tool', text: joined([event.type, event.description, event.task]) }
    case 'subagent-end':
      return { role: 'result', text: event.summary ?? '', isFailed: event.outcome === 'failed' }
    case 'compaction':
      return { role: 'summary', text: event.text ?? '' }
    case 'title':
      return { role: 'title', text: event.text }
    case 'api-error':
      return { role: 'error', text: event.text, isFailed: true }
    case 'notice':
      return event.isError ? { role: 'error', text: event.text, isFailed: true } : undefined
    case 'task':
      return { role: 'result', text: event.text ?? '' }
    case 'pr-link':
      return { role: 'result', text: event.url }
    default:
      return undefined
  }
}

const joined = (texts: readonly (string | undefined)[]): string =>
  texts.filter((text) => text !== undefined && text !== '').join('\n')

/** A change shows its path and what it wrote, anything else the values of its input. */
function callPassage({ tool, path, touches, input }: ToolCallEvent): Passage {
  const isFile = path !== undefined && (touches === 'edit' || touches === 'write')
  return { role: isFile ? 'file' : 'tool', text: joined([tool, ...valuesIn(input)]), tool, path }
}

function resultPassage({ text, summary, path, diff, outcome }: ToolResultEvent): Passage {
  const isFailed = outcome === 'failed'
  if (diff !== undefined) return { role: 'file', text: joined([path, ...diff.flatMap(addedLines)]), path, isFailed }
  return { role: 'result', text: (text || (summary ?? '')).slice(0, mostResultCharacters), path, isFailed }
}

/** What was taken out is in the call. */
const addedLines = ({ lines }: DiffHunk): readonly string[] =>
  lines.filter((line) => line[0] === '+').map((line) => line.slice(1))

/** Every text in a tool's input, in its order; input that is no JSON as it is. */
function valuesIn(input: string): readonly string[] {
  try {
    return textsIn(JSON.parse(input))
  } catch {
    return [input]
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
