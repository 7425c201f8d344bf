/** Agents that a running server begins, where it runs. */
import type { DeployChoices, Deployed, DeployProblem, DeployService } from '../services/deploy.ts'
import { bodyOf, queryText, resultOf } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export const createRemoteDeploy = (server: ServerClient): DeployService => ({
  choices: async () => bodyOf<DeployChoices>(await server.get('/api/deploy'), 'what can be started'),
  async foldersLike(beginning) {
    const answer = await server.get(`/api/deploy/folders${queryText({ path: beginning })}`)
    return bodyOf<{ readonly folders: readonly string[] }>(answer, 'folders').folders
  },
  start: async (request) =>
    resultOf<Deployed, DeployProblem['kind']>(await server.post('/api/deploy', request), 'a start', kinds),
})

const kinds: readonly DeployProblem['kind'][] = ['bad-request', 'no-folder', 'no-program', 'no-terminal', 'budget']
