/** `tce prices`: what is in force and how old it is; `--check`: where another list says otherwise. Pure. */

import { comparedModels, type PriceCheck } from '../../agents/price-check.ts'
import type { DatedRates, ModelPrices, PriceBook, Rates } from '../../core/usage/price.ts'
import { rateNames } from '../../core/usage/price.ts'
import { plural } from '../../core/words/format.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { Column } from '../../terminal/table.ts'
import { fittingWidth, table } from '../../terminal/table.ts'
import { wrap } from '../../terminal/wrap.ts'
import { shownLabel, times } from './usage-words.ts'

export interface PricesContext {
  readonly nowMs: number
  /** Where the user's own prices lie, or would. */
  readonly priceFile: string
}

export function pricesView(prices: PriceBook, { nowMs, priceFile }: PricesContext, look: Look): readonly Line[] {
  const rows = prices.models.flatMap((model) => priceRows(model, look))
  const own = prices.models.filter(({ isOverride }) => isOverride)
  const age = Math.max(0, Math.floor((nowMs - Date.parse(prices.asOf)) / 86_400_000))
  const notes = [
    `US dollars per million tokens, checked on ${prices.asOf}, ${plural(age, 'day')} ago. Fast multiplies all tokens.`,
    own.length === 0
      ? `Your own go into ${priceFile}`
      : `${plural(own.length, 'price')} of your own, from ${priceFile}`,
  ]
  return [
    ...table(priceColumns(rows), rows, look.glyphs.ellipsis),
    emptyLine,
    ...notes.flatMap((note) => wrap(note, look.columns).map((text) => line(span(text, 'dim')))),
  ]
}

function priceColumns(rows: readonly (readonly Line[])[]): readonly Column[] {
  const name = Math.min(
    24,
    fittingWidth(
      rows.map(([cell = emptyLine]) => cell),
      'MODEL',
    ),
  )
  const number = (head: string, width = 6): Column => ({ head, width, gap: 2, align: 'right' })
  return [
    { head: 'MODEL', width: name, gap: 0 },
    number('INPUT'),
    number('OUTPUT'),
    number('5 MIN'),
    number('1 HOUR'),
    number('READ'),
    number('FAST', 4),
    { width: 22, gap: 2 },
  ]
}

/** One row per price; the name stands once. */
function priceRows(model: ModelPrices, { glyphs }: Look): readonly (readonly Line[])[] {
  const fast =
    model.fastFactor === undefined || model.fastFactor === 1 ? glyphs.unknown : `${times(glyphs)} ${model.fastFactor}`
  const own = model.isOverride ? ['yours'] : []
  const row = (name: string, rates: Rates, notes: readonly string[]): readonly Line[] => [
    line(span(shownLabel(name, glyphs), 'bold')),
    ...rateNames.map((rate) => line(String(rates[rate]))),
    line(span(fast, fast === glyphs.unknown ? 'dim' : undefined)),
    line(span(notes.join(', '), model.isOverride ? 'warn' : 'dim')),
  ]
  return model.prices.flatMap((rates: DatedRates, index) => [
    row(index === 0 ? (model.label ?? model.id) : '', rates, [
      ...own,
      ...(rates.from === undefined ? [] : [`from ${rates.from}`]),
    ]),
    ...(rates.longPrompt === undefined
      ? []
      : [row('', rates.longPrompt, [...own, `above ${rates.longPrompt.aboveTokens / 1000} k prompt`])]),
  ])
}

export function priceCheckView(check: PriceCheck, file: string, look: Look): readonly Line[] {
  const { differences, unknownThere, newModels, compared } = check
  const { glyphs } = look
  const head =
    differences.length === 0
      ? line(span(`${glyphs.done} `, 'ok'), `${plural(compared, 'price')} compared with ${file}: no difference.`)
      : line(
          span(`${glyphs.failed} `, 'bad'),
          `${plural(differences.length, 'difference')} in ${plural(compared, 'price')} compared with ${file}:`,
        )
  const rows = differences.map(({ model, field, ours, theirs }) => [
    line(span(shownLabel(model, glyphs), 'bold')),
    line(field),
    line(`ours ${ours}`),
    line(`theirs ${theirs}`),
  ])
  const note = (title: string, models: readonly string[]): readonly Line[] =>
    models.length === 0
      ? []
      : wrap(`${title}: ${models.map((model) => shownLabel(model, glyphs)).join(', ')}`, look.columns).map((text) =>
          line(span(text, 'dim')),
        )
  return [
    head,
    ...(rows.length === 0
      ? []
      : [
          emptyLine,
          ...table(
            [0, 1, 2, 3].map((index) => ({
              width: Math.min(40, fittingWidth(rows.map((row) => row[index] ?? emptyLine))),
              gap: 2,
            })),
            rows,
            glyphs.ellipsis,
          ),
        ]),
    ...(unknownThere.length + newModels.length === 0 ? [] : [emptyLine]),
    ...note('Only we list', unknownThere),
    ...note(`Only they list (${comparedModels})`, newModels),
  ]
}
