import { describe, expect, it } from 'vitest'
import { changeableKeys } from '../../../../src/app/settings-list.ts'
import type { Setting } from '../../../../src/core/settings/settings.ts'
import {
  healthSection,
  placeWords,
  readNumber,
  valueText,
  zoneChoices,
} from '../../../../src/dashboard/web/settings/fields.ts'
import { priceText } from '../../../../src/dashboard/web/settings/price-text.ts'

const setting = (more: Partial<Setting> = {}): Setting => ({
  key: 'health.hog_memory_gb',
  meaning: '',
  kind: 'number',
  value: 4,
  standard: 4,
  min: 0.1,
  max: 4096,
  setIn: 'default',
  applies: 'live',
  ...more,
})

it('every row of the page is a key of the file', () => {
  const shown = healthSection.rows.flatMap(({ fields }) => fields.map(({ key }) => key))
  for (const key of shown) expect(changeableKeys).toContain(key)
})

describe('a typed number', () => {
  it.each([
    ['6', 6],
    [' 1,5 ', 1.5],
    ['$60', 60],
    ['', null],
  ])('%j is %j', (text, value) => {
    expect(readNumber(text, setting())).toEqual({ ok: true, value })
  })

  it.each(['0', '5000', 'many', '1e999', 'NaN'])('%j is refused with what is allowed', (text) => {
    expect(readNumber(text, setting())).toEqual({
      ok: false,
      message: `"${text}" is not a number from 0.1 to 4,096.`,
    })
  })

  it('has no decimals where only whole ones are allowed', () => {
    expect(readNumber('1.5', setting({ kind: 'whole-number', min: 1, max: 60 }))).toMatchObject({ ok: false })
  })
})

it('a value says where it is set, when that is not the default', () => {
  expect(placeWords(setting())).toBe('')
  expect(placeWords(setting({ setIn: 'file' }))).toBe('set in config.toml, default 4')
  expect(placeWords(setting({ setIn: 'file', kind: 'toggle', standard: true }))).toBe('set in config.toml, default on')
  expect(placeWords(setting({ setIn: 'environment', standard: undefined }))).toBe('set in the environment')
})

it('a sum of hours is not shown with the noise of its arithmetic', () => {
  expect(valueText(setting({ value: 0.1 + 0.2 }))).toBe('0.3')
  expect(valueText(setting({ value: undefined }))).toBe('')
})

it('a zone of the file is among the choices also where the browser does not know it', () => {
  const choices = zoneChoices(['Europe/Rome'], 'UTC', 'Etc/GMT+3')
  expect(choices.map(({ value }) => value)).toEqual(['', 'Etc/GMT+3', 'Europe/Rome'])
})

it('prices have the decimals they need', () => {
  expect([4, 0.125, 0.0025].map(priceText)).toEqual(['4.00', '0.125', '0.0025'])
})
