/** `tce archive`: what is kept of sessions whose agents may delete them; `tce archive delete`: takes some of it away, after a yes. */
import { kindOf } from '../../agents/kinds.ts'
import { ownUser } from '../../core/audit/audit.ts'
import type { ArchivedOf } from '../../core/data/kept-data.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { problem } from '../../core/words/problem.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { archiveDeletedView, archiveShareView, archiveView } from '../views/archive-view.ts'

export interface ArchiveOptions extends AgentOption {
  readonly project?: string | undefined
  readonly older?: string | undefined
  readonly yes?: boolean | undefined
  readonly json?: boolean | undefined
}

const right = 'tce archive delete --project payments-api --older 90d'

export async function archiveCommand(
  action: string,
  options: ArchiveOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const of = archivedOf(options)
  if (!of.ok) return wrongUsage(context, of.error, right)
  if (action === 'delete') return deleteSome(of.value, options, context)
  if (action !== 'show') return wrongUsage(context, problem('action', action, 'show, delete').message, right)
  const { history } = await settings(context)
  return withServices(context, async ({ data }) => {
    const { terminal } = context
    const [{ archive }, share] = [await data.read(), await data.archived(of.value)]
    if (!share.ok) return failed(share.error.message, context)
    const isSome = Object.values(of.value).some((value) => value !== undefined)
    if (options.json === true) terminal.printJson(isSome ? share.value : (archive ?? share.value))
    else if (isSome) terminal.print(archiveShareView(share.value, of.value, terminal.look()))
    else terminal.print(archiveView(archive, { isOn: history.isArchived, maxBytes: history.maxBytes }, terminal.look()))
    return exitCodes.done
  })
}

async function deleteSome(
  of: ArchivedOf,
  { yes = false, json = false }: ArchiveOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (Object.values(of).every((value) => value === undefined))
    return wrongUsage(context, 'Which sessions are to go? Say a project, an agent, an age, or several of them.', right)
  return withServices(context, async ({ data }) => {
    const { terminal } = context
    const share = await data.archived(of)
    if (!share.ok) return failed(share.error.message, context)
    const look = terminal.look()
    if (!yes || share.value.sessions === 0) {
      if (json) terminal.printJson(share.value)
      else terminal.print(archiveShareView(share.value, of, look))
      if (json || share.value.sessions === 0) return exitCodes.done
      if (!terminal.canAsk) {
        terminal.printError([line(span('To take them away: ', 'dim'), 'the same with --yes')])
        return exitCodes.done
      }
      terminal.print([emptyLine])
      const question = line('Take them out of the archive? Nobody can bring them back. ', span('[y/N]', 'dim'), ' ')
      if (!(await isAgreed(terminal, question, 'Nothing was taken away.'))) return exitCodes.done
    }
    const gone = await data.deleteArchived(of, ownUser('cli'))
    if (!gone.ok) return failed(gone.error.message, context)
    if (json) terminal.printJson(gone.value)
    else terminal.print(archiveDeletedView(gone.value, look))
    return exitCodes.done
  })
}

/** What is wrong with the options, in words. */
function archivedOf(options: ArchiveOptions): Result<ArchivedOf, string> {
  const agents = agentOption(options)
  if (!agents.ok) return err(agents.error.message)
  const [agent, ...more] = agents.value ?? []
  if (more.length > 0) return err(`--agent: one at a time, ${kindOf(agent ?? '').displayName} first.`)
  const { project, older } = options
  const days = older === undefined ? undefined : daysOf(older)
  if (older !== undefined && days === undefined)
    return err(problem('--older', older, 'a number of days or weeks: 90d, 12w').message)
  return ok({ project, agent, olderThanDays: days })
}

function daysOf(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,5})([dw])$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * (unit === 'w' ? 7 : 1)
}
