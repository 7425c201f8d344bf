/** `tce idea [list|add|rm]`. An idea is built from the page, or as a prompt: tce send. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { plainText } from '../../core/words/text.ts'
import type { IdeaProblem } from '../../services/ideas.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { sessionOf } from '../session-of.ts'
import { ideasView } from '../views/ideas-view.ts'

export interface IdeaOptions {
  readonly note?: string | undefined
  readonly for?: string | undefined
  readonly json?: boolean | undefined
}

const right = 'tce idea add "Show which retry will come next" --note "A column would do" --for payments-api'

export async function ideaCommand(
  action: string,
  words: readonly string[],
  options: IdeaOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (!['list', 'ls', 'add', 'rm'].includes(action))
    return wrongUsage(context, `There is no tce idea ${plainText(action)}.`, right)
  if (action === 'add')
    return words.length === 0
      ? wrongUsage(context, 'The idea is missing.', right)
      : add(words.join(' '), options, context)
  const [id] = words
  if (action === 'rm')
    return id === undefined
      ? wrongUsage(context, 'Which one is missing.', 'tce idea rm i3')
      : remove(id, options, context)
  return list(options, context)
}

const list = ({ json }: IdeaOptions, context: CommandContext) =>
  withServices(context, async ({ ideas }) => {
    const { terminal, nowMs } = context
    const all = await ideas.list()
    if (json === true) terminal.printJson({ ideas: all })
    else terminal.print(ideasView(all, nowMs(), terminal.look()))
    return exitCodes.done
  })

const add = (title: string, { note, for: name, json }: IdeaOptions, context: CommandContext) =>
  withServices(context, async (services) => {
    const sessionId = name === undefined ? undefined : await sessionOf(name, services, context)
    if (typeof sessionId === 'number') return sessionId
    const added = await services.ideas.add({ title, note, sessionId }, ownUser('cli'))
    if (!added.ok) return printProblem(added.error, context)
    const { terminal } = context
    if (json === true) terminal.printJson(added.value)
    else terminal.print([line(span(`${terminal.look().glyphs.done} `, 'ok'), `Kept as ${added.value.id}.`)])
    return exitCodes.done
  })

const remove = (id: string, { json }: IdeaOptions, context: CommandContext) =>
  withServices(context, async ({ ideas }) => {
    const removed = await ideas.change(id, { do: 'remove' }, ownUser('cli'))
    if (!removed.ok) return printProblem(removed.error, context)
    const { terminal } = context
    const { glyphs, columns } = terminal.look()
    const said = line(span(`${glyphs.done} `, 'ok'), `Removed: ${plainText(removed.value.title)}`)
    if (json === true) terminal.printJson(removed.value)
    else terminal.print(wrapLine(said, columns))
    return exitCodes.done
  })

const printProblem = ({ kind, message }: IdeaProblem, context: CommandContext): ExitCode =>
  failed(
    message,
    context,
    kind === 'no-idea' || kind === 'no-session' ? exitCodes.nothingMatched : exitCodes.couldNot,
    kind === 'no-idea' ? 'tce idea' : undefined,
  )
