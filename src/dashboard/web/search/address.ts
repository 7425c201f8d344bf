/** What the address says of a search, and the question that follows. Pure. */
import { bothQueries } from '../../../core/query/both-queries.ts'
import type { PassageRole } from '../../../core/search/passage.ts'
import type { SearchOrder } from '../../../core/search/search-question.ts'
import { searchOrders } from '../../../core/search/search-question.ts'
import { oneOf } from '../parts/one-of.ts'

export const searchParts = ['all', 'prompts', 'answers', 'tools', 'files'] as const
export type SearchPart = (typeof searchParts)[number]

export const searchTimes = ['any', '1', '7', '30', '90', '365'] as const
export type SearchTime = (typeof searchTimes)[number]

export interface SearchAddress {
  /** As it was typed. */
  readonly text: string
  readonly part: SearchPart
  readonly time: SearchTime
  readonly order: SearchOrder
}

export function readSearchAddress(query: Readonly<Record<string, string>>): SearchAddress {
  return {
    text: query['q'] ?? '',
    part: oneOf(searchParts, query['part']) ?? 'all',
    time: oneOf(searchTimes, query['time']) ?? 'any',
    order: oneOf(searchOrders, query['order']) ?? 'best',
  }
}

const rolesOf: Readonly<Record<Exclude<SearchPart, 'all'>, readonly PassageRole[]>> = {
  prompts: ['prompt'],
  answers: ['answer', 'thinking', 'summary'],
  tools: ['tool', 'result', 'error'],
  files: ['file'],
}

export interface SearchRequest {
  readonly query: string
  /** Of a place in the query: where that stands in what was typed. */
  placeInText(at: number): number
}

/** Undefined as long as nothing was typed. */
export function searchRequest({ text, part, time }: SearchAddress): SearchRequest | undefined {
  if (text.trim() === '') return undefined
  const filters = [
    part === 'all' ? '' : `role:${rolesOf[part].join(',')}`,
    time === 'any' ? '' : `since:${Number(time) * 24}h`,
  ]
  const both = bothQueries(text, filters.filter(Boolean).join(' '))
  return { query: both.text, placeInText: both.placeInFirst }
}

export const isNarrowed = ({ part, time }: SearchAddress): boolean => part !== 'all' || time !== 'any'
