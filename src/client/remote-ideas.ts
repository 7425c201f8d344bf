/** The ideas that a running server keeps. */
import type { Idea } from '../core/ideas/idea.ts'
import type { Result } from '../core/result.ts'
import type { IdeaProblem, IdeaService } from '../services/ideas.ts'
import { type Answer, bodyOf, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteIdeas = (server: ServerClient): IdeaService => ({
  list: async () => bodyOf<{ readonly ideas: readonly Idea[] }>(await server.get('/api/ideas'), 'ideas').ideas,
  add: async (request) => ideaResult(await server.post('/api/ideas', request)),
  change: async (id, change) => ideaResult(await server.post(`/api/ideas/${encodeURIComponent(id)}`, change)),
})

const kinds: readonly IdeaProblem['kind'][] = ['no-idea', 'no-session', 'bad-text', 'unwritable']

const ideaResult = (answer: Answer): Result<Idea, IdeaProblem> =>
  resultOf<Idea, IdeaProblem['kind']>(answer, 'an idea', kinds)
