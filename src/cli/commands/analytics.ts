/** `tce analytics`: messages over time, compared, and the markers among them. */
import { resolve } from 'node:path'
import {
  type AnalyticsQuery,
  analyticsDays,
  type ComparedBy,
  comparisons,
  trendWidths,
} from '../../core/analytics/analytics.ts'
import { bucketsCsv, comparisonCsv } from '../../core/analytics/analytics-csv.ts'
import type { Marker } from '../../core/analytics/marker.ts'
import { ownUser } from '../../core/audit/audit.ts'
import { CliError } from '../../core/cli-error.ts'
import { type ExitCode, exitCodes } from '../../core/exit-code.ts'
import type { Result } from '../../core/result.ts'
import { isTimeZone } from '../../core/time/calendar.ts'
import { plural } from '../../core/words/format.ts'
import { problem } from '../../core/words/problem.ts'
import { plainText } from '../../core/words/text.ts'
import type { MarkerProblem } from '../../services/analytics.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import { calendarOf } from '../../tracker/local-calendar.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'

export interface AnalyticsOptions extends AgentOption {
  readonly days?: string | undefined
  readonly today?: boolean | undefined
  readonly trend?: string | undefined
  readonly project?: string | undefined
  readonly model?: string | undefined
  readonly marker?: string | undefined
  readonly at?: string | undefined
  readonly compare?: readonly string[] | undefined
  readonly by?: string | undefined
  readonly timezone?: string | undefined
  readonly csv?: boolean | undefined
  readonly json?: boolean | undefined
}

const actions = ['show', 'mark', 'unmark', 'markers', 'tags'] as const

export async function analyticsCommand(
  action: string,
  words: readonly string[],
  options: AnalyticsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  switch (action) {
    case 'show':
      return showAnalytics(options, context)
    case 'mark':
      return setMarker(words.join(' '), options, context)
    case 'unmark':
      return removeMarker(words.join(' '), options, context)
    case 'markers':
      return listMarkers(options, context)
    case 'tags':
      return markTags(words[0] ?? '.', options, context)
    default:
      return wrongUsage(
        context,
        problem('action', action, actions.join(', ')).message,
        'tce analytics mark "Shipped v2.0"',
      )
  }
}

async function showAnalytics(options: AnalyticsOptions, context: CommandContext): Promise<ExitCode> {
  const query = queryOf(options)
  if (!query.ok) return wrongUsage(context, query.error, 'tce analytics --days 30 --trend 25')
  const { usage } = await settings(context)
  const timezone = options.timezone ?? usage.timezone
  if (options.compare !== undefined)
    return showComparison(options.compare, { ...query.value, timezone }, options, context)
  return withServices(context, async ({ analytics }) => {
    const { terminal } = context
    const report = await analytics.report({
      ...query.value,
      timezone,
      marker: await markerId(analytics, options.marker),
    })
    if (options.json === true) terminal.printJson(report)
    else if (options.csv === true) terminal.printText(bucketsCsv(report))
    else {
      const { analyticsView } = await import('../views/analytics-view.ts')
      terminal.print(analyticsView(report, calendarOf(report.timezone), terminal.look()))
    }
    return exitCodes.done
  })
}

async function showComparison(
  sides: readonly string[],
  { days: _days, trend: _trend, ...query }: AnalyticsQuery,
  { by = 'period', json, csv }: AnalyticsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const kind = comparisons.find((one) => one === by)
  if (kind === undefined) return wrongUsage(context, problem('--by', by, comparisons.join(', ')).message)
  const [a, b, ...others] = sides
  if (a === undefined || b === undefined || others.length > 0) {
    return wrongUsage(context, '--compare takes two of them.', comparisonExamples[kind])
  }
  return withServices(context, async (services) => {
    const { terminal } = context
    const named = kind === 'model' ? await modelNames(services, [a, b]) : [a, b]
    const comparison = await services.analytics.compare({ ...query, by: kind, a: named[0] ?? a, b: named[1] ?? b })
    if (json === true) terminal.printJson(comparison)
    else if (csv === true) terminal.printText(comparisonCsv(comparison))
    else {
      const { comparisonView } = await import('../views/analytics-view.ts')
      terminal.print(comparisonView(comparison, terminal.look()))
    }
    return exitCodes.done
  })
}

const comparisonExamples: Readonly<Record<ComparedBy, string>> = {
  period: 'tce analytics --compare 2026-11-01..2026-11-16 2026-11-17..',
  model: 'tce analytics --by model --compare <one> <other>',
  project: 'tce analytics --by project --compare payments-api web-frontend',
  agent: 'tce analytics --by agent --compare <one> <other>',
}

