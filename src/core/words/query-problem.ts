/** Questions that can't be answered as asked: which value, and what is allowed instead. Pure; every face says it in these words. */

import type { SessionQuery } from '../session/session.ts'
import { sessionSorts, sessionStates } from '../session/session.ts'
import { readCursor } from '../session/session-cursor.ts'
import { isTimeZone, parseDay } from '../time/calendar.ts'
import type { UsageQuery } from '../usage/usage.ts'
import { usageGroupings } from '../usage/usage.ts'
import { problem, type QueryProblem } from './problem.ts'

/** Thrown by services that are asked without looking first; carries the problem for a 400 or an exit code 2. */
export class QueryError extends Error {
  readonly problem: QueryProblem
  constructor(problem: QueryProblem) {
    super(problem.message)
    this.problem = problem
  }
}

export function usageQueryProblem(query: UsageQuery): QueryProblem | undefined {
  return (
    notOneOf('by', query.by, usageGroupings) ??
    notOneOf('splitBy', query.splitBy, ['model']) ??
    rangeProblem(query) ??
    notOneOf('weekStartsOn', query.weekStartsOn, ['monday', 'sunday'])
  )
}

export const maxSessionsPerPage = 1000

export function sessionQueryProblem(query: SessionQuery): QueryProblem | undefined {
  const { limit, cursor } = query
  if (!Number.isInteger(limit) || limit < 1 || limit > maxSessionsPerPage) {
    return problem('limit', String(limit), `a whole number from 1 to ${maxSessionsPerPage}`)
  }
  if (cursor !== undefined && readCursor(cursor) === undefined) {
    return problem('cursor', cursor, 'the nextCursor of the page before')
  }
  return notOneOf('sort', query.sort, sessionSorts) ?? notOneOf('is', query.is, sessionStates) ?? rangeProblem(query)
}

interface Range {
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly timezone?: string | undefined
}

function rangeProblem({ since, until, timezone }: Range): QueryProblem | undefined {
  if (timezone !== undefined && !isTimeZone(timezone)) {
    return problem('timezone', timezone, 'an IANA time zone such as Europe/Berlin')
  }
  if (since !== undefined && parseDay(since) === undefined) return problem('since', since, 'a day as YYYY-MM-DD')
  if (until !== undefined && parseDay(until) === undefined) return problem('until', until, 'a day as YYYY-MM-DD')
  if (since !== undefined && until !== undefined && until < since) {
    return problem('until', until, `a day from ${since} on, where "since" is`)
  }
  return undefined
}

function notOneOf(key: string, value: string | undefined, allowed: readonly string[]): QueryProblem | undefined {
  return value === undefined || allowed.includes(value) ? undefined : problem(key, value, allowed.join(', '))
}
