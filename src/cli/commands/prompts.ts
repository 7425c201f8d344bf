/** `tce prompts [words]` */

import { ownUser } from '../../core/audit/audit.ts'
import { type ExitCode, exitCodes } from '../../core/exit-code.ts'
import { mostPrompts, type PromptPage, type SentPrompt } from '../../core/search/prompt-question.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { dayText, parseDay } from '../../core/time/calendar.ts'
import { clockText } from '../../core/usage/usage-groups.ts'
import { problem } from '../../core/words/problem.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { Services } from '../../services/services.ts'
import { line } from '../../terminal/roles.ts'
import { calendarOf } from '../../tracker/local-calendar.ts'
import { type AgentOption, agentOption } from '../agent-option.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { dayOption, daysAllowed } from '../day-option.ts'
import { wrongQueryLines } from '../views/wrong-query-view.ts'
import { activities } from './sessions.ts'

export interface PromptsOptions extends AgentOption {
  readonly limit: string
  readonly cursor?: string | undefined
  readonly project?: string | undefined
  readonly session?: string | undefined
  readonly since: string
  readonly until?: string | undefined
  readonly starred?: boolean | undefined
  readonly show?: string | undefined
  readonly star?: string | undefined
  readonly unstar?: string | undefined
  readonly json?: boolean | undefined
}

export async function promptsCommand(
  words: readonly string[],
  options: PromptsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { usage } = await settings(context)
  const calendar = calendarOf(usage.timezone)
  const query = queryOf(words, options, calendar, context.nowMs())
  if ('wrong' in query) return wrongUsage(context, query.wrong, 'tce prompts queue --project payments-api --since 7d')
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > mostPrompts)
    return wrongUsage(context, `--limit is "${options.limit}". Allowed: 1 to ${mostPrompts}.`)
  const named = options.show ?? options.star ?? options.unstar
  return withServices(context, async (services) => {
    if (named !== undefined) return onOne(named, query.text, options, { context, services, calendar })
    const found = await services.promptLibrary.sent({ query: query.text, limit, cursor: options.cursor })
    const { terminal, nowMs } = context
    if (!found.ok) {
      terminal.printError(wrongQueryLines(query.text, found.error, terminal.look()))
      return exitCodes.wrongUsage
    }
    // As with grep.
    const code = found.value.prompts.length === 0 ? exitCodes.couldNot : exitCodes.done
    if (options.json === true) {
      terminal.printJson(found.value)
      return code
    }
    const [activityOf, { promptsView }] = await Promise.all([activities(services), import('../views/prompts-view.ts')])
    const view = { words: words.join(' '), since: options.since, nowMs: nowMs(), calendar, activityOf }
    terminal.print(promptsView(found.value, view, terminal.look()))
    return code
  })
}

interface OnePrompt {
  readonly context: CommandContext
  readonly services: Services
  readonly calendar: Calendar
}

async function onOne(
  named: string,
  query: string,
  { star, unstar }: PromptsOptions,
  { context, services, calendar }: OnePrompt,
): Promise<ExitCode> {
  const { terminal } = context
  const { promptLibrary } = services
  const id = /^-?\d+\.\d+$/.test(named) ? named : (await promptAt(named, query, services, calendar))?.id
  if (id === undefined) {
    terminal.printError([
      line(`No prompt was sent at ${plainText(named)} among the newest ${mostPrompts}. All of them: tce prompts`),
    ])
    return exitCodes.couldNot
  }
  if (star !== undefined || unstar !== undefined) {
    const starred = await promptLibrary.starSent(id, star !== undefined, ownUser('cli'))
    if (starred.ok) return exitCodes.done
    terminal.printError([line(starred.error.message)])
    return exitCodes.couldNot
  }
  const text = await promptLibrary.sentText(id)
  if (text === undefined) {
    terminal.printError([line('Nothing keeps the text of this prompt any more: its session’s records are gone.')])
    return exitCodes.couldNot
  }
  terminal.printText(plainLines(`${text}\n`))
  return exitCodes.done
}

/** `14:24`, `Thu 17:40` is not: the newest prompt of that minute, as the list shows it. */
async function promptAt(
  clock: string,
  query: string,
  { promptLibrary }: Services,
  calendar: Calendar,
): Promise<SentPrompt | undefined> {
  const found = await promptLibrary.sent({ query, limit: mostPrompts })
  const page: PromptPage | undefined = found.ok ? found.value : undefined
  return page?.prompts.find(({ at }) => clockText(Date.parse(at), calendar) === clock.padStart(5, '0'))
}

/** All that is asked for in one query, or what is wrong with the options. */
function queryOf(
  words: readonly string[],
  options: PromptsOptions,
  calendar: Calendar,
  nowMs: number,
): { readonly text: string } | { readonly wrong: string } {
  const parts = [words.join(' ')]
  for (const bound of ['since', 'until'] as const) {
    const text = options[bound]
    if (text === undefined) continue
    const day = dayOption(text, calendar, nowMs)
    if (day === undefined) return { wrong: problem(`--${bound}`, text, daysAllowed).message }
    if (day === 'all') continue
    // The day that is named is included.
    parts.push(bound === 'since' ? `after:${day}` : `before:${dayText((parseDay(day) ?? 0) + 1)}`)
  }
  const agents = agentOption(options)
  if (!agents.ok) return { wrong: agents.error.message }
  if (agents.value !== undefined) parts.push(`agent:${agents.value.join(',')}`)
  for (const key of ['project', 'session'] as const) {
    const value = options[key]
    if (value === undefined) continue
    if (value === '' || value.includes('"')) return { wrong: problem(`--${key}`, value, 'a name without "').message }
    parts.push(`${key}:"${value}"${key === 'session' ? `,${beginning(value)}` : ''}`)
  }
  if (options.starred === true) parts.push('is:starred')
  return { text: parts.filter(Boolean).join(' ') }
}

/** Of an id; a name has none that the index knows. */
const beginning = (session: string): string => (/^[\w-]+$/.test(session) ? `${session}*` : '"-"')
