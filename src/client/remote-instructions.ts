/** The lines in agents' instructions, through a running server. */
import type { InstructionProblem, InstructionReport } from '../core/instructions/instruction-report.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { InstructionService } from '../services/instructions.ts'
import { bodyOf, refusalIn } from './answer.ts'
import type { ServerClient } from './server-client.ts'

const path = '/api/integrations/instructions'

export function createRemoteInstructions(server: ServerClient): InstructionService {
  async function change(verb: 'install' | 'uninstall'): Promise<Result<InstructionReport, InstructionProblem>> {
    const answer = await server.post(`${path}/${verb}`, {})
    if (answer.status !== 409) return ok(bodyOf<InstructionReport>(answer, 'instructions'))
    const { code, message } = refusalIn(answer.body) ?? { code: '', message: 'The file could not be changed.' }
    return err({ kind: code === 'no-place' ? code : 'not-written', message })
  }
  return {
    read: async () => bodyOf<InstructionReport>(await server.get(path), 'instructions'),
    install: () => change('install'),
    uninstall: () => change('uninstall'),
  }
}
