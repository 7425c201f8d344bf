/** `tce inbox [read|read-all|send|send-all|send-file|clear]`. An agent that calls it is itself, and has its own inbox alone. */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { ownUser } from '../../core/audit/audit.ts'
import { CliError } from '../../core/cli-error.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { InboxProblem, MessageRequest } from '../../services/inbox.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { withServices, wrongUsage } from '../context.ts'
import { allOf } from '../read-all.ts'
import { sessionOf } from '../session-of.ts'
import { fencedView, inboxProblemLines, inboxView, sentView } from '../views/inbox-view.ts'

export interface InboxOptions {
  readonly all?: boolean | undefined
  readonly json?: boolean | undefined
}

const usage: Readonly<Record<string, string>> = {
  read: 'tce inbox read [agent]',
  'read-all': 'tce inbox read-all',
  send: 'tce inbox send web-frontend "Error 422 now carries a code"',
  'send-all': 'tce inbox send-all "Migration number 0043 is taken"',
  'send-file': 'tce inbox send-file web-frontend docs/errors.md',
  clear: 'tce inbox clear [agent]',
}

export async function inboxCommand(
  action: string,
  words: readonly string[],
  options: InboxOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const right = usage[action]
  if (right === undefined) {
    return wrongUsage(
      context,
      `There is no tce inbox ${plainText(action)}.`,
      `tce inbox ${Object.keys(usage).join('|')}`,
    )
  }
  const needed = action === 'send' || action === 'send-file' ? 2 : action === 'send-all' ? 1 : 0
  if (words.length < needed) return wrongUsage(context, 'Something is missing.', right)
  const [first = '', ...rest] = words
  return withServices(context, async (services) => {
    switch (action) {
      case 'send-all':
        return send({ to: 'all', text: await textOf(words, context) }, options, services, context)
      case 'send':
      case 'send-file': {
        const sessionId = await sessionOf(first, services, context)
        if (typeof sessionId === 'number') return sessionId
        const to = { sessionId }
        if (action === 'send') return send({ to, text: await textOf(rest, context) }, options, services, context)
        const [file = '', ...about] = rest
        return send({ to, file: resolve(file), text: about.join(' ') }, options, services, context)
      }
      case 'clear':
        return clear(words[0], options, services, context)
      default:
        return read(action === 'read-all' ? undefined : words[0], options, services, context)
    }
  })
}

const textOf = async (words: readonly string[], { terminal }: CommandContext): Promise<string> =>
  words.length === 1 && words[0] === '-' ? allOf(terminal.io.stdin) : words.join(' ')

async function send(
  request: MessageRequest,
  { json }: InboxOptions,
  { inbox }: Services,
  context: CommandContext,
): Promise<ExitCode> {
  const sent = await inbox.send(request, ownUser('cli'))
  if (!sent.ok) return printProblem(sent.error, context)
  const { terminal } = context
  if (json === true) terminal.printJson(sent.value)
  else terminal.print(sentView(sent.value, terminal.look()))
  return sent.value.heldBack.length > 0 ? exitCodes.couldNot : exitCodes.done
}

/** An agent is shown what is new to it, and has read that then; a person sees all, and changes nothing. */
async function read(
  name: string | undefined,
  { all, json }: InboxOptions,
  services: Services,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const own = await ownSession(services, context)
  const named = name === undefined ? undefined : await sessionOf(name, services, context)
  if (typeof named === 'number') return named
  const sessionId = named ?? own
  const report = await services.inbox.read({ sessionId, isUnread: own !== undefined && all !== true })
  if (json === true) terminal.printJson(report)
  else if (own === undefined) terminal.print(inboxView(report, nowMs(), terminal.look()))
  else terminal.print(fencedView(report.messages, randomBytes(4).toString('hex'), terminal.look()))
  // Printed first: what is told twice is better than what is lost.
  const last = report.messages.at(-1)
  if (own !== undefined && last !== undefined) await services.inbox.markRead(own, last.id)
  return exitCodes.done
}

async function clear(
  name: string | undefined,
  { json }: InboxOptions,
  services: Services,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const named = name === undefined ? await ownSession(services, context) : await sessionOf(name, services, context)
  if (typeof named === 'number') return named
  if (named === undefined) return wrongUsage(context, 'Whose inbox is missing.', 'tce inbox clear payments-api')
  const marked = await services.inbox.markRead(named)
  if (!marked.ok) return printProblem(marked.error, context)
  if (json === true) terminal.printJson(marked.value)
  else
    terminal.print([
      line(span(`${terminal.look().glyphs.done} `, 'ok'), `${plural(marked.value.count, 'message')} marked as read.`),
    ])
  return exitCodes.done
}

/** Of the agent that called this program; undefined: a person did. */
async function ownSession({ fleet }: Services, { insideAgent }: CommandContext): Promise<string | undefined> {
  const inside = await insideAgent()
  if (inside === undefined) return undefined
  const { processes }: FleetReport = await fleet.read({ maxAgeMs: 500 })
  const sessionId = processes.find(({ pid }) => pid === inside.pid)?.sessionId
  if (sessionId === undefined)
    throw new CliError('Your own session is not known yet.', { next: 'try again in a moment' })
  return sessionId
}

function printProblem(problem: InboxProblem, { terminal }: CommandContext): ExitCode {
  terminal.printError(inboxProblemLines(problem, terminal.look()))
  return problem.kind === 'no-session' ? exitCodes.nothingMatched : exitCodes.couldNot
}