/** As somebody types them. */
async function modelNames({ usage }: Services, typed: readonly string[]): Promise<readonly string[]> {
  const [{ createPriceBook }, prices] = await Promise.all([import('../../agents/price-book.ts'), usage.prices()])
  const book = createPriceBook(prices)
  return typed.map((text) => book.find(text))
}

function queryOf(options: AnalyticsOptions): Result<AnalyticsQuery, string> {
  const { days = options.today === true ? '1' : '30', trend = '25', project, model, timezone } = options
  const wanted = analyticsDays.find((one) => String(one) === days)
  if (wanted === undefined) return { ok: false, error: problem('--days', days, analyticsDays.join(', ')).message }
  const width = trendWidths.find((one) => String(one) === trend)
  if (width === undefined) return { ok: false, error: problem('--trend', trend, trendWidths.join(', ')).message }
  if (timezone !== undefined && !isTimeZone(timezone)) {
    const allowed = 'an IANA time zone such as Europe/Berlin'
    return { ok: false, error: problem('--timezone', timezone, allowed).message }
  }
  const agents = agentOption(options)
  if (!agents.ok) return { ok: false, error: agents.error.message }
  return { ok: true, value: { days: wanted, trend: width, project, model, agent: agents.value } }
}

/** By its id, or by what it is called. */
async function markerId(analytics: Services['analytics'], typed: string | undefined): Promise<string | undefined> {
  if (typed === undefined) return undefined
  const markers = await analytics.markers()
  const found = markers.find(({ id }) => id === typed) ?? markers.find(({ label }) => label === typed)
  if (found !== undefined) return found.id
  throw new CliError(`There is no marker "${plainText(typed)}".`, {
    next: 'tce analytics markers',
    exitCode: exitCodes.nothingMatched,
  })
}

async function setMarker(label: string, options: AnalyticsOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ analytics }) => {
    const { at, project, json } = options
    const made = markerIn(await analytics.mark({ label, at, project }, ownUser('cli')))
    const { terminal } = context
    if (json === true) terminal.printJson(made)
    else {
      const { glyphs } = terminal.look()
      terminal.print([
        line(
          span(glyphs.done, 'ok'),
          ' ',
          span(made.label, 'bold'),
          ` stands at ${made.at}${made.project === undefined ? '' : `, of ${made.project}`}.`,
        ),
        line(span('What changed with it: tce analytics, once there are messages behind it.', 'dim')),
      ])
    }
    return exitCodes.done
  })
}

async function removeMarker(typed: string, { json }: AnalyticsOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ analytics }) => {
    const id = await markerId(analytics, typed)
    const removed = markerIn(await analytics.removeMarker(id ?? '', ownUser('cli')))
    const { terminal } = context
    if (json === true) terminal.printJson(removed)
    else {
      const { glyphs } = terminal.look()
      terminal.print([
        line(span(glyphs.done, 'ok'), ' ', span(removed.label, 'bold'), ` is gone; it stood at ${removed.at}.`),
      ])
    }
    return exitCodes.done
  })
}

async function listMarkers({ json, timezone }: AnalyticsOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ analytics }) => {
    const markers = await analytics.markers()
    const { terminal } = context
    if (json === true) terminal.printJson({ markers })
    else {
      const [{ usage }, { markersView }] = await Promise.all([settings(context), import('../views/marker-words.ts')])
      terminal.print(markersView(markers, calendarOf(timezone ?? usage.timezone), terminal.look()))
    }
    return exitCodes.done
  })
}

async function markTags(folder: string, { json }: AnalyticsOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ analytics }) => {
    const made = markerIn(await analytics.markTags(resolve(folder), ownUser('cli')))
    const { terminal } = context
    if (json === true) terminal.printJson({ markers: made })
    else terminal.print([line(tagWords(made))])
    return exitCodes.done
  })
}

const tagWords = (made: readonly Marker[]): string =>
  made.length === 0
    ? 'Every tag of this repository has its marker.'
    : `${plural(made.length, 'marker')} from tags: ${made
        .slice(0, 5)
        .map(({ label }) => label)
        .join(', ')}${made.length > 5 ? ' and more' : ''}.`

function markerIn<T>(result: Result<T, MarkerProblem>): T {
  if (result.ok) return result.value
  const { kind, message } = result.error
  throw new CliError(message, kind === 'no-marker' ? { exitCode: exitCodes.nothingMatched } : {})
}
