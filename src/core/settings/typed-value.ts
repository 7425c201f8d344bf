/** What is typed for a setting in a terminal, as the file takes it. Whether it is allowed, who writes the file says. Pure. */
import { err, ok, type Result } from '../result.ts'
import type { Setting, SettingValue } from './settings.ts'

const yes = new Set(['true', 'on', 'yes'])
const no = new Set(['false', 'off', 'no'])

/** `words`: of a list each is one text; of everything else they are one. The error says what is taken. */
export function typedValue(
  { key, kind }: Pick<Setting, 'key' | 'kind'>,
  words: readonly string[],
): Result<SettingValue, string> {
  if (kind === 'texts') return ok(words)
  const text = words.join(' ').trim()
  if (text === '') return err(`What ${key} is to be is missing.`)
  if (kind === 'toggle') {
    const word = text.toLowerCase()
    return yes.has(word) ? ok(true) : no.has(word) ? ok(false) : err(`${key} is on or off.`)
  }
  if (kind !== 'number' && kind !== 'whole-number') return ok(text)
  const number = Number(text)
  return Number.isFinite(number) ? ok(number) : err(`${key} is a number.`)
}
