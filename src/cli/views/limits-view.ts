/** `tce limits`: every account's windows, with a gauge in which `│` stands where even use would be. Pure: report → lines. */
import { kindOf } from '../../agents/kinds.ts'
import { allAgents } from '../../core/limits/counted-windows.ts'
import {
  ageOf,
  creditsWords,
  leftWords,
  levelOf,
  mostRoom,
  outlookOf,
  outlookWords,
  rangeWords,
  runsOutSoon,
  usedWords,
  usualWords,
} from '../../core/limits/limit-words.ts'
import type { AccountLimits, LimitsReport, WindowReport } from '../../core/limits/limits-report.ts'
import { formatPercent } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look, Role } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { table } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'

export interface LimitsMoment {
  readonly nowMs: number
  /** A moment as the user's clock shows it. */
  readonly at: (iso: string) => string
}

const gaugeCells = 20
const columns = [
  { width: 20, gap: 0 },
  { head: 'USED', width: gaugeCells, gap: 1 },
  { width: 8, gap: 1, align: 'right' },
  { head: 'AT THIS PACE', width: 13, gap: 2 },
  { head: 'RESETS', width: 7, gap: 1, align: 'right' },
  { head: 'AGE', width: 6, gap: 1, align: 'right' },
] as const

export function limitsView(report: LimitsReport, moment: LimitsMoment, look: Look): readonly Line[] {
  const { accounts, unknown, problem } = report
  const known = accounts.filter(({ windows }) => windows.length > 0)
  const problemLines = problem === undefined ? [] : wrapLine(line(span('! ', 'warn'), plainText(problem)), look.columns)
  const unknownLines = unknown.flatMap(({ agent, name, why, next }) =>
    wrapLine(
      line(
        span(`${kindOf(agent).mark} `, 'dim'),
        span(`${plainText(name)}: ${plainText(why)}${next === undefined ? '' : ` Next: ${plainText(next)}`}`, 'dim'),
      ),
      look.columns,
    ),
  )
  if (known.length === 0) {
    return [line('No limit is known yet.'), ...unknownLines, ...problemLines]
  }
  const [head = emptyLine] = table(columns, [], look.glyphs.ellipsis)
  return [
    head,
    ...known.flatMap((account) => accountLines(account, moment, look)),
    emptyLine,
    ...endLines(report, moment, look),
    ...unknownLines,
    ...problemLines,
  ]
}

function accountLines(account: AccountLimits, moment: LimitsMoment, look: Look): readonly Line[] {
  const { agent, name, place, windows, credits } = account
  const title = line(
    span(agent === allAgents ? '   ' : `${kindOf(agent).mark} `, 'dim'),
    span(plainText(name), 'bold'),
    ...(place === undefined ? [] : [span(`  ${plainText(place)}`, 'dim')]),
  )
  return [
    title,
    ...table(
      columns,
      windows.map((window) => windowCells(window, moment, look)),
      look.glyphs.ellipsis,
    ).slice(1),
    ...(credits === undefined
      ? []
      : [line('   Credits  ', creditsWords(credits), span(`, ${ageOf(credits, moment.nowMs).words}`, 'dim'))]),
  ]
}

const roleOfOutlook = { bad: 'bad', warn: 'warn', lasts: 'dim', unknown: 'dim' } as const

function windowCells(window: WindowReport, { nowMs, at }: LimitsMoment, look: Look): readonly Line[] {
  const { glyphs } = look
  const { words: age, isAged } = ageOf(window, nowMs)
  const { main } = outlookWords(window, at)
  const short = main
    .replace(/^runs out /, 'out ')
    .replace(/^lasts, about /, 'about ')
    .replace(/^unknown since /, 'ended ')
    .replace(/^too early to tell$/, 'too early')
    .replace(/^not counted yet$/, 'not counted')
  return [
    line(`   ${plainText(window.label).replace(/^(In|Out)put tokens /, '$1put ')}`),
    gauge(window, look),
    line(usedWords(window)),
    line(span(short, roleOfOutlook[outlookOf(window, nowMs)])),
    line(window.resetsAt === undefined ? span('rolling', 'dim') : span(leftWords(window, nowMs) ?? glyphs.unknown)),
    line(isAged ? span(`! ${age}`, 'warn') : span(age, 'dim')),
  ]
}

const roleOfLevel: Readonly<Record<ReturnType<typeof levelOf>, Role | undefined>> = {
  low: undefined,
  mid: 'warn',
  high: 'bad',
}

function gauge({ state, usedPercent, evenPercent }: WindowReport, { glyphs }: Look): Line {
  if (state === 'ended' || usedPercent === undefined) return line(span(glyphs.unknown, 'dim'))
  const cells = Math.round((Math.min(100, usedPercent) / 100) * gaugeCells)
  const even = evenPercent === undefined ? -1 : Math.min(gaugeCells - 1, Math.floor((evenPercent / 100) * gaugeCells))
  const role = roleOfLevel[levelOf(usedPercent)]
  return Array.from({ length: gaugeCells }, (_, cell) => {
    if (cell === even) return span(glyphs.trunk.charAt(0), 'bold')
    return cell < cells ? span(glyphs.gaugeFull, role) : span(glyphs.gaugeEmpty, 'dim')
  })
}

function endLines(report: LimitsReport, { nowMs, at }: LimitsMoment, { columns: width }: Look): readonly Line[] {
  const soon = runsOutSoon(report, nowMs)
  const range = soon && rangeWords(soon.window, at)
  const room = mostRoom(report)
  const others = new Set(report.accounts.filter(({ windows }) => windows.length > 0).map(({ id }) => id)).size
  const usual = report.accounts.flatMap(({ name, windows }) =>
    windows.flatMap((window) => {
      const words = usualWords(window, at)
      return words === undefined ? [] : [`${plainText(name)}, ${window.label.toLowerCase()}: ${words}.`]
    }),
  )
  const sentences = [
    ...(soon === undefined || range === undefined
      ? []
      : [`${plainText(soon.account.name)}, ${soon.window.label.toLowerCase()}: full ${range}.`]),
    ...usual,
    ...(room === undefined || others < 2
      ? []
      : [
          `Most room: ${plainText(room.account.name)}, ${formatPercent(room.leftPercent)} left (${room.window.label.toLowerCase()}) until ${at(room.window.resetsAt ?? '')}.`,
        ]),
    'Official numbers are the agents’ own; every forecast is an estimate of ours.',
  ]
  return sentences.flatMap((text) => wrapLine(line(span(text, 'dim')), width))
}
