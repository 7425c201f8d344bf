/** `tce session` without one: all that run now, together and each. Pure. */
import { kindOf } from '../../agents/kinds.ts'
import type { InstanceMetrics } from '../../core/analytics/instance-metrics.ts'
import type { MetricsReport } from '../../core/analytics/metrics-report.ts'
import type { MinuteRate } from '../../core/analytics/minute-rates.ts'
import { formatCount, formatPercent, formatShare, formatTokens, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { sparkLine } from '../../terminal/bars.ts'
import { emptyLine, type Line, type Look, line, span } from '../../terminal/roles.ts'
import { type Column, fittedTable, table, truncateLine } from '../../terminal/table.ts'
import { type Fact, filesLine, planFacts, spentFacts, troubleLine } from './metrics-lines.ts'
import { dollars, shownLabel } from './usage-words.ts'

export function metricsView(report: MetricsReport, look: Look): readonly Line[] {
  const { glyphs, columns } = look
  if (report.instances.length === 0) {
    return [line('No agent runs whose session is counted.'), line(span('All sessions: tce sessions', 'dim'))]
  }
  const facts: readonly Fact[] = [
    ...spentFacts(report.time),
    ...planFacts(report.plans),
    ['Trouble', troubleLine(report)],
    ['Files', filesLine(report.files)],
  ]
  return [
    headLine(report, look),
    emptyLine,
    ...rateLines(report, look),
    emptyLine,
    ...facts.flatMap(([label, fact]) => (fact === undefined ? [] : [[span(label.padEnd(11), 'dim'), ...fact]])),
    emptyLine,
    ...instanceLines(report.instances, look),
  ].map((shown) => truncateLine(shown, columns, glyphs.ellipsis))
}

function headLine({ instances, costUsd, totalTokens, tokens, unpricedModels }: MetricsReport, { glyphs }: Look): Line {
  const prompt = totalTokens - tokens.output
  const parts = [
    costUsd === undefined ? 'unpriced' : dollars(costUsd, glyphs),
    `${formatTokens(totalTokens)} tokens`,
    prompt > 0 ? `${formatShare(tokens.cacheRead / prompt)} from cache` : '',
  ].filter((part) => part !== '')
  const without =
    costUsd !== undefined && unpricedModels.length > 0 ? `, without ${unpricedModels.map(plainText).join(', ')}` : ''
  return line(span(plural(instances.length, 'agent'), 'bold'), ` now: ${parts.join(', ')}`, span(without, 'warn'))
}

const rateColumns: readonly Column[] = [
  { head: 'A MINUTE', width: 26, gap: 0 },
  { head: 'NOW', width: 8, gap: 1, align: 'right' },
  { head: 'HIGHEST', width: 8, gap: 1, align: 'right' },
  { head: 'LIMIT', width: 8, gap: 1, align: 'right' },
  { head: 'LAST HOUR', width: 20, gap: 2 },
]

function rateLines({ rates: { requests, input, output } }: MetricsReport, { glyphs }: Look): readonly Line[] {
  const row = (what: string, { now, highest, limit, minutes }: MinuteRate): readonly Line[] => [
    line(what),
    [span(formatTokens(now), 'bold')],
    line(formatTokens(highest)),
    limit === undefined ? line(span(glyphs.unknown, 'dim')) : line(formatTokens(limit)),
    [span(sparkLine(threeAtATime(minutes), glyphs), 'chart')],
  ]
  const rows = [row('Requests', requests), row('Input, without cache reads', input), row('Output', output)]
  return table(rateColumns, rows, glyphs.ellipsis)
}

const threeAtATime = (minutes: readonly number[]): readonly number[] =>
  Array.from({ length: Math.ceil(minutes.length / 3) }, (_, at) => Math.max(...minutes.slice(at * 3, at * 3 + 3)))

function instanceLines(instances: readonly InstanceMetrics[], look: Look): readonly Line[] {
  const { glyphs } = look
  const unknown = line(span(glyphs.unknown, 'dim'))
  const count = (value: number) => (value === 0 ? unknown : line(formatCount(value)))
  const sum = (tools: InstanceMetrics['tools'], of: 'calls' | 'failures') =>
    tools.reduce((all, tool) => all + tool[of], 0)
  return fittedTable(
    [
      { head: 'AGENT' },
      { head: 'MODEL' },
      ...['COST', 'TOKENS', 'CACHE', 'CONTEXT', 'TOOLS', 'FAILED'].map((head) => ({ head, align: 'right' as const })),
    ],
    instances.map((one) => [
      line(span(`${kindOf(one.agent).mark} `, 'dim'), shownLabel(one.project ?? one.sessionId.slice(0, 8), glyphs)),
      line(plainText(one.modelLabel ?? one.model ?? glyphs.unknown)),
      one.costUsd === undefined ? line(span('unpriced', 'warn')) : line(dollars(one.costUsd, glyphs)),
      line(formatTokens(one.totalTokens)),
      one.cacheShare === undefined ? unknown : line(formatPercent(one.cacheShare * 100)),
      contextCell(one) ?? unknown,
      count(sum(one.tools, 'calls')),
      count(sum(one.tools, 'failures')),
    ]),
    look,
  )
}

const contextCell = ({ contextTokens, contextWindowTokens }: InstanceMetrics): Line | undefined =>
  contextTokens === undefined || contextWindowTokens === undefined
    ? undefined
    : line(formatPercent((contextTokens / contextWindowTokens) * 100))
