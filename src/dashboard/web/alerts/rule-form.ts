/** A rule as it is typed, and what is sent of it: what is wrong with that, the server says. Pure. */
import { type Rule, type RuleKind, ruleTable, usualValues } from '../../../core/alerts/rule.ts'
import type { FlatRule } from '../../../core/alerts/rule-check.ts'

export interface RuleForm {
  readonly kind: RuleKind
  readonly name: string
  readonly isOn: boolean
  /** Numbers as typed. */
  readonly values: Readonly<Record<string, string | boolean | readonly string[]>>
  readonly channels: readonly string[]
  readonly repeat: string
  readonly throttle: string
  readonly passesQuiet: readonly string[]
  readonly isSilentWhileLooking: boolean
}

const typed = (values: Rule['values']): RuleForm['values'] =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? String(value) : value]),
  )

export const kindForm = (kind: RuleKind, values: Rule['values'] = {}): RuleForm => ({
  ...{ kind, name: '', isOn: true, values: typed({ ...usualValues(kind), ...values }), channels: ['desktop'] },
  ...{ repeat: '', throttle: '', passesQuiet: [], isSilentWhileLooking: false },
})

export const formOf = (rule: Rule): RuleForm => ({
  ...{ kind: rule.kind, name: rule.name ?? '', isOn: rule.isOn, values: typed(rule.values), channels: rule.channels },
  ...{ repeat: String(rule.repeatMinutes ?? ''), throttle: String(rule.throttleMinutes ?? '') },
  ...{ passesQuiet: rule.passesQuiet ?? [], isSilentWhileLooking: rule.notWhileLooking === true },
})

/** What is no number goes as it was typed. */
export function typedNumber(text: string): number | string {
  const plain = text.trim().replace(/^\$/, '').replace(',', '.')
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : text.trim()
}

export function ruleOfForm(id: string, form: RuleForm): FlatRule {
  const { fields } = ruleTable[form.kind]
  const values = Object.entries(fields).flatMap(([key, { takes }]) => {
    const value = form.values[key]
    if (value === undefined || value === '') return []
    return [[key, takes === 'number' && typeof value === 'string' ? typedNumber(value) : value]]
  })
  const texts = { name: form.name.trim(), repeat_minutes: form.repeat.trim(), throttle_minutes: form.throttle.trim() }
  const given = Object.entries(texts).flatMap(([key, text]) =>
    text === '' ? [] : [[key, key === 'name' ? text : typedNumber(text)]],
  )
  return {
    ...{ id, kind: form.kind, on: form.isOn, channels: form.channels },
    ...Object.fromEntries([...values, ...given]),
    ...(form.passesQuiet.length > 0 && { passes_quiet: form.passesQuiet }),
    ...(form.isSilentWhileLooking && { not_while_looking: true }),
  }
}
