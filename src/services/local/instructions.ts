/** Each change of an agent's instructions is in the audit log. */
import type { InstructionFiles } from '../../control/instruction-files.ts'
import type { Actor } from '../../core/audit/audit.ts'
import type { InstructionProblem, InstructionReport } from '../../core/instructions/instruction-report.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { InstructionService } from '../instructions.ts'
import type { LocalLog } from './log.ts'

export function createInstructions(files: InstructionFiles, log: Pick<LocalLog, 'record'>): InstructionService {
  const read = async (): Promise<InstructionReport> => ({ places: await files.look() })

  async function change(to: 'in' | 'out', actor: Actor): Promise<Result<InstructionReport, InstructionProblem>> {
    const places = await files.look()
    if (places.length === 0) {
      return err({
        kind: 'no-place',
        message: 'No agent that reads such a file has a folder here. Start one, then try again.',
      })
    }
    for (const place of places) {
      const done = await files.change(place, to)
      if (done.ok && !done.value) continue
      await log.record({
        action: to === 'in' ? 'instructions.install' : 'instructions.uninstall',
        actor,
        subject: place.file,
        outcome: done.ok ? 'done' : 'not-written',
        message: done.ok ? 'The lines about tce inbox and tce ping.' : done.error,
      })
      if (!done.ok) return err({ kind: 'not-written', message: done.error })
    }
    return ok(await read())
  }

  return { read, install: (actor) => change('in', actor), uninstall: (actor) => change('out', actor) }
}
