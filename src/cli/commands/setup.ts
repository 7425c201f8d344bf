/** `tce setup claude-md [install|uninstall|status]`: shows what changes in an agent's instructions before it is changed. */
import { setupWord } from '../../agents/setup-words.ts'
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import type { InstructionService } from '../../services/instructions.ts'
import { emptyLine, line } from '../../terminal/roles.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { shortHere } from '../short-path.ts'
import { instructionChanges, instructionStatus } from '../views/setup-view.ts'

export interface SetupOptions {
  readonly dryRun?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

const right = `tce setup ${setupWord} install|uninstall|status`

export async function setupCommand(
  what: string,
  action: string,
  options: SetupOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (what !== setupWord) return wrongUsage(context, `There is no tce setup ${plainText(what)}.`, right)
  switch (action) {
    case 'status':
      return withServices(context, ({ instructions }) => status(instructions, options, context))
    case 'install':
    case 'uninstall':
      if (options.dryRun !== true) await personOnly(context, undefined)
      return withServices(context, ({ instructions }) => change(action, instructions, options, context))
    default:
      return wrongUsage(context, `There is no tce setup ${setupWord} ${plainText(action)}.`, right)
  }
}

async function status(
  instructions: InstructionService,
  { json }: SetupOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const report = await instructions.read()
  if (json === true) terminal.printJson(report)
  else terminal.print(instructionStatus(report, terminal.look(), shortHere))
  return exitCodes.done
}

async function change(
  verb: 'install' | 'uninstall',
  instructions: InstructionService,
  options: SetupOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const { places } = await instructions.read()
  const unreadable = places.find(({ state }) => state === 'unreadable')
  if (unreadable !== undefined) return failed(unreadable.problem ?? unreadable.file, context)
  const changes = places.flatMap(({ file, putIn, takeOut }) => {
    const meant = verb === 'install' ? putIn : takeOut
    return meant === undefined ? [] : [{ file, change: meant }]
  })
  if (changes.length > 0 && options.json !== true)
    terminal.print(instructionChanges(changes, terminal.look(), shortHere))
  if (options.dryRun === true || (changes.length === 0 && places.length > 0)) {
    return status(instructions, options, context)
  }
  if (changes.length > 0 && options.yes !== true) {
    if (!terminal.canAsk || options.json === true) {
      return wrongUsage(
        context,
        'Nobody can be asked here whether to change it.',
        `tce setup ${setupWord} ${verb} --yes`,
      )
    }
    terminal.print([emptyLine])
    if (!(await isAgreed(terminal, line('Change it? [y/N] '), 'Nothing was changed.'))) return exitCodes.done
  }
  const done = await instructions[verb](ownUser('cli'))
  if (!done.ok) return failed(done.error.message, context)
  if (options.json === true) terminal.printJson(done.value)
  else terminal.print(instructionStatus(done.value, terminal.look(), shortHere))
  return exitCodes.done
}
