/** The agents' status lines, through a running server. */
import type { StatusLineProblem, StatusLineReport } from '../core/limits/status-line-report.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { StatusLineService } from '../services/status-line.ts'
import { bodyOf, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

const path = '/api/integrations/statusline'

export function createRemoteStatusLine(server: ServerClient): StatusLineService {
  async function change(verb: 'install' | 'uninstall'): Promise<Result<StatusLineReport, StatusLineProblem>> {
    const answer = await server.post(`${path}/${verb}`, {})
    if (answer.status !== 409) return ok(bodyOf<StatusLineReport>(answer, 'status lines'))
    const { code, message } = refusalIn(answer.body) ?? { code: '', message: 'The file could not be changed.' }
    return err({ kind: code === 'no-place' ? code : 'not-written', message })
  }
  return {
    read: async () => bodyOf<StatusLineReport>(await server.get(path), 'status lines'),
    install: () => change('install'),
    uninstall: () => change('uninstall'),
  }
}
