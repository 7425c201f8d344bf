/** `tce advice`: findings by money, each with its arithmetic; and all cases of one. Pure. */
import type { AdviceFinding, AdviceReport } from '../../core/advice/advice.ts'
import { amountInWords, ruleWords } from '../../core/advice/rule-words.ts'
import { thresholds } from '../../core/advice/thresholds.ts'
import type { AdviceRule } from '../../core/advice/waste-case.ts'
import { formatTokens, formatUsd, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrap, wrapLine } from '../../terminal/wrap.ts'
import { whenText } from './log-view.ts'

const moneyCells = 9

export function adviceView(report: AdviceReport, withGit: boolean, look: Look): readonly Line[] {
  const { findings } = report
  return [
    ...(findings.length === 0 ? nothingFound(report, look) : summary(report, look)),
    ...findings.flatMap((one) => [emptyLine, ...findingLines(one, look)]),
    ...footer(report, withGit, look),
  ]
}

function summary({ findings, savedUsd, spentUsd, days }: AdviceReport, { columns }: Look): readonly Line[] {
  const of = spentUsd === undefined ? '' : ` of ${formatUsd(spentUsd)}`
  return [
    line(span(`${plural(findings.length, 'finding')}, about ${formatUsd(savedUsd)}`, 'bold'), `${of} in ${days} days.`),
    ...wrap(
      'Each is an estimate; what several count is in the sum once. None is certain to be waste: you know why it was done.',
      columns,
    ).map((text) => line(span(text, 'dim'))),
  ]
}

function nothingFound(report: AdviceReport, look: Look): readonly Line[] {
  const { days, spentUsd, minUsd, prompts, isTooEarly, foundNothing } = report
  if (isTooEarly) {
    const { enoughPrompts } = thresholds
    const why = `The rules need 3 days or ${enoughPrompts} messages; there are ${plural(prompts, 'message')}.`
    return wrapLine(line(span(`${look.glyphs.none} `, 'dim'), `Too early for advice. ${why}`), look.columns)
  }
  const of = spentUsd === undefined ? `${days} days` : `${days} days and ${formatUsd(spentUsd)}`
  const text = `Nothing to point out. ${plural(foundNothing.length, 'rule')} looked at ${of}, and none found more than ${formatUsd(minUsd)}.`
  return wrapLine(line(span(`${look.glyphs.done} `, 'ok'), text), look.columns)
}

function findingLines({ usd, title, evidence, next, rule }: AdviceFinding, { columns }: Look): readonly Line[] {
  const pad = ' '.repeat(moneyCells + 2)
  const width = columns - pad.length
  return [
    line(span(formatUsd(usd).padStart(moneyCells), 'bold'), '  ', span(title, 'bold')),
    ...wrap(plainText(evidence), width).map((text) => line(`${pad}${text}`)),
    ...wrap(plainText(next), width).map((text) => line(pad, span(text, 'dim'))),
    line(pad, span('Cases: ', 'dim'), `tce advice ${rule}`),
  ]
}

function footer({ sessionsToRead, hidden, findings }: AdviceReport, withGit: boolean, look: Look): readonly Line[] {
  const [first] = findings
  const rest = [
    ...(sessionsToRead === 0 ? [] : [`${plural(sessionsToRead, 'session')} not looked at yet: ask again in a while.`]),
    ...(hidden.length === 0 ? [] : [`${hidden.length} hidden by you: tce advice --hidden`]),
    ...(first === undefined ? [] : [`Of no use? tce advice hide ${first.rule}`]),
    ...(withGit ? [] : ['What became of the work, by git: tce advice --git']),
  ]
  return [emptyLine, ...rest.flatMap((text) => wrapLine(line(span(text, 'dim')), look.columns))]
}

export function findingView(
  rule: AdviceRule,
  finding: AdviceFinding | undefined,
  { minUsd, days }: AdviceReport,
  nowMs: number,
  look: Look,
): readonly Line[] {
  const words = ruleWords[rule]
  const counted = wrapLine(line(span(`Counted: ${words.counted}`, 'dim')), look.columns)
  if (finding === undefined) {
    const nothing = `“${words.title}”: nothing over ${formatUsd(minUsd)} in ${days} days.`
    return [...wrapLine(line(span(`${look.glyphs.none} `, 'dim'), nothing), look.columns), ...counted]
  }
  const rows = finding.dearest.map(({ title, what, project, at, amount, tokens, usd, sessionId }) => [
    line(plainText(what ?? title ?? sessionId)),
    line(plainText(project ?? '')),
    line(whenText(at, nowMs)),
    line(amountInWords(rule, amount)),
    line(formatTokens(tokens)),
    line(span(formatUsd(usd), 'bold')),
    line(span(sessionId.slice(0, 8), 'dim')),
  ])
  const unpriced = plural(finding.unpricedCases, 'case')
  return [
    ...findingLines(finding, look).slice(0, -1),
    emptyLine,
    ...fittedTable(
      [
        { head: 'CASE' },
        { head: 'PROJECT' },
        { head: 'WHEN' },
        { head: words.amount.head.toUpperCase(), align: 'right' },
        { head: 'TOKENS', align: 'right' },
        { head: 'LOST', align: 'right' },
        { head: 'SESSION' },
      ],
      rows,
      look,
    ),
    emptyLine,
    ...counted,
    ...(finding.unpricedCases === 0 ? [] : [line(span(`${unpriced} without a price are not counted.`, 'dim'))]),
  ]
}
