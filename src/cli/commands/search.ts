/** `tce search <words>` */
import { type ExitCode, exitCodes } from '../../core/exit-code.ts'
import type { QuerySyntaxProblem } from '../../core/query/query.ts'
import { mostHits, mostSessions } from '../../core/search/search-question.ts'
import { calendarOf } from '../../tracker/local-calendar.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { wrongQueryLines } from '../views/wrong-query-view.ts'
import { activities } from './sessions.ts'

export interface SearchOptions {
  readonly newest?: boolean | undefined
  readonly limit: string
  readonly hits: string
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

const isFrom1To = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most

function wrongQuery(query: string, problem: QuerySyntaxProblem, { terminal }: CommandContext): ExitCode {
  terminal.printError(wrongQueryLines(query, problem, terminal.look()))
  return exitCodes.wrongUsage
}
