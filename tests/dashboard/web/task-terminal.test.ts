/** The page's line to a terminal, the rows that it draws by itself, and what stands beside: rules without a browser. */
import headless from '@xterm/headless'
import { describe, expect, it } from 'vitest'
import type { SeenTask } from '../../../src/core/tasks/task-board.ts'
import {
  type AttachBytes,
  type AttachNews,
  bytesMessage,
  readTypedMessage,
} from '../../../src/core/terminals/attach.ts'
import { deathOf } from '../../../src/dashboard/web/task/death.ts'
import { isOfProcessor } from '../../../src/dashboard/web/task/terminal/graphics.ts'
import { paletteRgb, type RowLine, rowSpans } from '../../../src/dashboard/web/task/terminal/row-spans.ts'
import { hexOf, legible } from '../../../src/dashboard/web/task/terminal/terminal-colours.ts'
import { pageKeyOf, scrollKey } from '../../../src/dashboard/web/task/terminal/terminal-keys.ts'
import {
  type LineSocket,
  type LineState,
  openTerminalLine,
} from '../../../src/dashboard/web/task/terminal/terminal-line.ts'
import { timelineOf } from '../../../src/dashboard/web/task/timeline.ts'

const size = { columns: 80, rows: 24 }

/** A server that says what a test wants, and everything that was said to it. */
function world() {
  const sockets: (LineSocket & { readonly said: unknown[] })[] = []
  const shown: string[] = []
  const states: LineState[] = []
  const retries: (() => void)[] = []
  const line = openTerminalLine(
    'tabcde',
    {
      picture: (pieces, { columns }, done) => {
        shown.push(`[${columns}] ${pieces.map((bytes) => String(Buffer.from(bytes))).join('|')}`)
        done()
      },
      output: (bytes, done) => {
        shown.push(String(Buffer.from(bytes)))
        done()
      },
      resized: ({ columns }) => shown.push(`<${columns}>`),
      state: (state) => states.push(state),
    },
    {
      writer: 'a-writer',
      csrf: () => 'known',
      after: (_, act) => {
        retries.push(act)
        return () => {}
      },
      open() {
        const said: unknown[] = []
        const socket = {
          ...{ said, onOpen() {}, onMessage() {}, onClose() {}, close() {} },
          send(data: string | Uint8Array) {
            const typed = typeof data === 'string' ? undefined : readTypedMessage(data)
            said.push(
              typeof data === 'string' ? JSON.parse(data) : `${typed?.number} ${Buffer.from(typed?.bytes ?? [])}`,
            )
          },
        }
        sockets.push(socket)
        return socket
      },
    },
  )
  const last = () => {
    const socket = sockets.at(-1)
    if (socket === undefined) throw new Error('nothing was opened')
    return socket
  }
  const begin = { ...{ type: 'begin', run: 'tabcde.1', spawn: 's1', size, isLive: true, lastTyped: 0 }, mayType: true }
  return {
    ...{ line, shown, states, last, sockets },
    says: (news: Partial<AttachNews>) => last().onMessage(JSON.stringify(news)),
    begins: (more: object = {}) => {
      last().onOpen()
      last().onMessage(JSON.stringify({ ...begin, ...more }))
    },
    bytes: (news: AttachBytes) => last().onMessage(bytesMessage(news)),
    retry: () => retries.shift()?.(),
    breaks() {
      last().onClose()
      retries.shift()?.()
    },
    type: (text: string) => line.type(Buffer.from(text)),
  }
}

