/** What is typed for a setting. */
import { expect, it } from 'vitest'
import type { Setting } from '../../../src/core/settings/settings.ts'
import { typedValue } from '../../../src/core/settings/typed-value.ts'

const typed = (kind: Setting['kind'], ...words: string[]) => typedValue({ key: 'k', kind }, words)

it('is read as the setting takes it, or refused in words', () => {
  expect([typed('toggle', 'ON'), typed('toggle', 'no')]).toEqual([
    { ok: true, value: true },
    { ok: true, value: false },
  ])
  expect(typed('number', '0.5')).toEqual({ ok: true, value: 0.5 })
  expect(typed('texts', '~/a b', '~/c')).toEqual({ ok: true, value: ['~/a b', '~/c'] })
  expect(typed('text', 'a', 'b')).toEqual({ ok: true, value: 'a b' })
  for (const wrong of [typed('toggle', 'maybe'), typed('number', 'many'), typed('number', ''), typed('choice')])
    expect(wrong.ok).toBe(false)
})
