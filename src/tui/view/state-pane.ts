/** The pane beside the feed: context, cost, steps, subagents, to do, flow. What has no rows left gives way. Pure. */

import type { LiveSessionState, LiveSubagent } from '../../core/session/live-session.ts'
import type { TodoItem } from '../../core/session/session-event.ts'
import { tokensIfAny } from '../../core/usage/tokens.ts'
import { formatBytes, formatDuration, formatPercent, formatTokens, formatUsd, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { formatRunningTime, formatStepTime } from '../../terminal/durations.ts'
import type { Line, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { truncateText } from '../../terminal/text-width.ts'
import { joinSpans, padEnd, padStart } from './cells.ts'
import { flowLines } from './flow-view.ts'
import { gaugeLine } from './gauge-line.ts'
import type { Frame } from './layout.ts'
import { paneRoom, spinnerMark, stepLines } from './steps-view.ts'

/** At most `height` lines. */
export function statePane(state: LiveSessionState, nowMs: number, frame: Frame, height: number): readonly Line[] {
  const head = [...contextLines(state, frame), emptyLine, ...figureLines(state, nowMs, frame)]
  const flow = section('FLOW', flowLines(state, 2, paneRoom(frame) - 1, frame))
  const agents = frame.isWide || !frame.isSplit ? section('SUBAGENTS', subagentLines(state, nowMs, frame)) : []
  const todos = frame.isWide || !frame.isSplit ? todoSection(state, frame) : []
  const roomForSteps = (others: readonly (readonly Line[])[]) =>
    height - 2 - [head, ...others].reduce((sum, lines) => sum + lines.length, 0)
  const steps = (count: number) => section('STEPS', stepLines(state, count, nowMs, frame))
  for (const others of [[agents, todos, flow], [todos, flow], [agents, flow], [flow]]) {
    const room = roomForSteps(others)
    const [agentPart, todoPart] = [others.includes(agents) ? agents : [], others.includes(todos) ? todos : []]
    if (room >= fewestSteps) return [...head, ...steps(frame.isWide ? room : 5), ...agentPart, ...todoPart, ...flow]
  }
  return [...head, ...steps(Math.max(1, roomForSteps([])))].slice(0, height)
}

const fewestSteps = 3

/** A blank line, the head, its lines; nothing at all without lines. */
const section = (head: string, lines: readonly Line[]): readonly Line[] =>
  lines.length === 0 ? [] : [emptyLine, line(' ', span(head, 'dim')), ...lines]

function contextLines({ context }: LiveSessionState, frame: Frame): readonly Line[] {
  const { glyphs, isWide } = frame
  const { share, tokens, windowTokens, compactionCount } = context
  const facts = [
    share === undefined ? '' : formatPercent(share * 100),
    tokens === undefined ? '' : `${round(tokens)}${windowTokens === undefined ? '' : ` of ${round(windowTokens)}`}`,
  ].filter((fact) => fact !== '')
  const note = isWide && compactionCount > 0 ? [span('  '), span(plural(compactionCount, 'compaction'), 'dim')] : []
  return [
    line(' ', span('CONTEXT', 'dim'), `  ${facts.join(', ') || glyphs.unknown}`),
    [span(' '), ...gaugeLine(share, isWide ? 24 : 14, glyphs), ...note],
  ]
}

/** In sentences a round number needs no decimal: "412 k", "1 M". */
const round = (tokens: number): string => formatTokens(tokens).replace(/\.0+ /, ' ')

function figureLines(state: LiveSessionState, nowMs: number, frame: Frame): readonly Line[] {
  const { unknown } = frame.glyphs
  const { costUsd, unpricedModels, cacheHitRate, process } = state
  const cost =
    costUsd !== undefined
      ? span(formatUsd(costUsd), 'bold')
      : span(unpricedModels.length > 0 ? 'no rate' : unknown, unpricedModels.length > 0 ? 'warn' : 'dim')
  const tokens = tokensIfAny(state)
  const money = [
    figure('COST', cost),
    figure('TOKENS', tokens === undefined ? span(unknown, 'dim') : span(formatTokens(tokens))),
  ]
  if (!frame.isWide) return [figureLine(money)]
  if (cacheHitRate !== undefined) money.push(figure('CACHE', span(formatPercent(cacheHitRate * 100))))
  const started = process?.startedAt ?? state.startedAt
  const upMs = started === undefined ? Number.NaN : nowMs - Date.parse(started)
  const run = [figure('TURNS', span(String(state.turns)))]
  if (!Number.isNaN(upMs))
    run.push(figure(process === undefined ? 'AGE' : 'UP', span(upMs < 60_000 ? '<1m' : formatDuration(upMs))))
  if (process?.cpuPercent !== undefined) run.push(figure('CPU', span(formatPercent(process.cpuPercent))))
  if (process?.rssBytes !== undefined) run.push(figure('MEM', span(formatBytes(process.rssBytes))))
  return [figureLine(money), figureLine(run)]
}

const figure = (name: string, value: Span): Line => [span(name, 'dim'), span(' '), value]
const figureLine = (figures: readonly Line[]): Line => [span(' '), ...joinSpans(figures, '  ')]

/** Running ones first, then the newest; at most six. */
function subagentLines({ subagents }: LiveSessionState, nowMs: number, frame: Frame): readonly Line[] {
  const isRunning = ({ status }: LiveSubagent) => status === 'pending'
  const running = subagents.filter(isRunning)
  const ended = subagents.filter((one) => !isRunning(one))
  const room = Math.max(0, mostSubagents - running.length)
  const shown = [...running.slice(-mostSubagents), ...(room === 0 ? [] : ended.slice(-room))]
  const more = subagents.length - shown.length
  const lines = shown.map((one) => subagentLine(one, nowMs, frame))
  return more === 0 ? lines : [...lines, line('    ', span(`and ${more} more`, 'dim'))]
}

const mostSubagents = 5
const typeWidth = 11

function subagentLine(one: LiveSubagent, nowMs: number, frame: Frame): Line {
  const { glyphs, marks } = frame
  const room = paneRoom(frame) - 4
  const about = plainText((one.status === 'pending' ? one.doing : undefined) ?? one.description ?? '')
  const aboutWidth = Math.max(0, room - typeWidth - 1 - 8)
  const type = truncateText(
    `${'  '.repeat(Math.max(0, one.depth - 1))}${plainText(one.type ?? 'subagent')}`,
    typeWidth,
    glyphs.ellipsis,
  )
  const startedMs = Date.parse(one.startedAt ?? '')
  const runsMs = one.status === 'pending' && !Number.isNaN(startedMs) ? nowMs - startedMs : undefined
  const time =
    one.durationMs !== undefined
      ? formatStepTime(one.durationMs)
      : runsMs === undefined
        ? ''
        : formatRunningTime(runsMs)
  const mark =
    one.status === 'pending'
      ? span(spinnerMark(nowMs, marks.spinner), 'busy')
      : one.status === 'done'
        ? span(glyphs.done, 'ok')
        : span(glyphs.failed, one.status === 'failed' ? 'bad' : 'warn')
  return [
    span(' '),
    mark,
    span(`  ${padEnd(type, typeWidth)} `),
    span(padEnd(truncateText(about, aboutWidth, glyphs.ellipsis), aboutWidth), 'dim'),
    span(padStart(time, 8), 'dim'),
  ]
}

const mostTodos = 8

function todoSection({ todos }: LiveSessionState, frame: Frame): readonly Line[] {
  if (todos.length === 0) return []
  const done = todos.filter(({ status }) => status === 'done').length
  const open = todos.findIndex(({ status }) => status !== 'done')
  const from = Math.max(0, Math.min(open < 0 ? todos.length : open - 3, todos.length - mostTodos))
  return [
    emptyLine,
    line(' ', span('TO DO', 'dim'), ` ${done} of ${todos.length}`),
    ...todos.slice(from, from + mostTodos).map((item) => todoLine(item, frame)),
  ]
}

function todoLine({ text, status }: TodoItem, frame: Frame): Line {
  const { glyphs } = frame
  const words = truncateText(plainText(text), paneRoom(frame) - 4, glyphs.ellipsis)
  if (status === 'done') return line(' ', span(glyphs.done, 'ok'), '  ', span(words, 'dim'))
  return status === 'in-progress'
    ? line(' ', span(glyphs.healthy, 'busy'), `  ${words}`)
    : line(' ', span(glyphs.none, 'dim'), `  ${words}`)
}
