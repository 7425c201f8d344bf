/** The screen of a task, as the server follows it. */
import { expect, it } from 'vitest'
import { ok } from '../../src/core/result.ts'
import type { AttachedTerminal, TerminalViewer } from '../../src/runner/terminals.ts'
import { followScreen } from '../../src/services/local/tasks/screen-follow.ts'

async function followed() {
  const heard = Promise.withResolvers<TerminalViewer>()
  const attach = async (_: string, viewer: TerminalViewer) => {
    heard.resolve(viewer)
    return ok({ close() {} } as AttachedTerminal)
  }
  const opening = followScreen({ attach }, 'a.1', () => {})
  const viewer = await heard.promise
  const size = { columns: 40, rows: 4 }
  const picture = (text: string) =>
    viewer.picture({ bytes: Buffer.from(text), size, offset: 0, hasHistory: false }) as Promise<void>
  await picture('before')
  const screen = await opening
  if (screen === undefined) throw new Error('it showed nothing')
  return { viewer, screen, picture }
}

it('reads all that a program writes which draws, in its order, and of one that floods no more than somebody needs', async () => {
  const { viewer, screen, picture } = await followed()
  const drawing = `\u001b[H\u001b[2J${'x'.repeat(30_000)}\u001b[H\u001b[2Jdrawn`
  await viewer.output(Buffer.from(drawing), 0)
  viewer.resized({ columns: 20, rows: 2 }, 0)
  await viewer.output(Buffer.from('\r\nand on'), 0)
  expect(screen.now().rows).toEqual(['drawn', 'and on'])
  // A supervisor has 256 KiB on their way at most, and draws a picture when these are taken.
  let taken = 0
  const flood = Array.from({ length: 4 }, async () => {
    await viewer.output(Buffer.alloc(64 * 1024, 'flood '), 0)
    taken += 1
  })
  await flood[0]
  await picture('\u001b[H\u001b[2Jat last')
  expect(screen.now().rows[0]).toBe('at last')
  expect(taken).toBeLessThan(4)
  screen.close()
  expect(screen.isOver).toBe(true)
})
