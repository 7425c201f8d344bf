import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHelperRole, isSameProcess, parseProcessId, processId } from '../../../src/core/process/process.ts'

describe('the id of a process', () => {
  it('comes back as the same pid and start, on every system', () => {
    const start = fc.oneof(
      fc.nat().map(String),
      fc.constantFrom('Tue Sep 15 08:13:19 2026', '134347736000000000'),
      fc.string({ minLength: 1 }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), start, (pid, text) => {
        expect(parseProcessId(processId({ pid, start: text }))).toEqual({ pid, start: text })
      }),
    )
  })

  it.each([
    '',
    ':',
    '12',
    '12:',
    ':34',
    '0:1',
    '-1:2',
    '1.5:2',
    'abc:1',
    ' 12:34',
    '1e3:4',
    '0x10:5',
    '012:3',
    '99999999999999999999:1',
  ])('is not %j', (id) => expect(parseProcessId(id)).toBeUndefined())
})

describe('a process', () => {
  it('is another one when its pid was used again', () => {
    expect(isSameProcess({ pid: 7, start: '1' }, { pid: 7, start: '1' })).toBe(true)
    expect(isSameProcess({ pid: 7, start: '1' }, { pid: 7, start: '2' })).toBe(false)
    expect(isSameProcess({ pid: 7, start: '1' }, { pid: 8, start: '1' })).toBe(false)
  })
  it.each(['supervisor', 'pty-host', 'spare'] as const)('of the role %s is a helper', (role) => {
    expect(isHelperRole(role)).toBe(true)
  })
  it.each(['interactive', 'headless', 'sdk', 'ide', 'background'] as const)('of the role %s is an agent', (role) => {
    expect(isHelperRole(role)).toBe(false)
  })
})
