/** `tce sessions` */

import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { Activity } from '../../core/process/process.ts'
import { type SessionQuery, type SessionSort, sessionStates } from '../../core/session/session.ts'
import { isTimeZone } from '../../core/time/calendar.ts'
import { problem } from '../../core/words/problem.ts'
import { sessionQueryProblem } from '../../core/words/query-problem.ts'
import type { Services } from '../../services/services.ts'
import { calendarOf } from '../../tracker/local-calendar.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { dayOption, daysAllowed } from '../day-option.ts'

export interface SessionsOptions extends AgentOption {
  readonly limit: string
  readonly cursor?: string | undefined
  readonly project?: string | undefined
  readonly model?: string | undefined
  readonly search?: string | undefined
  readonly sort?: string | undefined
  readonly starred?: boolean | undefined
  readonly archived?: boolean | undefined
  readonly current?: boolean | undefined
  readonly tag?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly timezone?: string | undefined
  readonly json?: boolean | undefined
}

export async function sessionsCommand(options: SessionsOptions, context: CommandContext): Promise<ExitCode> {
  const { usage } = await settings(context)
  const query = queryOf(options, options.timezone ?? usage.timezone, context.nowMs())
  if (typeof query === 'string') return wrongUsage(context, query, 'tce sessions --limit 50 --sort cost')
  return withServices(context, async (services) => {
    const { terminal, nowMs } = context
    if (options.json === true) {
      terminal.printJson(await services.sessions.list(query))
      return exitCodes.done
    }
    const [list, activityOf, { sessionsView }] = await Promise.all([
      services.sessions.list(query),
      activities(services),
      import('../views/sessions-view.ts'),
    ])
    const calendar = calendarOf(query.timezone)
    terminal.print(sessionsView(list, { nowMs: nowMs(), calendar, activityOf, query }, terminal.look()))
    return exitCodes.done
  })
}

/** The query, or what is wrong with the options. */
function queryOf(options: SessionsOptions, timezone: string | undefined, nowMs: number): SessionQuery | string {
  if (timezone !== undefined && !isTimeZone(timezone)) {
    return problem('--timezone', timezone, 'an IANA time zone such as Europe/Berlin').message
  }
  const days: { since?: string; until?: string } = {}
  for (const bound of ['since', 'until'] as const) {
    const text = options[bound]
    if (text === undefined) continue
    const day = dayOption(text, calendarOf(timezone), nowMs)
    if (day === undefined) return problem(`--${bound}`, text, daysAllowed).message
    if (day !== 'all') days[bound] = day
  }
  const agents = agentOption(options)
  if (!agents.ok) return agents.error.message
  const states = sessionStates.filter((state) => options[state] === true)
  if (states.length > 1) return `Only one of ${states.map((state) => `--${state}`).join(' and ')} can be asked for.`
  const { cursor, project, model, search, sort, tag } = options
  const query: SessionQuery = {
    limit: Number(options.limit),
    cursor,
    agent: agents.value,
    project,
    model,
    search,
    tag,
    is: states[0],
    ...days,
    timezone,
    sort: sort as SessionSort | undefined,
  }
  const wrong = sessionQueryProblem(query)
  if (wrong === undefined) return query
  return problem(`--${wrong.key}`, wrong.key === 'limit' ? options.limit : wrong.value, wrong.allowed).message
}

/** What the sessions that run are doing. Without a look at the processes there are no marks, but there is a list. */
export async function activities(services: Services): Promise<(sessionId: string) => Activity | undefined> {
  const fleet = await services.fleet.read({ maxAgeMs: 2000 }).catch(() => undefined)
  const bySession = new Map(fleet?.processes.map(({ sessionId, activity }) => [sessionId, activity]))
  return (sessionId) => bySession.get(sessionId)
}
