/** `GET /api/search`. */
import { passageRoles } from '../../core/search/passage.ts'
import type { SearchAnswer, SearchQuestion } from '../../core/search/search-question.ts'
import {
  mostHits,
  mostSessions,
  searchOrders,
  standardHits,
  standardSessions,
} from '../../core/search/search-question.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'

const count = (most: number, standard: number) => {
  const error = `a whole number from 1 to ${most}`
  return z.coerce.number(error).int(error).min(1, error).max(most, error).default(standard)
}

export const searchQuery = exactlyAsked<Required<SearchQuestion>>()(
  z.object({
    query: z.string().min(1).max(4000).openapi({ example: 'advisory lock role:prompt since:30d' }),
    order: z.enum(searchOrders, `one of ${searchOrders.join(', ')}`).default('best'),
    limit: count(mostSessions, standardSessions).openapi({ description: 'Sessions at most' }),
    hits: count(mostHits, standardHits).openapi({ description: 'Passages of each at most' }),
  }),
)

const hit = z.object({
  cursor: z.string().openapi({ description: 'The event: `GET /api/sessions/{id}/events/{cursor}`' }),
  role: z.enum(passageRoles),
  at: moment.optional().openapi({ description: 'To the second' }),
  tool: z.string().optional(),
  path: z.string().optional(),
  isFailed: z.boolean().optional(),
  excerpt: z.string().optional().openapi({ description: 'Secrets masked; absent where the records are gone' }),
  marks: list(z.object({ from: z.int(), to: z.int() })).openapi({ description: 'What was looked for, in the excerpt' }),
})

const group = z.object({
  sessionId: z.string(),
  agent: z.string(),
  name: z.string().optional(),
  title: z.string().optional(),
  project: z.string().optional(),
  worktree: z.string().optional(),
  branch: z.string().optional(),
  startedAt: z.string().optional(),
  lastActiveAt: z.string().optional(),
  costUsd: z.number().optional(),
  isKeptHere: z
    .boolean()
    .optional()
    .openapi({ description: 'Its agent deleted its records: they are in the archive alone' }),
  hits: list(hit),
  more: z.int().openapi({ description: 'In this session, beside those shown' }),
})

export const searchAnswerSchema = exactly<SearchAnswer>()(
  z.object({
    groups: list(group),
    hits: z.int(),
    sessions: z.int(),
    isBounded: z.boolean().openapi({ description: 'There are more than 20,000: the newest were ranked' }),
    tookMs: z.number(),
    progress: z.object({
      sessions: z.int(),
      indexed: z.int(),
      completeSince: moment.optional().openapi({ description: 'What is found is complete back to here' }),
    }),
    problem: z.string().optional().openapi({ description: 'What is, or just was, wrong with the index' }),
    alone: list(z.object({ word: z.string(), hits: z.int() }))
      .optional()
      .openapi({ description: 'Where nothing has all words: how often each stands alone' }),
  }),
).openapi('SearchAnswer')
