/** Who used how much of a range: models and projects. Pure. */

import type { UsageReport, UsageRow } from '../../../core/usage/usage.ts'
import { formatShare, formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Unit } from './address.ts'
import { costWords } from './figures.ts'
import type { ModelHue } from './model-hue.ts'
import { hueModels } from './model-hue.ts'

export interface ModelShare extends ModelHue {
  readonly model: string
  readonly label: string
  readonly cost: string
  readonly tokens: string
  readonly exactTokens: string
  /** 0..1 of the unit that is shown; undefined without a price. */
  readonly share: number | undefined
  readonly shareWords: string
  readonly isPriced: boolean
}

export function modelShares(
  rows: readonly UsageRow[],
  unit: Unit,
  used?: UsageReport['models'],
): readonly ModelShare[] {
  const whole = rows.reduce((sum, row) => sum + (amountOf(row, unit) ?? 0), 0)
  const models = rows.map((row) => ({ ...row, model: row.key || 'unknown' }))
  return hueModels(models, used).map((row) => {
    const share = shareOf(amountOf(row, unit), whole)
    return {
      model: row.model,
      label: plainText(row.label),
      hue: row.hue,
      shade: row.shade,
      cost: costWords(row),
      tokens: formatTokens(row.totalTokens),
      exactTokens: row.totalTokens.toLocaleString('en-US'),
      share,
      shareWords: share === undefined ? '–' : formatShare(share),
      isPriced: row.costUsd !== undefined,
    }
  })
}

export interface ProjectShare {
  readonly key: string
  readonly label: string
  readonly sessions: string
  readonly amount: string
  readonly shareWords: string
  /** Percent of the longest bar. */
  readonly barPercent: number
}

export function projectShares(rows: readonly UsageRow[], unit: Unit): readonly ProjectShare[] {
  const whole = rows.reduce((sum, row) => sum + (amountOf(row, unit) ?? 0), 0)
  const sorted = rows.toSorted((a, b) => (amountOf(b, unit) ?? -1) - (amountOf(a, unit) ?? -1))
  const longest = amountOf(sorted[0], unit) ?? 0
  return sorted.map((row) => {
    const amount = amountOf(row, unit)
    const share = shareOf(amount, whole)
    return {
      key: row.key,
      label: plainText(row.label) || 'unknown',
      sessions: row.sessions === undefined ? '–' : row.sessions.toLocaleString('en-US'),
      amount: unit === 'cost' ? costWords(row) : formatTokens(row.totalTokens),
      shareWords: share === undefined ? '–' : formatShare(share),
      barPercent: longest > 0 ? Math.round(((amount ?? 0) / longest) * 1000) / 10 : 0,
    }
  })
}

const amountOf = (row: UsageRow | undefined, unit: Unit): number | undefined =>
  unit === 'cost' ? row?.costUsd : row?.totalTokens

const shareOf = (amount: number | undefined, whole: number): number | undefined =>
  amount === undefined || whole <= 0 ? undefined : amount / whole