describe('the line to a terminal', () => {
  it('says who types and what only our page knows, and draws what comes', () => {
    const w = world()
    w.line.size({ columns: 98, rows: 30 })
    w.begins()
    expect(w.last().said).toEqual([
      {
        ...{ type: 'attach', writer: 'a-writer', history: true, slices: true },
        ...{ csrf: 'known', size: { columns: 98, rows: 30 } },
      },
    ])
    w.bytes({ kind: 'picture', offset: 10, size, hasHistory: false, bytes: Buffer.from('hello') })
    w.bytes({ kind: 'output', offset: 10, bytes: Buffer.from(' you') })
    expect(w.shown).toEqual(['<80>', '[80] hello', ' you'])
    expect(w.states.at(-1)).toMatchObject({ phase: 'live', mayType: true, run: 'tabcde.1' })
  })

  it('goes on where it was after a break, and says again what nobody acknowledged', () => {
    const w = world()
    w.begins()
    w.bytes({ kind: 'picture', offset: 10, size, hasHistory: true, bytes: Buffer.from('hello') })
    w.bytes({ kind: 'output', offset: 10, bytes: Buffer.from(' you') })
    for (const key of ['a', 'b', 'c']) w.type(key)
    w.says({ type: 'typed', number: 1 })
    expect(w.states.at(-1)?.unacknowledged).toBe(2)
    w.breaks()
    expect(w.states.at(-1)?.phase).toBe('lost')
    w.type('d')
    w.last().onOpen()
    expect(w.last().said).toMatchObject([{ type: 'attach', have: { spawn: 's1', offset: 14 } }])
    // The second had arrived before the break.
    w.begins({ lastTyped: 2 })
    expect(w.last().said.slice(-2)).toEqual(['3 c', '4 d'])
    w.type('e')
    expect(w.last().said.at(-1)).toBe('5 e')
    w.says({ type: 'typed', number: 5 })
    expect(w.states.at(-1)).toMatchObject({ phase: 'live', unacknowledged: 0 })
  })

  it('keeps the rows above until all of them are there, while what comes is drawn; broken off between it begins anew', () => {
    const w = world()
    const slice = (isFirst: boolean, text: string) => w.bytes({ kind: 'slice', isFirst, bytes: Buffer.from(text) })
    const picture = (offset: number, hasHistory: boolean, text: string) =>
      w.bytes({ kind: 'picture', offset, size, hasHistory, bytes: Buffer.from(text) })
    w.begins()
    picture(10, false, 'screen')
    slice(true, 'x'.repeat(16_384))
    slice(false, 'void')
    w.bytes({ kind: 'output', offset: 10, bytes: Buffer.from(' you') })
    slice(true, 'one')
    expect(w.shown).toEqual(['<80>', '[80] screen', ' you'])
    // They are kept here: their sender goes on.
    expect(w.last().said.at(-1)).toEqual({ type: 'drawn', bytes: 16_390 })
    w.breaks()
    w.last().onOpen()
    expect(w.last().said).toEqual([expect.not.objectContaining({ have: expect.anything() })])
    w.begins()
    picture(14, false, 'screen')
    for (const text of ['two', 'three']) slice(text === 'two', text)
    picture(14, true, '')
    expect(w.shown.slice(-2)).toEqual(['[80] screen', '[80] two|three|'])
    w.breaks()
    w.last().onOpen()
    expect(w.last().said).toMatchObject([{ have: { spawn: 's1', offset: 14 } }])
  })

  it('says nothing to who draws where nothing is new', () => {
    const w = world()
    w.begins()
    const said = w.states.length
    w.type('a')
    w.says({ type: 'typed', number: 1 })
    expect(w.states).toHaveLength(said)
  })

  it('gives nothing of what was meant for one program to the next', () => {
    const w = world()
    w.begins()
    w.type('rm')
    w.breaks()
    w.begins({ spawn: 's2', run: 'tabcde.2', lastTyped: 0 })
    expect(w.last().said.filter((one) => typeof one === 'string')).toEqual([])
    w.type('x')
    expect(w.last().said.at(-1)).toBe('1 x')
    w.says({ type: 'over', isClean: true, words: 'ended with 0' })
    w.type('y')
    w.last().onClose()
    expect([w.sockets.length, w.states.at(-1)?.phase]).toEqual([2, 'over'])
    w.line.beginAnew()
    expect(w.sockets).toHaveLength(3)
  })

  it('cuts a long paste into pieces of 8 KiB, and types nothing where it may not', () => {
    const w = world()
    w.begins()
    w.type('x'.repeat(20_000))
    const pieces = w.last().said.filter((one) => typeof one === 'string')
    expect(pieces.map((one) => String(one).length)).toEqual([8_194, 8_194, 3_618])
    const other = world()
    other.begins({ mayType: false, whyNot: 'Sign in.', code: 'sign-in-again' })
    other.type('x')
    expect(other.last().said).toHaveLength(1)
    expect(other.states.at(-1)).toMatchObject({ mayType: false, needsSignIn: true, whyNot: 'Sign in.' })
    other.line.askToType()
    expect(other.last().said.at(-1)).toEqual({ type: 'may', csrf: 'known' })
    other.says({ type: 'may', mayType: true })
    expect(other.states.at(-1)).toMatchObject({ mayType: true })
  })

  it('asks again where its agent is just being begun, and not where there is none', () => {
    const w = world()
    w.says({ type: 'refused', kind: 'not-now', message: 'It is being begun.' })
    expect(w.states.at(-1)).toMatchObject({ phase: 'refused', words: 'It is being begun.' })
    w.retry()
    w.begins()
    expect([w.sockets.length, w.states.at(-1)?.phase]).toEqual([2, 'live'])
    const none = world()
    none.says({ type: 'refused', kind: 'no-task', message: 'There is no such task.' })
    none.retry()
    expect(none.sockets).toHaveLength(1)
  })

  it('says what it drew before more than 64 KiB are on their way', () => {
    const w = world()
    w.begins()
    let offset = 0
    for (let piece = 0; piece < 8; piece += 1) {
      w.bytes({ kind: 'output', offset, bytes: Buffer.alloc(10_000) })
      offset += 10_000
    }
    const drawn = w.last().said.flatMap((one) => ((one as { type?: string }).type === 'drawn' ? [one] : []))
    expect(drawn).toEqual([20_000, 40_000, 60_000, 80_000].map((bytes) => ({ type: 'drawn', bytes })))
  })
})

