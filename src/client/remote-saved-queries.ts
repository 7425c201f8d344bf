/** The saved queries of a running server. */
import type { SavedQuery } from '../core/captured/saved-query.ts'
import { err, ok } from '../core/result.ts'
import type { SavedQueryService } from '../services/saved-queries.ts'
import { bodyIfThere, bodyOf, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteSavedQueries = (server: ServerClient): SavedQueryService => ({
  async list() {
    const answer = await server.get('/api/events/queries')
    return bodyOf<{ readonly queries: readonly SavedQuery[] }>(answer, 'queries').queries
  },
  async save(query) {
    const answer = await server.post('/api/events/queries', query)
    if (answer.status === 409) return err(refusalIn(answer.body)?.message ?? 'It could not be saved.')
    return ok(bodyOf<{ readonly query: SavedQuery }>(answer, 'a query').query)
  },
  async remove(name) {
    const answer = await server.post('/api/events/queries/remove', { name })
    return bodyIfThere<{ readonly query: SavedQuery }>(answer, 'a query')?.query
  },
})
