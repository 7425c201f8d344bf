/** The part of the list that is here: pages put together, and what changed since put in place. Pure. */
import type { SessionList, SessionSort, SessionSummary } from '../../../core/session/session.ts'

export interface LoadedSessions {
  readonly sessions: readonly SessionSummary[]
  readonly total: number
  /** Whose sessions there are at all. */
  readonly agents: readonly string[]
  readonly nextCursor?: string | undefined
}

/** A session that moved meanwhile is not shown twice. */
export function withNextPage(loaded: LoadedSessions, page: SessionList): LoadedSessions {
  const known = new Set(loaded.sessions.map(({ id }) => id))
  const added = page.sessions.filter(({ id }) => !known.has(id))
  return { ...page, sessions: [...loaded.sessions, ...added] }
}

/**
 * The first page anew, while sessions go on: figures change where they stand. What is new comes on top of a list by start; in another
 * order its place is not known before it is asked for, and nothing may jump, so there it only counts.
 */
export function withNewerTop(loaded: LoadedSessions, page: SessionList, sort: SessionSort): LoadedSessions {
  const newer = new Map(page.sessions.map((session) => [session.id, session]))
  const updated = loaded.sessions.map((session) => newer.get(session.id) ?? session)
  const known = new Set(loaded.sessions.map(({ id }) => id))
  const added = sort === 'start' ? page.sessions.filter(({ id }) => !known.has(id)) : []
  return { ...page, sessions: [...added, ...updated], nextCursor: loaded.nextCursor }
}
