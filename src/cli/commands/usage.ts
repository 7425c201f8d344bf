/** `tce usage` */

import { noUsageWords } from '../../agents/kinds.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import type { Calendar, WeekStart } from '../../core/time/calendar.ts'
import { isTimeZone, weekStartOf } from '../../core/time/calendar.ts'
import type { UsageGrouping, UsageQuery } from '../../core/usage/usage.ts'
import { problem } from '../../core/words/problem.ts'
import { usageQueryProblem } from '../../core/words/query-problem.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import { wrap } from '../../terminal/wrap.ts'
import { calendarOf } from '../../tracker/local-calendar.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import { agentsHere } from '../agents-here.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { dayOption, daysAllowed } from '../day-option.ts'

export interface UsageOptions extends AgentOption {
  readonly by?: string | undefined
  readonly splitBy?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly model?: string | undefined
  readonly project?: string | undefined
  readonly session?: string | undefined
  readonly timezone?: string | undefined
  readonly weekStart?: string | undefined
  readonly json?: boolean | undefined
  readonly csv?: boolean | undefined
  /** True where nothing was named: today. */
  readonly explain?: string | boolean | undefined
}

export async function usageCommand(options: UsageOptions, context: CommandContext): Promise<ExitCode> {
  const { timezone, explain } = options
  if (timezone !== undefined && !isTimeZone(timezone)) {
    return refuse(context, problem('--timezone', timezone, 'an IANA time zone such as Europe/Berlin').message)
  }
  if (explain !== undefined && explain !== false) {
    const { explainCommand } = await import('./explain.ts')
    return explainCommand(explain === true ? 'today' : explain, options, context)
  }
  const { usage } = await settings(context)
  const zone = timezone ?? usage.timezone
  const calendar = calendarOf(zone)
  const query = queryOf(
    { ...options, timezone: zone },
    calendar,
    context.nowMs(),
    weekStart(options, usage.weekStartsOn, context),
  )
  if (typeof query === 'string') return refuse(context, query)
  return withServices(context, (services) => printUsage(services, options, query, context))
}

const refuse = (context: CommandContext, message: string): ExitCode =>
  wrongUsage(context, message, 'tce usage --by day --since 7d')

/** The flag, then the settings, then what the locale says. */
function weekStart(
  { weekStart: flag }: UsageOptions,
  configured: WeekStart | undefined,
  { terminal }: CommandContext,
): string {
  const { env } = terminal.io
  return flag ?? configured ?? weekStartOf(env['LC_ALL'] || env['LC_TIME'] || env['LANG'] || '')
}

/** The query, or what is wrong with the options. */
function queryOf(options: UsageOptions, calendar: Calendar, nowMs: number, weekStartsOn: string): UsageQuery | string {
  const days: { since?: string; until?: string } = {}
  for (const bound of ['since', 'until'] as const) {
    const text = options[bound]
    if (text === undefined) continue
    const day = dayOption(text, calendar, nowMs)
    if (day === undefined) return problem(`--${bound}`, text, daysAllowed).message
    if (day !== 'all') days[bound] = day
  }
  const agents = agentOption(options)
  if (!agents.ok) return agents.error.message
  const query = {
    by: (options.by ?? 'day') as UsageGrouping,
    splitBy: options.splitBy as UsageQuery['splitBy'],
    ...days,
    agent: agents.value,
    model: options.model,
    project: options.project,
    session: options.session,
    timezone: options.timezone,
    weekStartsOn: weekStartsOn as WeekStart,
  }
  const wrong = usageQueryProblem(query)
  return wrong === undefined ? query : problem(flagOf(wrong.key), wrong.value, wrong.allowed).message
}

const flagOf = (key: string): string =>
  `--${key === 'weekStartsOn' ? 'week-start' : key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

async function printUsage(
  services: Services,
  options: UsageOptions,
  query: UsageQuery,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  if (options.json === true) {
    terminal.printJson(await services.usage.report(query))
  } else if (options.csv === true) {
    const { usageCsv } = await import('../views/usage-table-view.ts')
    terminal.printText(usageCsv(await services.usage.report(query)))
  } else if (options.by === undefined && options.since === undefined && options.until === undefined) {
    await printOverview(services, query, context)
  } else {
    await printTable(services, options, query, context)
  }
  return exitCodes.done
}

async function printOverview(
  services: Services,
  query: UsageQuery,
  { terminal, nowMs }: CommandContext,
): Promise<void> {
  const calendar = calendarOf(query.timezone, query.weekStartsOn)
  const since = dayOption('30d', calendar, nowMs())
  const today = dayOption('today', calendar, nowMs())
  const [models, days, { usageView }] = await Promise.all([
    services.usage.report({ ...query, by: 'model', since, until: today }),
    services.usage.report({ ...query, by: 'day', since, until: today }),
    import('../views/usage-view.ts'),
  ])
  terminal.print(usageView({ models, days, agents: query.agent }, calendarOf(models.timezone), terminal.look()))
}

/** How far a table goes back that was not told. CSV and JSON have everything. */
const usualRange: Record<UsageGrouping, string> = {
  hour: 'today',
  day: '14d',
  week: '12w',
  month: 'all',
  model: '30d',
  project: '30d',
  session: '7d',
  branch: '30d',
  agent: '30d',
  subagent: '30d',
  block: '7d',
  'hour-of-week': '30d',
}

async function printTable(
  services: Services,
  { since, until }: UsageOptions,
  query: UsageQuery,
  context: CommandContext,
): Promise<void> {
  const { terminal, nowMs } = context
  const calendar = calendarOf(query.timezone, query.weekStartsOn)
  const isOpen = since === undefined && until === undefined
  const usual = dayOption(usualRange[query.by], calendar, nowMs())
  const asked = isOpen && usual !== 'all' ? { ...query, since: usual } : query
  const [report, { usageTableView }] = await Promise.all([
    services.usage.report(asked),
    import('../views/usage-table-view.ts'),
  ])
  const here = query.by === 'agent' && query.agent === undefined ? agentsHere(context) : []
  const noUsage = noUsageWords(here.map(({ id }) => id))
  const hint = isOpen && usual !== 'all' && query.by !== 'day' && report.rows.length > 0
  terminal.print([
    ...usageTableView(report, calendarOf(report.timezone), terminal.look(), query.agent),
    ...(noUsage === undefined ? [] : wrap(noUsage, terminal.look().columns).map((text) => line(span(text, 'dim')))),
    ...(hint ? [line(span(`Since ${usual}. Everything: --since all`, 'dim'))] : []),
  ])
}
