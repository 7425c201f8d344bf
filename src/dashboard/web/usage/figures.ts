/** The four figures on top, in words. Pure. */

import { kindOf } from '../../../agents/kinds.ts'
import { reportedWords } from '../../../core/usage/reported.ts'
import type { UsageFigures, UsageReport } from '../../../core/usage/usage.ts'
import { formatShare, formatTokens, formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { originSentence } from '../live/today-usage.ts'

export interface Figure {
  readonly label: string
  /** "$48.60", "unpriced". */
  readonly cost: string
  /** "counted": where it is from, with the sentence that explains it. */
  readonly originWord: string
  readonly origin: string
  readonly tokens: string
  readonly exactTokens: string
  /** "95.8 % from cache" */
  readonly cache?: string | undefined
  /** "saved $312"; or what it cost more than it saved. */
  readonly saved?: string | undefined
  /** What agents themselves say, where that is not what we count. */
  readonly reported?: string | undefined
  /** What is in no total: "acme-gateway/next-1 has no price". */
  readonly unpriced?: string | undefined
}

export function toFigures({ periods, pricesAsOf }: Pick<UsageReport, 'periods' | 'pricesAsOf'>): readonly Figure[] {
  return [
    toFigure('Today', periods.today, pricesAsOf),
    toFigure('7 days', periods.last7Days, pricesAsOf),
    toFigure('30 days', periods.last30Days, pricesAsOf),
    toFigure('All time', periods.allTime, pricesAsOf),
  ]
}

function toFigure(label: string, figures: UsageFigures, pricesAsOf: string): Figure {
  const { cacheHitRate, cacheSavedUsd, unpriced } = figures
  return {
    label,
    cost: costWords(figures),
    originWord: figures.origin,
    origin: `${originSentence(figures.origin, pricesAsOf)}${statsCacheWords(figures)}`,
    tokens: `${formatTokens(figures.totalTokens)} tokens`,
    exactTokens: figures.totalTokens.toLocaleString('en-US'),
    cache: cacheHitRate === undefined ? undefined : `${formatShare(cacheHitRate)} from cache`,
    saved: cacheSavedUsd === undefined ? undefined : savedWords(cacheSavedUsd),
    reported: reportedWords(figures.reported, (agent) => kindOf(agent).displayName),
    unpriced: unpriced.length === 0 ? undefined : unpricedWords(unpriced),
  }
}

/** Nothing used is $0.00; used without a price is not. */
export const costWords = ({ costUsd }: Pick<UsageFigures, 'costUsd'>): string =>
  costUsd === undefined ? 'unpriced' : formatUsd(costUsd)

const savedWords = (usd: number): string => (usd < 0 ? `cache cost ${roundUsd(-usd)} more` : `saved ${roundUsd(usd)}`)

/** Above a hundred dollars the cents say nothing. */
const roundUsd = (usd: number): string => (usd < 100 ? formatUsd(usd) : `$${Math.round(usd).toLocaleString('en-US')}`)

const statsCacheWords = ({ statsCacheTokens }: UsageFigures): string =>
  statsCacheTokens === undefined
    ? ''
    : ` ${formatTokens(statsCacheTokens)} of the tokens are from there and have no cost.`

function unpricedWords(unpriced: UsageFigures['unpriced']): string {
  const names = unpriced.map(({ model, tokens }) => `${plainText(model)} (${formatTokens(tokens)})`)
  return `without ${names.join(', ')}: no price`
}
