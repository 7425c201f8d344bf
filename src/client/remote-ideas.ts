/** The ideas that a running server keeps. */
import type { Idea } from '../core/ideas/idea.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { IdeaProblem, IdeaService } from '../services/ideas.ts'
import { type Answer, bodyOf, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteIdeas = (server: ServerClient): IdeaService => ({
  list: async () => bodyOf<{ readonly ideas: readonly Idea[] }>(await server.get('/api/ideas'), 'ideas').ideas,
  add: async (request) => resultOf(await server.post('/api/ideas', request)),
  change: async (id, change) => resultOf(await server.post(`/api/ideas/${encodeURIComponent(id)}`, change)),
})

const kinds: readonly IdeaProblem['kind'][] = ['no-idea', 'no-session', 'bad-text', 'unwritable']

/** A refusal of the service's own; any other is an error like everywhere. */
function resultOf(answer: Answer): Result<Idea, IdeaProblem> {
  const refusal = refusalIn(answer.body)
  const kind = kinds.find((one) => one === refusal?.code)
  return refusal === undefined || kind === undefined
    ? ok(bodyOf<Idea>(answer, 'an idea'))
    : err({ kind, message: refusal.message })
}
