/** A model's place among the chart's colours: by its family, always the same. Pure. */
import type { UsageFigures } from '../../../core/usage/usage.ts'

export interface ModelHue {
  /** `--chart-1` … `--chart-8`. */
  readonly hue: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
  /** Of several models of one family the newest is 0 and full, the others are lighter. */
  readonly shade: 0 | 1 | 2
}

const families = ['opus', 'fable', 'sonnet', 'haiku']
const furtherHues = [5, 6, 7] as const

function hueOf(model: string, isPriced: boolean): ModelHue['hue'] {
  const family = /^claude-(?:\d[\d.-]*-)?([a-z]+)/.exec(model)?.[1]
  if (family === undefined || !isPriced) return 8
  const known = families.indexOf(family)
  if (known >= 0) return ([1, 2, 3, 4] as const)[known] ?? 8
  return furtherHues[[...family].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % furtherHues.length] ?? 8
}

export type Modelled = Pick<UsageFigures, 'costUsd' | 'totalTokens'> & {
  readonly model: string
  readonly label: string
}

/** In the order of the colours, which is also the order of the stack from below. */
export function hueModels<M extends Modelled>(models: readonly M[]): readonly (M & ModelHue)[] {
  const hued = models.map((model) => ({ ...model, hue: hueOf(model.model, model.costUsd !== undefined) }))
  const ordered = hued.sort((a, b) => a.hue - b.hue || b.label.localeCompare(a.label, 'en', { numeric: true }))
  return ordered.map((model, index) => {
    const before = ordered.slice(0, index).filter(({ hue }) => hue === model.hue).length
    return { ...model, shade: Math.min(2, before) as ModelHue['shade'] }
  })
}

/** The classes of a swatch or a part of a bar. */
export const hueClass = ({ hue, shade }: ModelHue): string => `s${hue}${shade > 0 ? ` v${shade}` : ''}`
