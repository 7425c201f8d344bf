/** What the address says of the list of prompts, and the question that follows. Pure. */
import type { AgentId } from '../../../core/process/agent-ids.ts'
import { bothQueries } from '../../../core/query/both-queries.ts'
import { agentsInAddress } from '../parts/agents-in-address.ts'
import { oneOf } from '../parts/one-of.ts'
import { boundsOf, type Range, ranges } from '../usage/address.ts'

export interface PromptsAddress {
  /** As it was typed. */
  readonly text: string
  /** Of these kinds alone; empty: of all. */
  readonly agents: readonly AgentId[]
  readonly project: string
  /** Of this instance alone, by its session. */
  readonly session: string
  readonly isStarred: boolean
  readonly range: Range
}

export function readPromptsAddress(query: Readonly<Record<string, string>>): PromptsAddress {
  return {
    text: query['q'] ?? '',
    agents: agentsInAddress(query['agent']),
    project: query['project'] ?? '',
    session: query['session'] ?? '',
    isStarred: query['is'] === 'starred',
    range: oneOf(ranges, query['range']) ?? '30',
  }
}

export interface PromptsRequest {
  readonly query: string
  /** Of a place in the query: where that stands in what was typed. */
  placeInText(at: number): number
}

export function promptsRequest(address: PromptsAddress, today: string): PromptsRequest {
  const { text, agents, project, session, isStarred, range } = address
  const { since } = boundsOf({ range }, today)
  const filters = [
    agents.length > 0 && `agent:${agents.join(',')}`,
    project !== '' && `project:${quoted(project)}`,
    session !== '' && `session:${quoted(session)}`,
    isStarred && 'is:starred',
    since !== undefined && `after:${since}`,
  ]
  const both = bothQueries(text, filters.filter((filter) => filter !== false).join(' '))
  return { query: both.text, placeInText: both.placeInFirst }
}

/** A quotation mark can't stand in a value: nothing is called so. */
const quoted = (value: string): string => `"${value.replaceAll('"', '')}"`
