/** A filter as the terms it is made of, so that each can be shown, taken out or put in by itself. Pure. */
import type { Level } from '../../../core/captured/captured-event.ts'
import { queryWords } from '../../../core/query/words.ts'

export interface FilterTerm {
  /** As it stands in the filter. */
  readonly text: string
  readonly isNot: boolean
  /** Undefined: words that are looked for. */
  readonly key?: string | undefined
  readonly value: string
}

/** With alternatives in it, or not readable, it is one term: no part of it means anything by itself. */
export function termsOf(filter: string): readonly FilterTerm[] {
  const words = queryWords(filter)
  const whole = filter.trim()
  if (whole === '') return []
  if ('unclosedAt' in words || words.some(isOr)) return [{ text: whole, isNot: false, value: whole }]
  return words.map(({ at, length, not, key, values }) => ({
    text: filter.slice(at, at + length),
    isNot: not,
    key,
    value: values.map(({ text }) => text).join(', '),
  }))
}

const isOr = (word: { readonly key?: string; readonly values: readonly { readonly text: string }[] }): boolean =>
  word.key === undefined && word.values[0]?.text === 'OR'

export const withTerm = (filter: string, term: string): string =>
  termsOf(filter).some(({ text }) => text === term) ? filter : `${filter.trim()} ${term}`.trim()

export const withoutTerm = (filter: string, index: number): string =>
  termsOf(filter)
    .filter((_, place) => place !== index)
    .map(({ text }) => text)
    .join(' ')

/** A range takes the place of the one before. */
export const withRange = (filter: string, sinceMs: number, untilMs: number): string => {
  const rest = filter.replace(/(?:^|\s)(?:since|after|before):\S+/g, ' ').trim()
  return `${rest} after:${new Date(sinceMs).toISOString()} before:${new Date(untilMs).toISOString()}`.trim()
}

/** `source:ci`, `-type:"a b"`; undefined for what the language cannot say. */
export function termOf(key: string, value: string, isNot = false): string | undefined {
  if (value === '' || value.includes('"')) return undefined
  const isPlain = !/[\s,*]|^[<>]/.test(value)
  return `${isNot ? '-' : ''}${key}:${isPlain ? value : `"${value}"`}`
}

/** In each alternative: `OR` binds less than terms side by side. */
export function withoutLevels(filter: string, hidden: readonly Level[]): string {
  if (hidden.length === 0) return filter
  const term = `-level:${hidden.join(',')}`
  const words = queryWords(filter)
  if ('unclosedAt' in words) return filter
  const ends = [...words.filter(isOr).map(({ at }) => at), filter.length]
  let from = 0
  const parts = ends.map((end) => {
    const part = filter.slice(from, end).trim()
    from = end + 2
    return `${part} ${term}`.trim()
  })
  return parts.join(' OR ')
}
