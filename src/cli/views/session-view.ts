/** `tce session <id>`: one conversation on one page. Pure. */

import { kindOf } from '../../agents/kinds.ts'
import type { InstanceMetrics } from '../../core/analytics/instance-metrics.ts'
import type { PlanWindow } from '../../core/analytics/metrics-report.ts'
import { doingOf, waitingParts } from '../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import type { SessionDetail } from '../../core/session/session.ts'
import { titleOf } from '../../core/session/session-title.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { tokensIfAny } from '../../core/usage/tokens.ts'
import { toldTokens } from '../../core/usage/told-usage.ts'
import { formatCount, formatDuration, formatPercent, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { gauge } from '../../terminal/bars.ts'
import type { Glyphs, Line, Look, Role } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { truncateLine } from '../../terminal/table.ts'
import { contextCourse, type Fact, sessionFacts, short } from './metrics-lines.ts'
import { momentOf, momentText } from './moments.ts'
import { sessionLists } from './session-lists.ts'
import { activityMark } from './sessions-view.ts'
import { dollars, shownLabel } from './usage-words.ts'

export interface SessionContext {
  readonly nowMs: number
  readonly calendar: Calendar
  readonly homeDir: string
  /** As far as its messages are counted. */
  readonly metrics?: InstanceMetrics | undefined
  /** Of its agent, as their makers say. */
  readonly plans?: readonly PlanWindow[] | undefined
  /** Its process, while it runs. */
  readonly process?: FleetAgentReport | undefined
  /** No process of it is seen, but it writes. */
  readonly isLiveByRecords?: boolean | undefined
}

export function sessionView(session: SessionDetail, context: SessionContext, look: Look): readonly Line[] {
  const { glyphs } = look
  const { metrics, plans = [] } = context
  const facts: readonly Fact[] = [
    ['Project', projectLine(session, context)],
    ['Time', timeLine(session, context)],
    ['Model', modelLine(session)],
    ['Context', contextLine(session, glyphs)],
    ['', courseLine(metrics, glyphs)],
    ['Tokens', tokensLine(session, glyphs)],
    ['Cost', costLine(session, glyphs)],
    ['Telemetry', toldLine(session, glyphs)],
    ...sessionFacts(metrics, plans),
    ['Lines', changesLine(session, glyphs)],
    ['Kept', keptLine(session, glyphs)],
    ['Note', session.note === undefined ? undefined : line(shownLabel(session.note, glyphs))],
    ['Summary', session.summary === undefined ? undefined : line(shownLabel(session.summary, glyphs))],
  ]
  const lists = sessionLists(session, look)
  return [
    ...titleLines(session, glyphs),
    statusLine(session, context, look),
    emptyLine,
    ...facts.flatMap(([label, fact]) => (fact === undefined ? [] : [labelled(label, fact)])),
    ...(lists.length === 0 ? [] : [emptyLine, ...lists]),
    ...(session.resumeCommand === undefined ? [] : [emptyLine, labelled('Resume', line(session.resumeCommand))]),
  ].map((shown) => truncateLine(shown, Math.max(look.columns, 60), glyphs.ellipsis))
}

/** After a change: what is kept of it now. */
export function markedView(session: SessionDetail, { glyphs, columns }: Look): readonly Line[] {
  const kept = keptLine(session, glyphs)
  return [
    line(span(`${glyphs.done} `, 'ok'), shownLabel(titleOf(session) ?? session.id, glyphs)),
    ...(kept === undefined ? [] : [line('  ', ...kept)]),
    ...(session.note === undefined ? [] : [line('  ', shownLabel(session.note, glyphs))]),
  ].map((shown) => truncateLine(shown, columns, glyphs.ellipsis))
}

/** Its user's name for it, and below it the agent's own title. */
function titleLines(session: SessionDetail, glyphs: Glyphs): readonly Line[] {
  const { id, name, title, isStarred } = session
  const star = isStarred === true ? [span(`${glyphs.star} `, 'you')] : []
  const first = line(...star, span(shownLabel(titleOf(session) ?? id, glyphs), 'bold'))
  return name === undefined || title === undefined ? [first] : [first, line(span(shownLabel(title, glyphs), 'dim'))]
}

function keptLine({ tags = [], isStarred, isArchived }: SessionDetail, glyphs: Glyphs): Line | undefined {
  const words = [
    isStarred === true && 'starred',
    ...tags.map((tag) => `#${shownLabel(tag, glyphs)}`),
    isArchived === true && 'archived',
  ].filter((word) => word !== false)
  return words.length === 0 ? undefined : line(words.join(' '))
}

const labelled = (label: string, fact: Line): Line => [span(label.padEnd(11), 'dim'), ...fact]

function statusLine(session: SessionDetail, context: SessionContext, { glyphs }: Look): Line {
  const { process, nowMs, calendar, isLiveByRecords } = context
  if (process === undefined) {
    const last = momentOf(session.lastActiveAt, nowMs, calendar)
    const state = isLiveByRecords === true ? 'no process seen' : 'not running'
    return line(span(last === undefined ? state : `${state}, last active ${momentText(last)}`, 'dim'))
  }
  const mark = activityMark(process.activity, glyphs)
  const { reason, time } = waitingParts(process, nowMs)
  const duration = time === '' ? '' : `, ${time}`
  const place = process.tty === undefined ? '' : `, on ${plainText(process.tty)}`
  if (process.activity !== 'waiting') {
    const doing = doingOf(process)
    return [mark, span(` ${process.activity}`, mark.role), span(`${doing === '' ? duration : `: ${doing}`}${place}`)]
  }
  const waitsFor = reason === '' ? '' : `: ${reason}`
  return [mark, span(' waiting for you', 'you'), span(`${duration}${waitsFor}${place}`)]
}

function projectLine({ project, worktree, branch, cwd }: SessionDetail, { homeDir }: SessionContext): Line | undefined {
  const folder = cwd?.startsWith(`${homeDir}/`) ? `~${cwd.slice(homeDir.length)}` : cwd
  const parts = [project, worktree && `worktree ${worktree}`, branch, folder]
    .map((part) => plainText(part ?? ''))
    .filter((part) => part !== '')
  return parts.length === 0 ? undefined : line(parts.join('  '))
}

function timeLine(session: SessionDetail, { nowMs, calendar, process }: SessionContext): Line | undefined {
  const start = momentOf(session.startedAt, nowMs, calendar)
  if (start === undefined || session.startedAt === undefined) return undefined
  const isRunning = process !== undefined
  const end = momentOf(session.lastActiveAt, nowMs, calendar)
  const isSameDay = end !== undefined && end.day === start.day && end.clock !== undefined
  const until = isRunning ? 'now' : end === undefined ? '' : isSameDay ? end.clock : momentText(end)
  const durationMs = isRunning ? nowMs - Date.parse(session.startedAt) : session.durationMs
  const parts = [
    until === '' ? momentText(start) : `${momentText(start)} until ${until}`,
    durationMs === undefined ? '' : formatDuration(durationMs),
    session.activeMs === undefined ? '' : `of which ${formatDuration(session.activeMs)} active`,
  ]
  return line(parts.filter((part) => part !== '').join(', '))
}

function modelLine({ models, model, prompts, responses, compactions }: SessionDetail): Line {
  const name = models[0]?.label ?? model ?? 'no model yet'
  const others = models.length > 1 ? [`${models.length - 1} more`] : []
  const counts = [
    prompts === undefined ? '' : plural(prompts, 'prompt'),
    plural(responses, 'response'),
    compactions === 0 ? '' : plural(compactions, 'compaction'),
  ].filter((count) => count !== '')
  return line([[plainText(name), ...others].join(' and '), ...counts].join(', '))
}

const gaugeCells = 20

function contextLine({ contextTokens, contextWindowTokens }: SessionDetail, glyphs: Glyphs): Line | undefined {
  if (contextTokens === undefined) return undefined
  if (contextWindowTokens === undefined) return line(`${short(contextTokens)}, window not known`)
  const share = contextTokens / contextWindowTokens
  const [full, empty] = gauge(share, gaugeCells, glyphs)
  return line(
    span(full, gaugeRole(share)),
    span(empty, 'dim'),
    `  ${formatPercent(share * 100)}, ${short(contextTokens)} of ${short(contextWindowTokens)}`,
  )
}

function courseLine(metrics: InstanceMetrics | undefined, glyphs: Glyphs): Line | undefined {
  const course = metrics && contextCourse(metrics, glyphs)
  return course === undefined
    ? undefined
    : line(span(course, 'chart'), span('  from the first response to the last', 'dim'))
}

const gaugeRole = (share: number): Role => (share >= 0.8 ? 'bad' : share >= 0.5 ? 'warn' : 'chart')

function tokensLine({ tokens, totalTokens, responses }: SessionDetail, glyphs: Glyphs): Line {
  if (tokensIfAny({ responses, totalTokens }) === undefined) return line(span(glyphs.unknown, 'dim'))
  const written = tokens.cacheWrite5m + tokens.cacheWrite1h
  const parts = [
    `${short(tokens.input)} in`,
    `${short(tokens.output)} out`,
    `${short(written)} written`,
    `${short(tokens.cacheRead)} read from cache`,
  ]
  return line(`${short(totalTokens)}: ${parts.join(', ')}`)
}

function costLine(session: SessionDetail, glyphs: Glyphs): Line {
  const { costUsd, unpricedModels, reported } = session
  const missing = unpricedModels.map(plainText).join(', ')
  const counted =
    costUsd === undefined
      ? unpricedModels.length > 0
        ? line(span('unpriced', 'warn'), `: ${missing}`)
        : line(span(glyphs.unknown, 'dim'))
      : line(span(dollars(costUsd, glyphs), 'bold'), ' counted')
  const without = costUsd !== undefined && missing !== '' ? [span(`, without ${missing}`, 'warn')] : []
  return [...counted, ...without, ...ledgerSpans(session, glyphs), ...reportedSpans(reported, glyphs)]
}

/** Of the same responses as the line of costs: said beside it, never added. */
function toldLine({ told }: SessionDetail, glyphs: Glyphs): Line | undefined {
  if (told === undefined) return undefined
  const cost = told.costUsd === undefined ? 'no cost' : dollars(told.costUsd, glyphs)
  const requests = told.requests === undefined ? '' : `, ${plural(told.requests, 'request')}`
  return line(`${cost}, ${short(toldTokens(told))} tokens${requests}`, span('   told by OpenTelemetry', 'dim'))
}

function ledgerSpans({ agent, ledger }: Pick<SessionDetail, 'agent' | 'ledger'>, glyphs: Glyphs): Line {
  if (ledger === undefined) return emptyLine
  const { costUsd, differenceUsd } = ledger
  const reason = differenceUsd !== undefined && differenceUsd > 0.000_001 ? ', with helper calls' : ''
  return line(span(`   ${kindOf(agent).displayName}'s own ledger ${dollars(costUsd, glyphs)}${reason}`, 'dim'))
}

function reportedSpans(reported: SessionDetail['reported'], glyphs: Glyphs): Line {
  if (reported === undefined) return emptyLine
  const who = reported.agents.map((agent) => kindOf(agent).displayName).join(', ')
  const free = reported.freeResponses > 0 ? ', as with a plan' : ''
  return line(span(`   ${who} itself ${dollars(reported.costUsd, glyphs)}${free}`, 'dim'))
}

function changesLine({ linesAdded, linesRemoved, files, commits }: SessionDetail, { minus }: Glyphs): Line | undefined {
  const edited = files.filter(({ isEdited }) => isEdited).length
  if (linesAdded === undefined && linesRemoved === undefined && edited === 0) return undefined
  const where = edited === 0 ? '' : ` in ${plural(edited, 'file')}`
  const landed = commits === undefined || commits === 0 ? '' : `, ${plural(commits, 'commit')}`
  return line(
    span(`+${formatCount(linesAdded ?? 0)}`, 'ok'),
    ' ',
    span(`${minus}${formatCount(linesRemoved ?? 0)}`, 'bad'),
    `${where}${landed}`,
  )
}
