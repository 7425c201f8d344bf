/** Connected agents of a running server. */
import type { Result } from '../core/result.ts'
import type { ChatMessage } from '../core/team/chat.ts'
import type { TeamGraph } from '../core/team/graph.ts'
import type { TeamChat, TeamProblem, TeamService } from '../services/team.ts'
import { type Answer, bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteTeam = (server: ServerClient): TeamService => ({
  graph: async () => bodyOf<TeamGraph>(await server.get('/api/team/graph'), 'the team'),
  change: async (change) => teamResult<TeamGraph>(await server.post('/api/team/graph', change)),
  chat: async (sessionId) => teamResult<TeamChat>(await server.get(`/api/team/chat${queryText({ sessionId })}`)),
  say: async (request) => teamResult<ChatMessage>(await server.post('/api/team/chat', request)),
})

const kinds: readonly TeamProblem['kind'][] = ['no-session', 'not-connected', 'bad-text', 'unreachable', 'unwritable']

const teamResult = <T extends object>(answer: Answer): Result<T, TeamProblem> =>
  resultOf<T, TeamProblem['kind']>(answer, 'the team', kinds)
