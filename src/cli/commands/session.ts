/** `tce session`, `tce session <id>`, `tce session name|star|unstar|tag|untag|note|archive|unarchive <id> …` */
import { homedir } from 'node:os'
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { type SessionFormat, sessionFormats } from '../../core/export/session-format.ts'
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'
import type { SessionDetail, SessionSummary } from '../../core/session/session.ts'
import { isTimeZone } from '../../core/time/calendar.ts'
import { problem } from '../../core/words/problem.ts'
import { plainLines } from '../../core/words/text.ts'
import type { Services } from '../../services/services.ts'
import { exportSession } from '../../services/session-export.ts'
import { line, span } from '../../terminal/roles.ts'
import { calendarOf } from '../../tracker/local-calendar.ts'
import { isAgreed } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { markChange } from '../mark-change.ts'
import { deletedView, toDeleteView } from '../views/delete-session-view.ts'
import { metricsView } from '../views/metrics-view.ts'
import { markedView, sessionView } from '../views/session-view.ts'
import { shownLabel } from '../views/usage-words.ts'

export interface SessionOptions {
  readonly as?: string | undefined
  readonly timezone?: string | undefined
  readonly json?: boolean | undefined
  readonly deleteForGood?: boolean | undefined
  readonly yes?: boolean | undefined
}

/** `words`: the session; or what is to be done, the session, and with what. */
export async function sessionCommand(
  words: readonly string[],
  options: SessionOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const [what, ...more] = words
  if (what === undefined) return showAll(options, context)
  if (options.deleteForGood === true) {
    if (more.length > 0)
      return wrongUsage(context, 'Which session is to be deleted? One.', 'tce session 3f2a91 --delete-for-good')
    return deleteCommand(what, options, context)
  }
  if (more.length > 0) return markCommand(what, more, options, context)
  return showSession(what, options, context)
}

/** Of all that run now: `GET /api/metrics`. */
async function showAll(options: SessionOptions, context: CommandContext): Promise<ExitCode> {
  const { as, timezone, deleteForGood } = options
  if (as !== undefined || timezone !== undefined || deleteForGood === true)
    return wrongUsage(context, 'Which session? Without one, all that run now are told.', 'tce session 3f2a91')
  return withServices(context, async ({ analytics }) => {
    const { terminal } = context
    const report = await analytics.metrics()
    if (options.json === true) terminal.printJson(report)
    else terminal.print(metricsView(report, terminal.look()))
    return exitCodes.done
  })
}

async function showSession(
  what: string,
  { as, timezone, json }: SessionOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const format = sessionFormats.find((one) => one === as)
  if (as !== undefined && format === undefined)
    return wrongUsage(context, problem('--as', as, sessionFormats.join(', ')).message)
  if (timezone !== undefined && !isTimeZone(timezone)) {
    return wrongUsage(context, problem('--timezone', timezone, 'an IANA time zone such as Europe/Berlin').message)
  }
  const { usage } = await settings(context)
  return withServices(context, async (services) => {
    const { terminal, nowMs } = context
    const agents = await runningAgents(services)
    const session = await theSession(what, { services, agents, context })
    if (typeof session === 'number') return session
    if (format !== undefined) return printExport(session.id, { format, services, context })
    const { instances, plans } = await services.analytics.metrics({ session: session.id })
    const [metrics] = instances
    if (json === true) {
      terminal.printJson({ ...session, metrics })
      return exitCodes.done
    }
    const calendar = calendarOf(timezone ?? usage.timezone)
    const process = agents.find(({ sessionId }) => sessionId === session.id)
    const unseen = (await lookAround(services))?.sessionsWithoutProcess ?? []
    const isLiveByRecords = unseen.some(({ sessionId }) => sessionId === session.id)
    terminal.print(
      sessionView(
        session,
        { nowMs: nowMs(), calendar, homeDir: homedir(), metrics, plans, process, isLiveByRecords },
        terminal.look(),
      ),
    )
    return exitCodes.done
  })
}

const lookAround = (services: Services): Promise<FleetReport | undefined> =>
  services.fleet.read({ maxAgeMs: 2000 }).catch(() => undefined)

const runningAgents = async (services: Services): Promise<readonly FleetAgentReport[]> =>
  (await lookAround(services))?.processes ?? []

interface ExportOrder {
  readonly format: SessionFormat
  readonly services: Services
  readonly context: CommandContext
}

async function printExport(id: string, { format, services, context }: ExportOrder): Promise<ExitCode> {
  const file = await exportSession(services.sessions, id, format)
  if (file === undefined) return sayNoMatch(id, context)
  for await (const text of file.text) context.terminal.printText(plainLines(text))
  return exitCodes.done
}

