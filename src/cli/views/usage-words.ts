/** Costs, tokens and what is missing from a total, as the usage views say it. Pure. */
import { kindOf } from '../../agents/kinds.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { reportedWords } from '../../core/usage/reported.ts'
import type { BlockForecast, UsageFigures } from '../../core/usage/usage.ts'
import { clockText } from '../../core/usage/usage-groups.ts'
import { formatCount, formatTokens, formatUsd } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Glyphs, Line, Look, Span } from '../../terminal/roles.ts'
import { span } from '../../terminal/roles.ts'
import { wrap } from '../../terminal/wrap.ts'

/** `$48.60`, `unpriced`, or – where only Claude Code's own figure is known, which has no cost. */
export function costCell({ costUsd, unpriced }: Pick<UsageFigures, 'costUsd' | 'unpriced'>, glyphs: Glyphs): Span {
  if (costUsd !== undefined) return span(dollars(costUsd, glyphs), 'bold')
  return unpriced.length > 0 ? span('unpriced', 'warn') : span(glyphs.unknown, 'dim')
}

export const dollars = (usd: number, { minus }: Glyphs): string => formatUsd(usd).replace('−', minus)

/** Whole dollars from 100 on: nobody compares the cents of what was not spent. */
export function savedDollars(usd: number, glyphs: Glyphs): string {
  if (Math.abs(usd) < 100) return dollars(usd, glyphs)
  return `${usd < 0 ? glyphs.minus : ''}$${formatCount(Math.round(Math.abs(usd)))}`
}

/** "without 41.2 k tokens of acme-gateway/next-1": nothing where everything has a price. */
export function withoutLines(
  { unpriced }: Pick<UsageFigures, 'unpriced'>,
  { columns }: Look,
  indent = 0,
): readonly Line[] {
  if (unpriced.length === 0) return []
  const shown = unpriced.slice(0, 3).map(({ model, tokens }) => `${formatTokens(tokens)} tokens of ${plainText(model)}`)
  const more = unpriced.length > 3 ? [`${unpriced.length - 3} models more`] : []
  return wrap(`without ${[...shown, ...more].join(', ')}`, columns - indent).map((text) => [
    span(' '.repeat(indent)),
    span(text, 'warn'),
  ])
}

/** "5-hour block 12:00–17:00  $27.84 so far, $10.99/h, about $54.95 at 17:00". */
export function blockLine(block: BlockForecast, calendar: Calendar, glyphs: Glyphs): Line {
  const clock = (at: string): string => clockText(Date.parse(at), calendar)
  const pace = block.burnUsdPerHour === undefined ? '' : `, ${dollars(block.burnUsdPerHour, glyphs)}/h`
  const end =
    block.projectedUsd === undefined ? '' : `, about ${dollars(block.projectedUsd, glyphs)} at ${clock(block.endAt)}`
  return [
    span('5-hour block', 'dim'),
    span(` ${clock(block.startAt)}${glyphs.unknown}${clock(block.endAt)}  `),
    costCell(block, glyphs),
    span(` so far${pace}${end}`),
  ]
}

/** Labels carry dashes and dots that an ASCII terminal can't show. */
export const shownLabel = (label: string, { unknown, ellipsis }: Glyphs): string =>
  plainText(label).replaceAll('–', unknown).replaceAll('…', ellipsis)

/** The sign of multiplication. */
export const times = ({ unknown }: Glyphs): string => (unknown === '–' ? '×' : 'x')

/** What agents themselves say that it cost, where that is not what we count. */
export function reportedNote(before: string, { reported }: Pick<UsageFigures, 'reported'>): readonly string[] {
  const words = reportedWords(reported, (agent) => kindOf(agent).displayName)
  return words === undefined ? [] : [`${before}${words}`]
}