it('WebGL is not worth it where the processor stands in for a graphics card', () => {
  const software = [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'llvmpipe (LLVM 15.0.7, 256 bits)',
    'ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'Apple Software Renderer',
  ]
  const cards = [
    'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)',
    'ANGLE (Apple, ANGLE Metal Renderer: Apple M1, Unspecified Version)',
    'Mozilla',
    'WebKit WebGL',
  ]
  expect([software.map(isOfProcessor), cards.map(isOfProcessor)]).toEqual([
    software.map(() => true),
    cards.map(() => false),
  ])
})

describe('a row', () => {
  const rows = async (text: string, columns = 20) => {
    const terminal = new headless.Terminal({ cols: columns, rows: 2, allowProposedApi: true })
    await new Promise<void>((resolve) => terminal.write(text, resolve))
    return terminal.buffer.active.getLine(0) as unknown as RowLine
  }
  const colour = (kind: string, rgb: number) => `t${kind}-${rgb.toString(16).padStart(6, '0')}`
  const spans = async (text: string, more = {}) =>
    rowSpans(await rows(text), { columns: 20, colour, ...more }).map(({ text: said, look }) => [said, look])

  it('is text with classes: sixteen colours by their number, others by what they are, nothing by a style', async () => {
    expect(await spans('a \u001b[31mred\u001b[0m \u001b[1;38;5;208mx\u001b[0;48;2;1;2;3mback')).toEqual([
      ['a ', ''],
      ['red', 'tf1'],
      [' ', ''],
      ['x', 'tg-ff8700 t-bold'],
      ['back', 'tb-010203'],
    ])
    expect(await spans('\u001b[7mturned\u001b[27m\u001b[4;9;3;2mall\u001b[0m\u001b[8mno')).toEqual([
      ['turned', 'tfi tbi'],
      ['all', 't-dim t-it t-u t-s'],
    ])
    expect([16, 231, 232, 255].map(paletteRgb)).toEqual([0, 0xffffff, 0x080808, 0xeeeeee])
  })

  it('gives wide ones two cells, shows the cursor and what is chosen, and ends where it says nothing', async () => {
    expect(await spans('日本 ok   ')).toEqual([
      ['日', 'tw'],
      ['本', 'tw'],
      [' ok', ''],
    ])
    expect(await spans('ab', { cursor: { x: 4, look: 'tc' } })).toEqual([
      ['ab  ', ''],
      [' ', 'tc'],
    ])
    expect(await spans('abcd', { selected: [1, 3] })).toEqual([
      ['a', ''],
      ['bc', 'ts'],
      ['d', ''],
    ])
    expect(rowSpans(undefined, { columns: 20, colour })).toEqual([])
  })
})

