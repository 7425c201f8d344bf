/** The hooks of agents, through a running server. */
import type { HookProblem, HookReport, HookRequest } from '../core/hooks/hook-report.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { HookService } from '../services/hooks.ts'
import { bodyOf, queryText, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export function createRemoteHooks(server: ServerClient): HookService {
  async function change(verb: 'install' | 'uninstall', request: HookRequest): Promise<Result<HookReport, HookProblem>> {
    const answer = await server.post(`/api/integrations/hooks/${verb}`, request)
    if (answer.status !== 409) return ok(bodyOf<HookReport>(answer, 'hooks'))
    const { code, message } = refusalIn(answer.body) ?? {
      code: 'not-written',
      message: 'The hooks could not be changed.',
    }
    return err({ kind: code === 'no-place' ? code : 'not-written', message })
  }
  return {
    read: async (request = {}) =>
      bodyOf<HookReport>(await server.get(`/api/integrations/hooks${queryText(request)}`), 'hooks'),
    install: (request) => change('install', request),
    uninstall: (request) => change('uninstall', request),
    // Somebody listens: the server.
    takeOutStranded: async () => [],
  }
}
