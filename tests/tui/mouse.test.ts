/** The mouse in the pane of `tce tui`: which cell of the program's own screen, in the form that it asked for, or nothing. */
import { expect, it } from 'vitest'
import { keymapOf, usualLeader } from '../../src/core/keys/keymap.ts'
import { createViewedScreen, type ViewedMouse } from '../../src/runner/screen/viewed-screen.ts'
import { type MouseEvent, mouseBytes, mouseModes } from '../../src/tui/pane/mouse.ts'
import { createFocusKeys } from '../../src/tui/tasks/focus-keys.ts'

const shown = { pane: { x: 27, y: 4, columns: 64, rows: 30 }, size: { columns: 64, rows: 30 }, above: 0 }
const at = (button: number, x: number, y: number, isRelease = false): MouseEvent => ({ button, x, y, isRelease })
const sgr = (wants: ViewedMouse['wants']): ViewedMouse => ({ wants, form: 'sgr' })
const told = (event: MouseEvent, mouse: ViewedMouse = sgr('drags'), more = {}) =>
  mouseBytes(event, mouse, { ...shown, ...more })?.toString('latin1')

it('is told by the cell of the program’s screen', () => {
  expect(told(at(0, 28, 5))).toBe('\u001b[<0;1;1M')
  expect(told(at(0, 91, 34, true))).toBe('\u001b[<0;64;30m')
  expect(told(at(65, 30, 6))).toBe('\u001b[<65;3;2M')
  // A pane that is lower than the screen shows its end.
  expect(told(at(0, 28, 5), sgr('buttons'), { size: { columns: 64, rows: 40 }, above: 10 })).toBe('\u001b[<0;1;11M')
})

it('is no matter of the program’s outside of its pane, but for the end of what began in it', () => {
  expect(told(at(0, 27, 5))).toBeUndefined()
  expect(told(at(64, 28, 4))).toBeUndefined()
  expect(told(at(0, 70, 5), sgr('drags'), { size: { columns: 40, rows: 30 } })).toBeUndefined()
  expect(told(at(0, 3, 90, true))).toBe('\u001b[<0;1;30m')
  expect(told(at(32, 3, 6))).toBe('\u001b[<32;1;2M')
})

it('goes in the form that was asked for, or not at all', () => {
  const bytes = (wants: ViewedMouse['wants']): ViewedMouse => ({ wants, form: 'bytes' })
  expect(told(at(0, 28, 5), bytes('buttons'))).toBe('\u001b[M !!')
  expect(told(at(0, 28, 5, true), bytes('buttons'))).toBe('\u001b[M#!!')
  expect(
    told(at(0, 260, 5), bytes('buttons'), { pane: { ...shown.pane, columns: 300 }, size: { columns: 300, rows: 30 } }),
  ).toBeUndefined()
  expect(told(at(0, 28, 5, true), bytes('presses'))).toBeUndefined()
  expect(told(at(64, 28, 5), bytes('presses'))).toBeUndefined()
  expect(told(at(0, 28, 5), { wants: 'all', form: 'pixels' })).toBeUndefined()
  expect(told(at(0, 28, 5), sgr('none'))).toBeUndefined()
  expect([mouseModes(sgr('all')), mouseModes(sgr('buttons')), mouseModes(sgr('none'))]).toEqual([
    [1003, 1006],
    [1000, 1006],
    [],
  ])
})

it('is known from what the program switched on', async () => {
  const screen = createViewedScreen(() => {})
  expect(screen.modes.mouse).toEqual({ wants: 'none', form: 'bytes' })
  await screen.viewer.output(Buffer.from('\u001b[?1003h\u001b[?1006h'), 0)
  expect(screen.modes.mouse).toEqual({ wants: 'all', form: 'sgr' })
  await screen.viewer.output(Buffer.from('\u001b[?1003l'), 0)
  expect(screen.modes.mouse.wants).toBe('none')
  screen.dispose()
})

it('is no key, whatever is typed around it, and wherever it is torn', () => {
  const keys = createFocusKeys(keymapOf({ keymap: 'tce', leader: usualLeader, keys: [] }).keymap)
  const said = (text: string) =>
    keys(Buffer.from(text, 'latin1')).map((event) =>
      event.kind === 'type' ? event.bytes.toString('latin1') : event.kind === 'mouse' ? event.event : event.kind,
    )
  expect(said('a\u001b[<0;28;5Mb')).toEqual(['a', at(0, 28, 5), 'b'])
  expect(said('c\u001b[<35;2')).toEqual(['c'])
  expect(said('9;6M\u001c')).toEqual([at(35, 29, 6), 'led'])
  // Behind the leader a move changes nothing of what the next key means.
  expect(said('\u001b[<35;30;6My')).toEqual([at(35, 30, 6), 'led', 'action'])
  // Pasted it is text.
  expect(said('\u001b[200~\u001b[<0;1;1M\u001b[201~')).toEqual(['\u001b[200~\u001b[<0;1;1M\u001b[201~'])
})
