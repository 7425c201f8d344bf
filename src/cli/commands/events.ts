/** `tce events [query | id | stats | prune]`: what programs said, newest last as in a log. */

import { type CapturedEvent, eventJson } from '../../core/captured/captured-event.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { printableJson } from '../../core/words/json.ts'
import { type PrintableLines, plainText } from '../../core/words/text.ts'
import type { EventRequest, EventRequestProblem } from '../../services/events.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { eventTotalsView } from '../views/event-totals-view.ts'
import { eventView } from '../views/event-view.ts'
import { eventRows, followedRows, listEnd, noEventsView } from '../views/events-view.ts'
import { endOfWatch } from '../watch/live-display.ts'
import { type PruneOptions, pruneEvents } from './events-prune.ts'

export interface EventsOptions extends PruneOptions {
  readonly type?: string | undefined
  readonly level?: string | undefined
  readonly session?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
  readonly limit: string
  readonly follow?: boolean | undefined
}

export async function eventsCommand(
  what: readonly string[],
  options: EventsOptions,
  context: CommandContext,
): Promise<number> {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    return wrongUsage(context, `--limit is "${options.limit}". Allowed: 1 to 1000.`, 'tce events --limit 100')
  }
  const [first = ''] = what
  return withServices(context, async (services) => {
    if (what.length === 1 && first === 'stats') return showTotals(options, services, context)
    if (what.length === 1 && first === 'prune') return pruneEvents(options, services, context)
    if (what.length === 1 && /^\d+$/.test(first)) return showOne(Number(first), options, services, context)
    const asked = { ...options, limit }
    return options.follow === true
      ? followList(what.join(' '), asked, services, context)
      : showList(what.join(' '), asked, services, context)
  })
}

type ListOptions = Omit<EventsOptions, 'limit'> & { readonly limit: number }

async function showList(
  query: string,
  options: ListOptions,
  { events }: Services,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const request = requestOf(query, options)
  const page = await events.ask(request)
  if (!page.ok) return wrongQuestion(query, page.error, context)
  const list = page.value.events.toReversed()
  if (options.json === true) {
    for (const event of list) terminal.printText(jsonLine(event))
    return exitCodes.done
  }
  const look = terminal.look()
  if (list.length === 0 && (await events.totals()).events === 0) {
    const { dashboard } = await settings(context)
    terminal.print(noEventsView(dashboard.port, look))
    return exitCodes.done
  }
  terminal.print(eventRows(list, nowMs(), look))
  const hidesDebug = request.query?.endsWith('-level:debug') === true
  terminal.print(
    listEnd({ shown: list.length, isMore: page.value.nextId !== undefined, hidesDebug, last: list.at(-1) }),
  )
  return exitCodes.done
}

/** The last ones, then each as it comes, until q or Ctrl-C: under a head in a terminal, in a pipe as the lines of the list. */
async function followList(
  query: string,
  options: ListOptions,
  { events }: Services,
  context: CommandContext,
): Promise<number> {
  const { terminal, nowMs, signals } = context
  const request = requestOf(query, options)
  const page = await events.ask(request)
  if (!page.ok) return wrongQuestion(query, page.error, context)
  const list = page.value.events.toReversed()
  if (options.json !== true && terminal.canAsk && terminal.io.env['TERM'] !== 'dumb') {
    const recent = await events.ask({ ...request, since: '5m', until: undefined, limit: 1_000 })
    const { followOnScreen } = await import('../watch/events-follow-screen.ts')
    return followOnScreen({ events, request, first: list, recent: recent.ok ? recent.value.events : [] }, context)
  }
  const print = (more: readonly CapturedEvent[], isFirst: boolean) => {
    if (options.json === true) for (const event of more) terminal.printText(jsonLine(event))
    else if (more.length > 0) terminal.print(followedRows(more, nowMs(), terminal.look(), isFirst))
  }
  print(list, true)
  // What came between the list and this moment is told too.
  const afterId = list.at(-1)?.id ?? (await events.totals()).newestId
  const begun = await events.follow(
    { fields: request.fields, query: request.query, afterId },
    ({ events: more, isGap }) => {
      if (isGap) terminal.printError([line(span('More came than could be told here; tce events shows it.', 'dim'))])
      print(more, false)
    },
  )
  if (!begun.ok) return wrongQuestion(query, begun.error, context)
  const end = endOfWatch(terminal, signals)
  const code = await end.reached
  end.release()
  begun.value()
  return code
}

const commaList = (text: string | undefined): readonly string[] | undefined =>
  text?.split(',').filter((part) => part !== '')

/** All levels but debug, unless levels are asked for. */
function requestOf(query: string, { source, type, level, session, since, until, limit }: ListOptions): EventRequest {
  const asksLevel = level !== undefined || /(?:^|\s)-?level:/.test(query)
  return {
    query: `${query}${asksLevel ? '' : ' -level:debug'}`.trim(),
    fields: {
      source: commaList(source),
      event_type: commaList(type),
      level: commaList(level),
      session_id: commaList(session),
    },
    since,
    until,
    limit,
  }
}

function wrongQuestion(
  query: string,
  { field, message, atCharacter, characters }: EventRequestProblem,
  context: CommandContext,
): ExitCode {
  const { terminal } = context
  if (field !== 'query' || atCharacter === undefined) return wrongUsage(context, message, 'tce events --since 24h')
  const { glyphs } = terminal.look()
  terminal.printError([
    line(span(`${glyphs.failed} `, 'bad'), message),
    line('  ', span(plainText(query), 'dim')),
    line(
      '  ',
      ' '.repeat(plainText(query.slice(0, atCharacter)).length),
      span('^'.repeat(Math.max(1, characters ?? 1)), 'bad'),
    ),
  ])
  return exitCodes.wrongUsage
}

async function showOne(
  id: number,
  { json }: EventsOptions,
  { events }: Services,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const event = await events.find(id)
  if (event === undefined) {
    terminal.printError([
      line(span(`${terminal.look().glyphs.failed} `, 'bad'), `There is no event ${id}, or it was cleaned away.`),
      line('  ', span('Next: ', 'dim'), 'tce events'),
    ])
    return exitCodes.nothingMatched
  }
  if (json === true) {
    terminal.printText(jsonLine(event))
    return exitCodes.done
  }
  const trace =
    event.trace_id === undefined
      ? undefined
      : await events.ask({ fields: { trace_id: [event.trace_id] }, order: 'oldest', limit: 50 })
  terminal.print(eventView(event, trace?.ok === true ? trace.value.events : [], nowMs(), terminal.look()))
  return exitCodes.done
}

async function showTotals({ json }: EventsOptions, { events }: Services, context: CommandContext): Promise<ExitCode> {
  const { terminal, nowMs } = context
  const totals = await events.totals()
  if (json === true) terminal.printJson(totals)
  else terminal.print(eventTotalsView(totals, nowMs(), terminal.look()))
  return exitCodes.done
}

/** NDJSON: never shortened, nothing hidden. */
const jsonLine = (event: CapturedEvent): PrintableLines => `${printableJson(eventJson(event))}\n` as PrintableLines
