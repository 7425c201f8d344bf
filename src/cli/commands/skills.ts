/** `tce skills [part]`: what a prompt for an agent can begin with, its own commands and the skills on disk. */
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { CommandContext } from '../context.ts'
import { withServices } from '../context.ts'
import { shortHere } from '../short-path.ts'
import { skillsView } from '../views/skills-view.ts'
import { printProjectProblem } from './project.ts'

export interface SkillsOptions {
  readonly project?: string | undefined
  readonly backend?: string | undefined
  readonly json?: boolean | undefined
}

export function skillsCommand(
  filter: string | undefined,
  { project, backend, json }: SkillsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ projects }) => {
    const { terminal } = context
    const found = await projects.skills({ project, backend, filter })
    if (!found.ok) return printProjectProblem(found.error, context)
    if (json === true) terminal.printJson({ skills: found.value })
    else terminal.print(skillsView(found.value, shortHere, terminal.look()))
    return found.value.length === 0 ? exitCodes.nothingMatched : exitCodes.done
  })
}