it('five keys with Ctrl are the page’s, all others the program’s; who scrolled back moves with a few', () => {
  const key = (name: string, more = {}) => ({
    ...{ key: name, ctrlKey: true, altKey: false, shiftKey: false, metaKey: false },
    ...more,
  })
  expect(['k', 'K', 'y', '\\', 'ArrowUp', 'ArrowDown'].map((name) => pageKeyOf(key(name)))).toEqual([
    ...['palette', 'palette', 'allow', 'leave', 'before', 'next'],
  ])
  for (const name of ['c', 'd', 'z', 'r', 'ArrowLeft', 'l', 'q', 'w'])
    expect(pageKeyOf(key(name)), name).toBeUndefined()
  for (const more of [{ ctrlKey: false }, { shiftKey: true }, { altKey: true }, { metaKey: true }])
    expect(pageKeyOf(key('k', more))).toBeUndefined()
  const plain = { ctrlKey: false }
  expect(['End', 'Escape', 'PageUp', 'PageDown', 'a'].map((name) => scrollKey(key(name, plain)))).toEqual([
    ...['end', 'end', -1, 1, undefined],
  ])
})

it('letters can be read on the ground they stand on, and are left as they are where they can', () => {
  expect(legible('#0963c7', '#ffffff')).toBe('#0963c7')
  expect([legible('#0963c7', '#15181b'), legible('#000000', '#15181b'), legible('#ffffff', '#ffffff')]).toEqual([
    ...['#3a82d2', '#808080', '#666666'],
  ])
})

it('colours come as the browser says them', () => {
  expect(['rgb(21, 24, 27)', 'rgba(255, 0, 10, 0.5)', 'rgb(1 2 3 / 50%)', 'none'].map(hexOf)).toEqual([
    ...['#15181b', '#ff000a', '#010203', '#000000'],
  ])
})

const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`
const task: SeenTask = {
  ...{ id: 'tabcde', name: 'refunds', project: 'shop', backend: 'claude', isPinned: false, isArchived: false },
  ...{ state: 'in_progress', since: at(0), createdAt: at(0), remarks: [] },
}

it('why nothing runs is told by what was seen, and nothing is dead that runs', () => {
  const run = { id: 'tabcde.1', startedAt: at(0) }
  expect(deathOf({ ...task, run })).toBeUndefined()
  expect(deathOf({ ...task, run: { ...run, exit: { at: at(9), isClean: true, words: 'ended with 0' } } })).toEqual({
    ...{ kind: 'ended', at: at(9), words: 'ended with 0' },
  })
  const cut = { at: at(9), isClean: false, words: 'cut off: its supervisor is gone' }
  expect(deathOf({ ...task, run: { ...run, exit: cut } })).toEqual({ kind: 'cut-off', at: at(9) })
  expect(deathOf({ ...task, state: 'broken', run })).toEqual({ kind: 'folder', at: at(0) })
  expect(deathOf({ ...task, state: 'pending' })).toEqual({ kind: 'not-begun' })
  expect(deathOf(task)).toBeUndefined()
})

it('its timeline is in the order of things, and ends with what it asks', () => {
  const worktree = { path: '/x', state: 'ready', base: 'main', baseCommit: 'abc' } as const
  const words = timelineOf(
    {
      ...{ ...task, worktree, run: { id: 'tabcde.2', startedAt: at(20) } },
      ...{ activity: 'waiting', activitySince: at(40), asks: 'Bash psql' },
    },
    [
      { id: 'c9d2aaaaa', title: 'second', at: at(30) },
      { id: 'a41faaaaa', title: 'first', at: at(10) },
    ],
  ).map((entry) => entry.words)
  expect(words).toEqual([
    ...['created from main', 'commit a41faaa first', 'its agent began', 'commit c9d2aaa second', 'asks: Bash psql'],
  ])
})
