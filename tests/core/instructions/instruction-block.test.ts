import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockChange, blockState, withBlock, withoutBlock } from '../../../src/core/instructions/instruction-block.ts'

describe('the lines of ours in a file of instructions', () => {
  it.each(['', 'No line end', 'One line\n', 'Two\r\nlines\r\n', '\n\n', '# Mine\n\n- be brief\n\n', 'a\r\nb'])(
    'go in and out again, and leave %j to the byte',
    (text) => {
      const told = withBlock(text)
      expect([blockState(text), blockState(told)]).toEqual(['out', 'in'])
      expect(told.startsWith(text)).toBe(true)
      expect(withBlock(told)).toBe(told)
      expect(withoutBlock(told)).toBe(text)
    },
  )

  it('leave any text to the byte', () => {
    const text = fc
      .array(fc.constantFrom('a', ' ', '\n', '\r\n', '<!--', '-->', '#', 'tce:'))
      .map((parts) => parts.join(''))
    fc.assert(fc.property(text, (one) => withoutBlock(withBlock(one)) === one))
  })

  it('come out from between what was written behind them, without joining two lines', () => {
    expect(withoutBlock(`${withBlock('one\n')}two\n`)).toBe('one\ntwo\n')
    expect(withoutBlock(`${withBlock('one')}\ntwo\n`)).toBe('one\ntwo\n')
  })

  it('of an earlier version are put in order in their place', () => {
    const edited = withBlock('one\n').replace('tce status', 'something else')
    expect(blockState(edited)).toBe('changed')
    expect(withBlock(`${edited}two\n`)).toBe(`${withBlock('one\n')}two\n`)
    const { added, removed } = blockChange(edited, 'in')
    expect([removed.join('\n').includes('something else'), added.join('\n').includes('tce status')]).toEqual([
      true,
      true,
    ])
  })

  it('tell of the inbox and of ping, and of no other command that changes something', () => {
    const commands = [...withBlock('').matchAll(/`tce (\w+)/g)].map(([, command]) => command)
    expect(new Set(commands)).toEqual(new Set(['inbox', 'status', 'ping']))
  })
})
