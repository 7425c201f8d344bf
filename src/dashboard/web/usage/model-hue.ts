/** A model's place among the chart's colours: by its maker and family, the same whatever else is shown beside it. Pure. */
import { familyOf, type ModelFamily } from '../../../agents/model-family.ts'
import type { UsageFigures, UsageReport } from '../../../core/usage/usage.ts'

export interface ModelHue {
  /** `--chart-1` … `--chart-8`. */
  readonly hue: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
  /** Of several models of one hue the newest is 0 and full, the others are lighter. */
  readonly shade: 0 | 1 | 2
}

type Hue = ModelHue['hue']

const hues: Readonly<Record<ModelFamily, Hue>> = {
  opus: 1,
  fable: 2,
  sonnet: 3,
  haiku: 4,
  openai: 5,
  other: 6,
  google: 7,
}
/** Of what has no price. */
const unpricedHue = 8

const hueOf = (model: string): Hue => hues[familyOf(model)]

export type Modelled = Pick<UsageFigures, 'costUsd' | 'totalTokens' | 'statsCacheTokens'> & {
  readonly model: string
  readonly label: string
}

/** Days that only the stats-cache knows have no cost, whatever their model is. */
const isUnpriced = ({ costUsd, totalTokens, statsCacheTokens = 0 }: Modelled): boolean =>
  costUsd === undefined && totalTokens > statsCacheTokens

/**
 * In the order of the colours, which is also the order of the stack from below. `used`: all models there ever were; among them each
 * keeps its place, of what is shown alone it would change with every filter.
 */
export function hueModels<M extends Modelled>(
  models: readonly M[],
  used: UsageReport['models'] = [],
): readonly (M & ModelHue)[] {
  const known = new Set(used.map(({ model }) => model))
  const all = [...used, ...models.filter(({ model }) => !known.has(model))].sort(newestFirst)
  return models
    .map((model) => {
      const hue = hueOf(model.model)
      const place = all.filter((one) => hueOf(one.model) === hue).findIndex((one) => one.model === model.model)
      return isUnpriced(model)
        ? { ...model, hue: unpricedHue as Hue, shade: 0 as const }
        : { ...model, hue, shade: Math.min(2, place) as ModelHue['shade'] }
    })
    .sort((a, b) => a.hue - b.hue || newestFirst(a, b))
}

const newestFirst = (a: { readonly label: string }, b: { readonly label: string }): number =>
  b.label.localeCompare(a.label, 'en', { numeric: true })

/** The classes of a swatch or a part of a bar. */
export const hueClass = ({ hue, shade }: ModelHue): string => `s${hue}${shade > 0 ? ` v${shade}` : ''}`
