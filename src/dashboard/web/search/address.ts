/** What the address says of a search, and the question that follows. Pure. */
import type { PassageRole } from '../../../core/search/passage.ts'
import type { SearchOrder } from '../../../core/search/search-question.ts'
import { searchOrders } from '../../../core/search/search-question.ts'
import { oneOf } from '../parts/one-of.ts'

export const searchParts = ['all', 'prompts', 'answers', 'tools', 'files'] as const
export type SearchPart = (typeof searchParts)[number]

/** As `since:` takes them; empty: any. */
export const searchTimes = ['', '24h', '7d', '30d', '90d', '365d'] as const
export type SearchTime = (typeof searchTimes)[number]

export interface SearchAddress {
  /** As it was typed, filters among it. */
  readonly text: string
  readonly order: SearchOrder
}

export function readSearchAddress(query: Readonly<Record<string, string>>): SearchAddress {
  return { text: query['q'] ?? '', order: oneOf(searchOrders, query['order']) ?? 'best' }
}

const rolesOf: Readonly<Record<Exclude<SearchPart, 'all'>, readonly PassageRole[]>> = {
  prompts: ['prompt'],
  answers: ['answer', 'thinking', 'summary'],
  tools: ['tool', 'result', 'error'],
  files: ['file'],
}

/** What `role:` takes for it; empty: any. */
export const rolesFor = (part: SearchPart): string => (part === 'all' ? '' : rolesOf[part].join(','))

/** Undefined: other roles than those of one part. */
export const partOf = (roles: string | undefined): SearchPart | undefined =>
  searchParts.find((part) => rolesFor(part) === roles)
