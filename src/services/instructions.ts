/** The lines by which agents learn of `tce inbox` and `tce ping`. An agent's file changes by a person's word alone. */
import type { Actor } from '../core/audit/audit.ts'
import type { InstructionProblem, InstructionReport } from '../core/instructions/instruction-report.ts'
import type { Result } from '../core/result.ts'

export interface InstructionService {
  read(): Promise<InstructionReport>
  install(actor: Actor): Promise<Result<InstructionReport, InstructionProblem>>
  uninstall(actor: Actor): Promise<Result<InstructionReport, InstructionProblem>>
}
