/** `tce search <words>` */

import { CliError } from '../../core/cli-error.ts'
import { type ExitCode, exitCodes } from '../../core/exit-code.ts'
import type { QuerySyntaxProblem } from '../../core/query/query.ts'
import { pathOfHit } from '../../core/search/hit-path.ts'
import { mostHits, mostSessions, type SearchGroup } from '../../core/search/search-question.ts'
import { line, span } from '../../terminal/roles.ts'
import { calendarOf } from '../../tracker/local-calendar.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, settings, withServices, wrongUsage } from '../context.ts'
import { wrongQueryLines } from '../views/wrong-query-view.ts'
import { activities } from './sessions.ts'

export interface SearchOptions {
  readonly newest?: boolean | undefined
  readonly limit: string
  readonly hits: string
  readonly open?: boolean | undefined
  readonly json?: boolean | undefined
}

export async function searchCommand(
  words: readonly string[],
  options: SearchOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const query = words.join(' ')
  const [limit, hits] = [Number(options.limit), Number(options.hits)]
  if (!isFrom1To(limit, mostSessions))
    return wrongUsage(context, `--limit is "${options.limit}". Allowed: 1 to ${mostSessions}.`)
  if (!isFrom1To(hits, mostHits)) return wrongUsage(context, `--hits is "${options.hits}". Allowed: 1 to ${mostHits}.`)
  if (options.open === true && options.json === true)
    return wrongUsage(context, '--open shows the first hit in a browser, --json prints all of them: one of the two.')
  // It comes up on the screen of whoever sits there.
  if (options.open === true) await personOnly(context, undefined)
  return withServices(context, async (services) => {
    const { terminal, nowMs } = context
    const found = await services.search.search({
      query,
      order: options.newest === true ? 'newest' : 'best',
      limit,
      hits,
    })
    if (!found.ok) return wrongQuery(query, found.error, context)
    // As with grep.
    const code = found.value.groups.length === 0 ? exitCodes.couldNot : exitCodes.done
    if (options.json === true) {
      terminal.printJson(found.value)
      return code
    }
    const [first] = found.value.groups
    if (options.open === true && first !== undefined) return openHit(first, context)
    const [{ usage }, activityOf, { searchView }] = await Promise.all([
      settings(context),
      activities(services),
      import('../views/search-view.ts'),
    ])
    const view = { query, nowMs: nowMs(), calendar: calendarOf(usage.timezone), activityOf }
    terminal.print(searchView(found.value, view, terminal.look()))
    return code
  })
}

/** The page reads without being signed in, so its address is no secret. */
async function openHit(group: SearchGroup, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const [{ findServer }, { openBrowser }] = await Promise.all([
    import('../../client/find-server.ts'),
    import('../open-browser.ts'),
  ])
  const server = await findServer((await settings(context)).dataDir)
  if (server === undefined)
    throw new CliError('No dashboard runs, so there is no page to open it on.', { next: 'tce dashboard' })
  const url = `http://localhost:${server.port}${pathOfHit(group)}`
  const isOpened = await openBrowser(url)
  terminal.print([line(span(isOpened ? 'Opened ' : 'No browser could be started. Open ', 'dim'), url)])
  return exitCodes.done
}

const isFrom1To = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most

function wrongQuery(query: string, problem: QuerySyntaxProblem, { terminal }: CommandContext): ExitCode {
  terminal.printError(wrongQueryLines(query, problem, terminal.look()))
  return exitCodes.wrongUsage
}
