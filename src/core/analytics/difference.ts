/** Two samples of messages beside each other: what changed, and whether chance alone would do it. Pure. */
import { type Figure, type FigureId, type FigureUnit, figureOf, figures, valuesOf } from './figures.ts'
import type { PricedMessage } from './priced-message.ts'
import { mannWhitney } from './statistics.ts'

/** As large a change comes by chance once in so many: what comes more often is noise. */
export const noiseAboveP = 0.05

export interface FigureDifference {
  readonly id: FigureId
  readonly label: string
  readonly unit: FigureUnit
  readonly how: Figure['how']
  readonly origin: Figure['origin']
  readonly before?: number | undefined
  readonly after?: number | undefined
  /** Of a share in points (0.017 is 1.7 points), else relative (−0.17 is 17 % less). Absent where it can't be said. */
  readonly change?: number | undefined
  /** Of Mann and Whitney, two-sided. Absent where one side has nothing. */
  readonly p?: number | undefined
  /** p > 0.05 */
  readonly isNoise?: boolean | undefined
}

export const differencesOf = (
  before: readonly PricedMessage[],
  after: readonly PricedMessage[],
): readonly FigureDifference[] =>
  figures
    .map((figure) => differenceOf(figure, before, after))
    .filter((row) => row.before !== undefined || row.after !== undefined)

function differenceOf(
  figure: Figure,
  before: readonly PricedMessage[],
  after: readonly PricedMessage[],
): FigureDifference {
  const { id, label, unit, how, origin } = figure
  const [a, b] = [figureOf(figure, before), figureOf(figure, after)]
  const test = mannWhitney(valuesOf(figure, before), valuesOf(figure, after))
  const row = { id, label, unit, how, origin, before: a, after: b, change: changeOf(unit, a, b) }
  return test === undefined ? row : { ...row, p: test.p, isNoise: test.p > noiseAboveP }
}

function changeOf(unit: FigureUnit, before: number | undefined, after: number | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined
  if (unit === 'share') return after - before
  return before === 0 ? undefined : after / before - 1
}
