/** The figures of analytics in words, the same on every face. Pure. */
import { formatDurationInWords, formatShare, formatTokens, formatUsd } from '../words/format.ts'
import type { FigureDifference } from './difference.ts'
import type { FigureUnit } from './figures.ts'

export function figureInWords(value: number | undefined, unit: FigureUnit): string {
  if (value === undefined) return '–'
  switch (unit) {
    case 'usd':
      return formatUsd(value)
    case 'tokens':
      return formatTokens(value)
    case 'times':
      return `${formatSmall(value)}×`
    case 'count':
      return formatSmall(value)
    case 'share':
      return formatShare(value)
    case 'ms':
      return value < 1000 ? `${Math.round(value)} ms` : formatDurationInWords(value)
    default:
      return unit satisfies never
  }
}

/** One place behind the point where that tells something. */
const formatSmall = (value: number): string =>
  value < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value))

/** `−17 %`, `+2.7 pts`; `–` where it can't be said. */
export function changeInWords({ change, unit }: Pick<FigureDifference, 'change' | 'unit'>): string {
  if (change === undefined) return '–'
  const points = unit === 'share'
  const size = points ? `${(Math.abs(change) * 100).toFixed(1)} pts` : `${Math.round(Math.abs(change) * 100)} %`
  return `${change < 0 ? '−' : '+'}${size}`
}

/** Behind every table with changes. */
export const noiseWords = '“noise”: so large a change comes by chance more than once in 20 (Mann–Whitney).'
