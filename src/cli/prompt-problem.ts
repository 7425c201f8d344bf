/** Why a prompt could not be sent, found or changed: printed with what can be done about it, and as an exit code. */
import type { ExitCode } from '../core/exit-code.ts'
import { exitCodes } from '../core/exit-code.ts'
import type { PromptProblem } from '../services/prompts.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { problemLines } from './views/send-view.ts'

export function printProblem(problem: PromptProblem, terminal: Terminal): ExitCode {
  terminal.printError(problemLines(problem, terminal.look()))
  return codeOfProblem(problem)
}

export function codeOfProblem({ kind }: PromptProblem): ExitCode {
  if (kind === 'unreachable') return exitCodes.outOfReach
  return kind === 'no-agent' || kind === 'no-prompt' ? exitCodes.nothingMatched : exitCodes.couldNot
}
