/** `tce sessions`: one line per conversation, newest first. Pure. */

import { eitherOf } from '../../agents/kinds.ts'
import { inAgentOrder } from '../../core/process/agent-ids.ts'
import type { Activity } from '../../core/process/process.ts'
import type { SessionList, SessionQuery, SessionSummary } from '../../core/session/session.ts'
import { titleOf } from '../../core/session/session-title.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { tokensIfAny } from '../../core/usage/tokens.ts'
import { formatCount, formatDuration, formatTokens } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { kindMark } from '../../terminal/agent-words.ts'
import type { Glyphs, Line, Look, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { Column } from '../../terminal/table.ts'
import { fittingWidth, table, tableWidth } from '../../terminal/table.ts'
import { wrap } from '../../terminal/wrap.ts'
import type { Moment } from './moments.ts'
import { momentOf } from './moments.ts'
import { costCell, shownLabel } from './usage-words.ts'

export interface SessionsContext {
  readonly nowMs: number
  readonly calendar: Calendar
  /** What a session that runs is doing; undefined for one that ended. */
  readonly activityOf: (sessionId: string) => Activity | undefined
  readonly query: SessionQuery
}

export function sessionsView(list: SessionList, context: SessionsContext, look: Look): readonly Line[] {
  const { sessions } = list
  const { columns, glyphs } = look
  if (sessions.length === 0) return wrap(nothingText(context.query), columns).map((text) => line(text))
  const hasKinds = inAgentOrder([...list.agents, ...sessions.map(({ agent }) => agent)]).length > 1
  const moments = sessions.map(({ startedAt }) => momentOf(startedAt, context.nowMs, context.calendar))
  const rows = sessions.map((session, index) => [
    [activityMark(context.activityOf(session.id), glyphs)],
    startCell(moments[index], moments[index - 1], glyphs),
    [...(hasKinds ? [kindMark(session.agent), span(' ')] : []), ...projectCell(session, glyphs)],
    titleCell(session, glyphs),
    line(session.durationMs === undefined ? glyphs.unknown : formatDuration(session.durationMs)),
    line(tokensText(session, glyphs)),
    [sessionCost(session, glyphs)],
  ])
  return [
    ...table(columnsFor(rows, { columns, hasKinds }), rows, glyphs.ellipsis),
    emptyLine,
    ...wrap(footer(list, context.query), columns).map((text) => line(span(text, 'dim'))),
  ]
}

/** A star before it, tags behind it. */
function titleCell(session: SessionSummary, glyphs: Glyphs): Line {
  const { id, tags = [], isStarred, isArchived } = session
  const title = shownLabel(titleOf(session) ?? id, glyphs)
  return line(
    ...(isStarred === true ? [span(`${glyphs.star} `, 'you')] : []),
    isArchived === true ? span(title, 'dim') : title,
    ...tags.map((tag) => span(` #${shownLabel(tag, glyphs)}`, 'dim')),
  )
}

function tokensText(session: SessionSummary, { unknown }: Glyphs): string {
  const tokens = tokensIfAny(session)
  return tokens === undefined ? unknown : formatTokens(tokens)
}

function projectCell({ project, worktree }: SessionList['sessions'][number], glyphs: Glyphs): Line {
  const name = span(shownLabel(project ?? glyphs.unknown, glyphs), 'bold')
  return worktree === undefined ? line(name) : line(name, span(` ${shownLabel(worktree, glyphs)}`, 'dim'))
}

/** The title takes what the figures leave. */
function columnsFor(
  rows: readonly (readonly Line[])[],
  { columns, hasKinds }: { readonly columns: number; readonly hasKinds: boolean },
): readonly Column[] {
  const cells = (index: number): readonly Line[] => rows.map((row) => row[index] ?? emptyLine)
  const title: Column = { head: 'TITLE', width: 0, gap: 1 }
  const others = (projectWidth: number): readonly Column[] => [
    { width: 1, gap: 0 },
    { head: 'START', width: 11, gap: 1 },
    { head: hasKinds ? '   PROJECT' : 'PROJECT', width: projectWidth, gap: 1 },
    title,
    { head: 'TIME', width: 6, gap: 2, align: 'right' },
    { head: 'TOKENS', width: 6, gap: 2, align: 'right' },
    { head: 'COST', width: Math.max(7, fittingWidth(cells(6), 'COST')), gap: 1, align: 'right' },
  ]
  const projectWidth = (columns >= 80 ? 16 : 10) + (hasKinds ? 3 : 0)
  const room = columns - tableWidth(others(projectWidth))
  return others(projectWidth).map((column) => (column === title ? { ...title, width: Math.max(8, room) } : column))
}

/** `Today 13:54`; the day stands once, above the others of it. */
function startCell(moment: Moment | undefined, before: Moment | undefined, { unknown }: Glyphs): Line {
  if (moment === undefined) return line(span(unknown, 'dim'))
  if (moment.clock === undefined) return line(span(moment.day, 'dim'))
  const day = moment.day === before?.day ? '' : moment.day
  return line(span(day.padEnd(6), 'dim'), moment.clock)
}

export function activityMark(activity: Activity | undefined, { healthy, waiting, none }: Glyphs): Span {
  switch (activity) {
    case undefined:
      return span(' ')
    case 'busy':
    case 'shell':
      return span(healthy, 'busy')
    case 'waiting':
      return span(waiting, 'you')
    case 'idle':
    case 'unknown':
      return span(none, 'dim')
    default:
      return activity satisfies never
  }
}

const sessionCost = ({ costUsd, unpricedModels }: SessionSummary, glyphs: Glyphs): Span =>
  costCell({ costUsd, unpriced: unpricedModels.map((model) => ({ model, tokens: 0 })) }, glyphs)

function footer({ sessions, total }: SessionList, { limit }: SessionQuery): string {
  const count = `${formatCount(sessions.length)} of ${formatCount(total)}.`
  const next = total > sessions.length && limit < 1000 ? `--limit ${nextLimit(limit)}, ` : ''
  return `${count} More: ${next}--project, --search. One: tce session <id>`
}

const nextLimit = (limit: number): number => [50, 100, 200, 500].find((step) => step > limit) ?? 1000

function nothingText({ agent, search, project, model, since, until, is, tag }: SessionQuery): string {
  const kinds = agent && eitherOf(agent)
  const asked = [search, project, model, kinds, is, tag]
    .filter((value) => value !== undefined)
    .map((value) => `"${plainText(value)}"`)
  if (asked.length > 0) return `Nothing matches ${asked.join(' and ')}. All of them: tce sessions`
  if (since !== undefined || until !== undefined) return 'No session in that time. All of them: tce sessions'
  return 'No sessions yet. The first one appears when an agent writes one.'
}
