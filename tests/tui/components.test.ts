import { render } from 'ink-testing-library'
import { createElement } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { line, span } from '../../src/terminal/roles.ts'
import type { Key } from '../../src/tui/key.ts'
import { Screen } from '../../src/tui/screen.ts'
import { waitFor } from '../tools/wait-for.ts'

let unmount: (() => void) | undefined
afterEach(() => unmount?.())

function show(lines: Parameters<typeof Screen>[0]['lines'], isColored = true) {
  const keys: Key[] = []
  const element = (shown: typeof lines) =>
    createElement(Screen, { lines: shown, columns: 40, isColored, onKey: (key) => void keys.push(key) })
  const shown = render(element(lines))
  unmount = shown.unmount
  return { ...shown, keys, draw: (next: typeof lines) => shown.rerender(element(next)) }
}

describe('the screen component', () => {
  it('keeps empty rows, colours by role, and no escape where colours are off', () => {
    const lines = [line(span('shop', 'bold'), ' idle'), [], line(span('◐ waiting', 'you'))]
    expect(show(lines, false).lastFrame()).toBe('shop idle\n\n◐ waiting')
    unmount?.()
    expect(show(lines).lastFrame()).toContain('\u001b[34m')
  })

  it('cuts a row that is too wide, wide characters included, and never wraps it', () => {
    const { lastFrame } = show([line('漢字'.repeat(30)), line('after')], false)
    const [first = '', second] = (lastFrame() ?? '').split('\n')
    expect([...first].length).toBeLessThanOrEqual(21)
    expect(second).toBe('after')
  })

  it('draws what it is given anew', () => {
    const { draw, lastFrame } = show([line('one')], false)
    draw([line('two'), line('three')])
    expect(lastFrame()).toBe('two\nthree')
  })

  it('tells keys by their meaning', async () => {
    const { stdin, keys } = show([line('x')])
    await waitFor('somebody who listens', () => stdin.listenerCount('readable') > 0)
    for (const [index, typed] of [
      'j',
      '\u001b[A',
      '\u001b[B',
      '\r',
      '\t',
      '\u001b[Z',
      '\u007f',
      '\u0003',
      '\u001b[6~',
    ].entries()) {
      stdin.write(typed)
      await waitFor(`key ${index}`, () => keys.length > index)
    }
    expect(keys).toEqual([
      { name: 'text', text: 'j' },
      { name: 'up' },
      { name: 'down' },
      { name: 'enter' },
      { name: 'tab' },
      { name: 'back-tab' },
      { name: 'backspace' },
      { name: 'interrupt' },
      { name: 'page-down' },
    ])
  })
})
