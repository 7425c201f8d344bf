import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainId, shellCommand } from '../../../src/core/words/command.ts'
import { printable } from '../../../src/core/words/text.ts'

describe('a command to copy', () => {
  it.each([
    ['payments-api', 'tce watch payments-api'],
    ['my project', "tce watch 'my project'"],
    ["it's", "tce watch 'it'\\''s'"],
    ['$(rm -rf ~)', "tce watch '$(rm -rf ~)'"],
    ['~', "tce watch '~'"],
  ])('quotes %j where it has to', (word, command) => expect(shellCommand(['tce', 'watch'], [word])).toBe(command))

  it.each([
    ['an option', '--force'],
    ['nothing', ''],
    ['a second line', 'x\nrm -rf ~'],
    ['an escape sequence', 'x\u001b[31m'],
    ['a line that is turned round', 'x\u202egnp'],
    ['an invisible letter', 'x\u200by'],
  ])('is none with %s in it', (_, word) => expect(shellCommand(['tce', 'watch'], [word])).toBeUndefined())

  it('gives a shell back every word it was made of', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(words, (foreign) => {
        const command = shellCommand(['printf', "'%s\\0'"], foreign)
        const canBe = foreign.every((word) => !word.startsWith('-') && printable(word) === word)
        expect(command !== undefined).toBe(canBe)
        if (command === undefined) return
        expect(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(foreign)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['C:\\Users\\dev\\shop', '"C:\\Users\\dev\\shop"'],
    ['my project', '"my project"'],
    ['shop', 'shop'],
    ['a & calc', undefined],
    ['%PATH%', undefined],
    ['$env:HOME', undefined],
    ['it`s', undefined],
    ["it's", undefined],
    ['a" & calc', undefined],
    ['C:\\', undefined],
  ])('has on Windows only what cmd.exe and PowerShell read alike: %j', (word, quoted) => {
    expect(shellCommand(['tce', 'watch'], [word], 'windows')).toBe(quoted && `tce watch ${quoted}`)
  })
})

it.each([
  ['3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3', true],
  ['72422c08', true],
  ['-x', false],
  ['', false],
  ['a;b', false],
  ['a/../b', false],
  ['x'.repeat(129), false],
])('%j is an id: %s', (id, isId) => expect(isPlainId(id)).toBe(isId))