type Asked = {
  readonly services: Services
  readonly agents: readonly FleetAgentReport[]
  readonly context: CommandContext
}

/** It, or the exit code after it was said why there is none. */
async function theSession(what: string, { services, agents, context }: Asked): Promise<SessionDetail | ExitCode> {
  const found = await findSession(what, services, agents)
  if (found.kind === 'none') return sayNoMatch(what, context)
  return found.kind === 'several' ? sayWhich(what, found.sessions, context) : found.session
}

async function markCommand(
  verb: string,
  [what = '', ...words]: readonly string[],
  { json }: SessionOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const change = markChange(verb, words)
  if (typeof change === 'string') return wrongUsage(context, change, 'tce session name 3f2a91 "Advisory locks"')
  return withServices(context, async (services) => {
    const agents = await runningAgents(services)
    const session = await theSession(what, { services, agents, context })
    if (typeof session === 'number') return session
    const marked = await services.sessions.mark(session.id, change, ownUser('cli'))
    if (!marked.ok) return failed(marked.error.message, context)
    const { terminal } = context
    if (json === true) terminal.printJson(marked.value)
    else terminal.print(markedView(marked.value, terminal.look()))
    return exitCodes.done
  })
}

/** Only by its id or a beginning of it: words of a title may mean another one tomorrow. */
async function deleteCommand(
  id: string,
  { json = false, yes = false }: SessionOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ data }) => {
    const { terminal } = context
    const found = await data.ofSession(id)
    if (!found.ok) return failed(found.error.message, context)
    const look = terminal.look()
    if (!yes) {
      if (json) terminal.printJson(found.value)
      else terminal.print(toDeleteView(found.value, look))
      if (json || !terminal.canAsk) {
        if (!json)
          terminal.printError([
            line(span('To delete it: ', 'dim'), `tce session ${found.value.id} --delete-for-good --yes`),
          ])
        return exitCodes.done
      }
      const question = line('Delete it for good? Nobody can bring it back. ', span('[y/N]', 'dim'), ' ')
      if (!(await isAgreed(terminal, question, 'Nothing was deleted.'))) return exitCodes.done
    }
    const gone = await data.deleteSession(found.value.id, ownUser('cli'))
    if (!gone.ok) return failed(gone.error.message, context)
    if (json) terminal.printJson(gone.value)
    else terminal.print(deletedView(gone.value, look))
    return exitCodes.done
  })
}

type Found =
  | { readonly kind: 'one'; readonly session: SessionDetail }
  | { readonly kind: 'several'; readonly sessions: readonly SessionSummary[] }
  | { readonly kind: 'none' }

/** By id or a beginning of it; by the name or project of an agent that runs; by project, the newest; by words of its title. */
async function findSession(what: string, services: Services, agents: readonly FleetAgentReport[]): Promise<Found> {
  const byId = await services.sessions.find(what)
  if (byId !== undefined) return { kind: 'one', session: byId }
  const agent = agents.find(({ name }) => name === what) ?? agents.find(({ project }) => project === what)
  const running = agent?.sessionId === undefined ? undefined : await services.sessions.find(agent.sessionId)
  if (running !== undefined) return { kind: 'one', session: running }
  const [newest] = (await services.sessions.list({ limit: 1, project: what, sort: 'active' })).sessions
  const ofProject = newest && (await services.sessions.find(newest.id))
  if (ofProject !== undefined) return { kind: 'one', session: ofProject }
  const { sessions } = await services.sessions.list({ limit: 6, search: what, sort: 'active' })
  const [only] = sessions
  if (only === undefined) return { kind: 'none' }
  if (sessions.length > 1) return { kind: 'several', sessions }
  const byWords = await services.sessions.find(only.id)
  return byWords === undefined ? { kind: 'none' } : { kind: 'one', session: byWords }
}

function sayNoMatch(what: string, { terminal }: CommandContext): ExitCode {
  const { glyphs } = terminal.look()
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), `No session matches "${shownLabel(what, glyphs)}".`),
    line('  ', span('All of them: tce sessions', 'dim')),
  ])
  return exitCodes.nothingMatched
}

function sayWhich(what: string, sessions: readonly SessionSummary[], { terminal }: CommandContext): ExitCode {
  const { glyphs } = terminal.look()
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), `"${shownLabel(what, glyphs)}" matches several sessions. Which one?`),
    ...sessions.map(({ id, project = '', title = '' }) =>
      line('  ', span(id.slice(0, 8), 'dim'), `  ${shownLabel(project, glyphs)}  ${shownLabel(title, glyphs)}`),
    ),
  ])
  return exitCodes.wrongUsage
}
