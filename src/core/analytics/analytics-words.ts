/** The figures of analytics in words, the same on every face. Pure. */
import { formatCount, formatDurationInWords, formatShare, formatTokens, formatUsd, plural } from '../words/format.ts'
import type { FigureDifference } from './difference.ts'
import type { FigureUnit } from './figures.ts'
import type { ToldRequests } from './told-times.ts'

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
  value < 10 && !Number.isInteger(value) ? value.toFixed(1) : formatCount(Math.round(value))

/** `−17 %`, `+2.7 pts`; `–` where it can't be said. */
export function changeInWords({ change, unit }: Pick<FigureDifference, 'change' | 'unit'>): string {
  if (change === undefined) return '–'
  const points = unit === 'share'
  const size = points ? `${(Math.abs(change) * 100).toFixed(1)} pts` : `${Math.round(Math.abs(change) * 100)} %`
  return `${change < 0 ? '−' : '+'}${size}`
}

/** `First token 1.3 s, answer 6.0 s: medians of 812 requests, told by OpenTelemetry.` */
export function toldWords({ requests, firstTokenMs, answerMs, isCut }: ToldRequests): string {
  const times = [
    firstTokenMs === undefined ? '' : `first token ${figureInWords(firstTokenMs, 'ms')}`,
    answerMs === undefined ? '' : `answer ${figureInWords(answerMs, 'ms')}`,
  ].filter((part) => part !== '')
  const [first = 'no time', ...more] = times
  const of = `${isCut === true ? 'the newest ' : ''}${plural(requests, 'request')}`
  return `${[first.charAt(0).toUpperCase() + first.slice(1), ...more].join(', ')}: medians of ${of}, told by OpenTelemetry.`
}

/** Behind every table with changes. */
export const noiseWords = '“noise”: so large a change comes by chance more than once in 20 (Mann–Whitney).'
