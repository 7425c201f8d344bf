/** The search of a running server. */

import { err, ok } from '../core/result.ts'
import type { SearchAnswer } from '../core/search/search-question.ts'
import type { SearchService } from '../services/search.ts'
import { bodyOf, queryText } from './answer.ts'
import { requestProblem } from './remote-event-shapes.ts'
import type { ServerClient } from './server-client.ts'

/** A disk that is slow. */
const timeoutMs = 30_000

export const createRemoteSearch = (server: ServerClient): SearchService => ({
  async search({ query, ...asked }) {
    const answer = await server.get(`/api/search${queryText({ query, ...asked })}`, timeoutMs)
    const problem = requestProblem(answer)
    if (problem !== undefined) {
      const { message, atCharacter = 0, characters = 0 } = problem
      return err({ message, atCharacter, characters })
    }
    return ok(bodyOf<SearchAnswer>(answer, 'what was found'))
  },
})
