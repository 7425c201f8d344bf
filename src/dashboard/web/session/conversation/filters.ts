/** What of a conversation is shown: all of it, what was said, what was done, or what failed. Pure. */
import type { SessionEvent, SessionEventKind } from '../../../../core/session/session-event.ts'
import { conversationKinds } from '../../../../core/session/session-event.ts'
import type { ConversationRow } from './rows.ts'

export const shows = ['all', 'text', 'tools', 'failed'] as const
export type Show = (typeof shows)[number]

export const showWords: Record<Show, string> = { all: 'All', text: 'Text', tools: 'Tools', failed: 'Failed' }

const kindsOf: Record<Show, readonly SessionEventKind[]> = {
  all: conversationKinds,
  text: ['prompt', 'text', 'command', 'compaction', 'interrupt'],
  tools: ['tool-call', 'tool-result', 'subagent-start', 'subagent-end', 'task'],
  failed: ['tool-call', 'tool-result', 'subagent-start', 'subagent-end', 'api-error', 'retry', 'interrupt', 'task'],
}

/** Asked of the server, and kept of what the stream tells. */
export interface EventFilter {
  readonly lane: string
  readonly kinds: readonly SessionEventKind[]
  readonly search: string
}

export const filterOf = (show: Show, lane: string, search: string): EventFilter => ({
  lane,
  kinds: kindsOf[show],
  search,
})

export function isWanted(event: SessionEvent, { lane, kinds, search }: EventFilter): boolean {
  if (event.lane !== lane || !kinds.includes(event.kind)) return false
  return search === '' || textsOf(event).toLowerCase().includes(search.toLowerCase())
}

function textsOf({ cursor: _cursor, lane: _lane, at: _at, response: _response, ...texts }: SessionEvent): string {
  return Object.values(texts)
    .filter((value) => typeof value === 'string')
    .join('\n')
}

/** Kinds alone do not tell which call failed. */
export const shownRows = (rows: readonly ConversationRow[], show: Show): readonly ConversationRow[] =>
  show === 'failed' ? rows.filter(hasFailed) : rows

function hasFailed(row: ConversationRow): boolean {
  if (row.kind === 'tool') return row.status === 'failed' || row.status === 'interrupted'
  return row.kind === 'note' && ['api-error', 'retry', 'interrupt'].includes(row.event.kind)
}
