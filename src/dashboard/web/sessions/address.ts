/** What the address says of the list of sessions, and the question that follows. Pure. */
import type { AgentId } from '../../../core/process/agent-ids.ts'
import type { SessionQuery, SessionSort, SessionState } from '../../../core/session/session.ts'
import { sessionSorts, sessionStates } from '../../../core/session/session.ts'
import { agentsInAddress } from '../parts/agents-in-address.ts'
import { oneOf } from '../parts/one-of.ts'
import type { Range } from '../usage/address.ts'
import { boundsOf, ranges } from '../usage/address.ts'

export interface SessionsAddress {
  readonly search: string
  /** Of these kinds alone; empty: of all. */
  readonly agents: readonly AgentId[]
  readonly project: string
  readonly model: string
  readonly is: SessionState | ''
  readonly tag: string
  readonly range: Range
  readonly sort: SessionSort
}

export function readSessionsAddress(query: Readonly<Record<string, string>>): SessionsAddress {
  return {
    search: query['search'] ?? '',
    agents: agentsInAddress(query['agent']),
    project: query['project'] ?? '',
    model: query['model'] ?? '',
    is: oneOf(sessionStates, query['is']) ?? '',
    tag: query['tag'] ?? '',
    range: oneOf(ranges, query['range']) ?? '30',
    sort: oneOf(sessionSorts, query['sort']) ?? 'start',
  }
}

/** Without what differs from page to page. */
export function sessionsQuestion(address: SessionsAddress, today: string): Omit<SessionQuery, 'limit'> {
  const { search, agents, project, model, is, tag, range, sort } = address
  return {
    ...(search.trim() && { search: search.trim().slice(0, 500) }),
    ...(agents.length > 0 && { agent: agents }),
    ...(project && { project }),
    ...(model && { model }),
    ...(is && { is }),
    ...(tag && { tag }),
    ...boundsOf({ range }, today),
    sort,
  }
}

export const isFiltered = ({ search, agents, project, model, is, tag, range }: SessionsAddress): boolean =>
  search.trim() !== '' || agents.length > 0 || [project, model, is, tag].some(Boolean) || range !== 'all'

export const rangeChoices: readonly { readonly value: Range; readonly label: string }[] = [
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: '365', label: 'Last year' },
  { value: 'all', label: 'Any time' },
]

export const sortWords: Record<SessionSort, string> = {
  start: 'Started',
  active: 'Last active',
  cost: 'Cost',
  tokens: 'Tokens',
  duration: 'Duration',
  agent: 'Agent',
}
