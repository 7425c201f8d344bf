/** `tce events [query | id | stats | prune | vacuum]`: what programs said, newest last as in a log. */

import { type CapturedEvent, eventJson } from '../../core/captured/captured-event.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { printableJson } from '../../core/words/json.ts'
import type { PrintableLines } from '../../core/words/text.ts'
import type { EventRequestProblem } from '../../services/events.ts'
import type { Services } from '../../services/services.ts'
import { line, span } from '../../terminal/roles.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { type Asked, aroundOf, askedFor, askOn, countOf, type ListFilter } from '../event-questions.ts'
import { eventTotalsView } from '../views/event-totals-view.ts'
import { eventView } from '../views/event-view.ts'
import { eventRows, followedRows, listEnd, noEventsView } from '../views/events-view.ts'
import { wrongQueryLines } from '../views/wrong-query-view.ts'
import { endOfWatch } from '../watch/live-display.ts'
import { type PruneOptions, pruneEvents, vacuumEvents } from './events-prune.ts'

export interface EventsOptions extends PruneOptions, Omit<ListFilter, 'limit'> {
  readonly limit: string
  readonly follow?: boolean | undefined
  readonly full?: boolean | undefined
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
    if (what.length === 1 && first === 'vacuum') return vacuumEvents(options, services, context)
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
  const asked = askedFor(query, options)
  const found = await askOn(events, asked.request)
  if (!found.ok) return wrongQuestion(query, asked, found.error, context)
  const list = found.value.events.toReversed()
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
  const { lookedAt, isMore } = found.value
  if (list.length > 0 || lookedAt === undefined) terminal.print(eventRows(list, nowMs(), look))
  const counted = await countOf(events, asked, options, nowMs())
  terminal.print(listEnd({ list, isMore, hidesDebug: asked.hidesDebug, lookedAt, counted }, look))
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
  const asked = askedFor(query, options)
  const { request } = asked
  const page = await events.ask(request)
  if (!page.ok) return wrongQuestion(query, asked, page.error, context)
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
  if (!begun.ok) return wrongQuestion(query, asked, begun.error, context)
  const end = endOfWatch(terminal, signals)
  const code = await end.reached
  end.release()
  begun.value()
  return code
}

function wrongQuestion(
  query: string,
  { placeInQuery }: Asked,
  { field, message, atCharacter, characters }: EventRequestProblem,
  context: CommandContext,
): ExitCode {
  const { terminal } = context
  if (field !== 'query' || atCharacter === undefined) return wrongUsage(context, message, 'tce events --since 24h')
  const place = { message, atCharacter: placeInQuery(atCharacter), characters }
  terminal.printError(wrongQueryLines(query, place, terminal.look()))
  return exitCodes.wrongUsage
}

async function showOne(
  id: number,
  { json, full: isFull }: EventsOptions,
  { events, sessions, origin }: Services,
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
  // A server has the ledger at hand; here all transcripts would be read for a title.
  const isAtHand = origin === 'server' && event.session_id !== undefined
  const session = isAtHand ? await sessions.find(event.session_id ?? '') : undefined
  const around = await aroundOf(events, event, isFull)
  terminal.print(eventView(event, { around, session, isFull }, nowMs(), terminal.look()))
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
