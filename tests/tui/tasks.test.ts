process.env['TZ'] = 'UTC'

import { readFileSync } from 'node:fs'
import headless from '@xterm/headless'
import { describe, expect, it } from 'vitest'
import { keymapOf, usualLeader } from '../../src/core/keys/keymap.ts'
import { createViewedScreen, topRow } from '../../src/runner/screen/viewed-screen.ts'
import { lineText, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { textWidth } from '../../src/terminal/text-width.ts'
import type { Key } from '../../src/tui/key.ts'
import { startModel, type WatchModel } from '../../src/tui/model.ts'
import { createPanePainter } from '../../src/tui/pane/pane-painter.ts'
import { shareOutput } from '../../src/tui/pane/shared-output.ts'
import type { Effect } from '../../src/tui/step.ts'
import { createFocusKeys } from '../../src/tui/tasks/focus-keys.ts'
import {
  bestOf,
  completed,
  emptyForm,
  newTaskOf,
  noKnowledge,
  onFormKey,
  suggestionsOf,
} from '../../src/tui/tasks/form.ts'
import { chosenOf, hasKeyboard, type TasksModel } from '../../src/tui/tasks/tasks-model.ts'
import { onTaskNews } from '../../src/tui/tasks/tasks-news.ts'
import { onKey } from '../../src/tui/update.ts'
import { frameFor } from '../../src/tui/view/layout.ts'
import { screenLines } from '../../src/tui/view/screen.ts'
import { designGit, designTasks, nowMs } from '../fixtures/tasks/design-tasks.ts'
import { madeUpReport } from '../services/made-up-limits.ts'

const mock = (name: string): readonly string[] =>
  readFileSync(new URL(`../fixtures/tasks/${name}.txt`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')

const first = designTasks.tasks[0]?.id ?? ''
const withTasks = (change: Partial<TasksModel> = {}): WatchModel => ({
  ...startModel,
  screen: 'tasks',
  todayUsd: 48.6,
  tasks: {
    ...startModel.tasks,
    list: designTasks,
    chosenId: first,
    git: { taskId: first, status: designGit },
    ...change,
  },
})
const live: Partial<TasksModel> = {
  isOpen: true,
  terminal: { kind: 'live', taskId: first, size: { columns: 80, rows: 21 } },
}
const draw = (model: WatchModel, columns: number, rows: number): readonly string[] =>
  screenLines(model, nowMs, frameFor({ columns, rows }, unicodeGlyphs)).map((spans) => lineText(spans).trimEnd())

const keysOf = (typed: readonly string[]): readonly Key[] =>
  typed.map((one): Key => {
    if (one.startsWith('^')) return { name: 'ctrl', text: one.slice(1) }
    return ['enter', 'escape', 'up', 'down', 'tab', 'backspace', 'end'].includes(one)
      ? ({ name: one } as Key)
      : { name: 'text', text: one }
  })
function press(
  from: WatchModel,
  ...typed: readonly string[]
): { readonly model: WatchModel; readonly effects: readonly Effect[] } {
  let model = from
  const effects: Effect[] = []
  for (const key of keysOf(typed)) {
    const update = onKey(model, key, frameFor({ columns: 120, rows: 36 }, unicodeGlyphs))
    model = update.model
    effects.push(...update.effects)
  }
  return { model, effects }
}

describe('the screen of tasks', () => {
  it.each([
    ['tui-120x36', 120, 36, withTasks()],
    ['tui-100x24', 100, 24, withTasks()],
    ['tui-80x24', 80, 24, withTasks()],
    ['attach-80x24', 80, 24, withTasks({ ...live, onlyId: first })],
  ])('is %s, letter for letter', (name, columns, rows, model) => {
    expect(draw(model, columns, rows)).toEqual(mock(name))
  })

  it('says in its head how far the plan is used and what today cost, and that all places are taken', () => {
    const limits = madeUpReport()
    const full = { ...designTasks, running: 6, maxRunning: 6 }
    expect(draw(withTasks({ limits, list: full }), 120, 36)[0]).toMatch(
      /^ TCE {2}1 agents {2}2 tasks +6 of 6 places taken {3}\S[^$]*[━─]{7} \d+ % {3}\$48\.60 today$/,
    )
    expect(draw(withTasks({ limits }), 80, 24)[0]).not.toContain('5 h')
  })

  it('fits any size, whatever lies over it', () => {
    const overlays: readonly TasksModel['overlay'][] = [
      undefined,
      { kind: 'keys' },
      { kind: 'palette', text: '', at: 3 },
      { kind: 'form', form: emptyForm({ ...noKnowledge, projects: ['payments-api'] }) },
      { kind: 'settings', at: 1 },
      { kind: 'git' },
      {
        kind: 'links',
        links: [{ url: 'http://localhost:8080/charges', host: 'localhost:8080', from: 'screen' }],
        at: 0,
      },
      { kind: 'typing', for: 'deny', text: 'use the test database '.repeat(9) },
    ]
    for (const [columns, rows] of [
      [40, 8],
      [60, 12],
      [89, 20],
      [90, 20],
      [109, 30],
      [110, 30],
      [240, 60],
    ] as const)
      for (const overlay of overlays)
        for (const open of [{}, live]) {
          const lines = draw(withTasks({ ...open, overlay }), columns, rows)
          expect(lines).toHaveLength(rows)
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns)
        }
  })

  it('says what can be done where a terminal has ended, and where its supervisor is gone', () => {
    const exit = { at: new Date(nowMs - 150_000).toISOString(), isClean: true, words: 'ended with 0' }
    const ended = (words: string, isCutOff: boolean) => {
      const tasks = designTasks.tasks.map((task) =>
        task.id === first ? { ...task, run: { id: 't1.1', startedAt: exit.at, exit: { ...exit, words } } } : task,
      )
      const model = withTasks({
        isOpen: true,
        list: { ...designTasks, tasks },
        terminal: { kind: 'ended', taskId: first, isCutOff },
      })
      return draw(model, 80, 24).at(-1)
    }
    expect(ended('ended with 0', false)).toBe(
      ' ended 14:30, exit 0   r resume   f afresh   d diff   a archive   q back',
    )
    expect(ended('cut off: its supervisor is gone', true)).toBe(
      ' cut off 14:30, supervisor gone   s start it, resume 1   r only this one',
    )
  })
})

describe('keys in the list', () => {
  it('move, stay on the task when the list changes, and act on it', () => {
    const down = press(withTasks(), 'j', 'j')
    expect(chosenOf(down.model.tasks)?.name).toBe('eks-upgrade')
    const [a, b, c, ...rest] = designTasks.tasks
    const news = {
      type: 'list',
      list: { ...designTasks, tasks: [a, c, b, ...rest].filter((one) => one !== undefined) },
    } as const
    expect(chosenOf(onTaskNews(down.model.tasks, news))?.name).toBe('eks-upgrade')
    expect(press(down.model, 'y').effects).toEqual([{ type: 'task', effect: { do: 'allow', taskId: c?.id } }])
    expect(press(down.model, 'P').effects).toEqual([{ type: 'task', effect: { do: 'pin', taskId: c?.id, isOn: true } }])
  })

  it('ask before anything is ended or destroyed, and take nothing but y for a yes', () => {
    const asked = press(withTasks(), 's')
    expect(draw(asked.model, 80, 24).join('\n')).toContain(
      'It waits for you (Bash psql); the question\n goes unanswered.',
    )
    expect(press(asked.model, 'enter').effects).toEqual([])
    expect(press(asked.model, 'n').model.notice).toBe('It goes on.')
    expect(press(asked.model, 'y').effects).toEqual([{ type: 'task', effect: { do: 'stop', taskId: first } }])
    expect(press(withTasks(), 'X').effects).toEqual([{ type: 'task', effect: { do: 'ask-destroy', taskId: first } }])
  })

  it('deny takes a word; what is pasted into it is no key', () => {
    const typed = press(withTasks(), 'n', 'use the test\ndatabase', 'enter')
    expect(typed.effects).toEqual([
      { type: 'task', effect: { do: 'deny', taskId: first, text: 'use the test database' } },
    ])
  })

  it('go round to the next one that waits, and say so when nobody does', () => {
    expect(chosenOf(press(withTasks(), 'w', 'w', 'w').model.tasks)?.id).toBe(first)
    const idle = { ...designTasks, tasks: designTasks.tasks.map((task) => ({ ...task, activity: undefined })) }
    expect(press(withTasks({ list: idle }), 'w').model.notice).toBe('Nobody waits for you.')
  })

  it('lead to the agents and back; the leader does so from everywhere', () => {
    const agents = press(withTasks(), '1').model
    expect(agents.screen).toBe('overview')
    expect(press(agents, 'T').model.screen).toBe('tasks')
    expect(press(agents, '^\\', '2').model.screen).toBe('tasks')
    const palette = press(agents, '^\\', 'k', 'shard', 'enter').model
    expect([palette.screen, chosenOf(palette.tasks)?.name, palette.tasks.isOpen]).toEqual([
      'tasks',
      'shard-rebalance',
      true,
    ])
  })

  it('filter while it is typed, and are all there again after esc', () => {
    const filtered = press(withTasks(), '/', 'j', 'w', 'k')
    expect(draw(filtered.model, 80, 24).filter((line) => line.includes('rotate-jwks'))).toHaveLength(1)
    expect(chosenOf(filtered.model.tasks)?.name).toBe('rotate-jwks')
    expect(press(filtered.model, 'enter', 'escape').model.tasks.filter).toBe('')
  })
})

describe('the keymap', () => {
  const of = (keymap: 'tce' | 'argus', keys: readonly string[] = [], leader = usualLeader) =>
    keymapOf({ keymap, leader, keys })

  it('of the original does what the original does', () => {
    const argus = withTasks({ keymap: of('argus').keymap })
    expect(press(argus, 'n').effects).toEqual([{ type: 'task', effect: { do: 'open-form' } }])
    expect(press(argus, '^d').effects).toEqual([{ type: 'task', effect: { do: 'ask-destroy', taskId: first } }])
    expect(press(argus, 's').effects).toEqual([
      { type: 'task', effect: { do: 'put', taskId: first, state: 'in_review' } },
    ])
    expect(press(argus, '2').model.screen).toBe('overview')
  })

  it('takes keys of one’s own: the action has that one alone, and the key nothing else', () => {
    const { keymap, problems } = of('tce', ['new = n', 'fork=ctrl+f'])
    expect(problems).toEqual([])
    expect(keymap.list).toMatchObject({ n: 'new', 'ctrl+f': 'fork' })
    expect(Object.values(keymap.list).filter((one) => one === 'new' || one === 'deny')).toEqual(['new'])
    expect(Object.keys(keymap.list)).not.toContain('f')
  })

  it('says what it can’t use, and holds with the rest', () => {
    const { keymap, problems } = of('tce', ['fly = n', 'new = ctrl', 'stop = S'], 'x')
    expect(problems.map((one) => one.split('.')[0])).toEqual(['tui', 'tui', 'tui'])
    expect([keymap.leader, keymap.list['S'], keymap.list['N']]).toEqual([usualLeader, 'stop', 'new'])
  })
})

describe('a focused terminal', () => {
  const typed = (keymap: 'tce' | 'argus', ...chunks: readonly string[]) => {
    const keys = createFocusKeys(keymapOf({ keymap, leader: usualLeader, keys: [] }).keymap)
    return chunks
      .flatMap((chunk) =>
        keys(Buffer.from(chunk, 'latin1')).map((event) =>
          event.kind === 'type'
            ? event.bytes.toString('latin1')
            : event.kind === 'action'
              ? `<${event.action}>`
              : event.kind === 'led' && event.isLed
                ? '<led>'
                : '',
        ),
      )
      .filter((one) => one !== '')
  }

  it('gets every byte but the leader and the key behind it', () => {
    const all = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 0x1c))
    expect(typed('tce', all)).toEqual([all])
    expect(typed('tce', 'ab\u001cy', 'c', '\u001c', 'k', '\u001b')).toEqual([
      'ab',
      '<led>',
      '<allow>',
      'c',
      '<led>',
      '<palette>',
      '\u001b',
    ])
    expect(typed('tce', '\u001c\u001cx', '\u001c\u001b[Ax')).toEqual(['<led>', '\u001c', 'x', '<led>', 'x'])
  })

  it('gets a leader that was pasted, also where the paste comes in pieces', () => {
    expect(typed('tce', 'a\u001b[200~x\u001cy', 'z\u001c', 'd\u001b[201~\u001cd').join('|')).toBe(
      'a\u001b[200~x\u001cy|z\u001c|d\u001b[201~|<led>|<detach>',
    )
  })

  it('gets what was typed before it had the keyboard and is read after; a leader of then leads', () => {
    const open = press(withTasks({ ...live, isOpen: false }), 'enter', 'q', 'enter')
    expect(open.model.tasks.isOpen).toBe(true)
    expect(open.effects).toEqual(['q', '\r'].map((text) => ({ type: 'task', effect: { do: 'type-ahead', text } })))
    const keys = createFocusKeys(startModel.tasks.keymap)
    expect(press(open.model, '^\\').model.tasks.isLed).toBe(true)
    expect(keys(Buffer.from('zx'), true).map(({ kind }) => kind)).toEqual(['led', 'action', 'type'])
  })

  it('loses more with the original’s keys, which take some', () => {
    expect(typed('argus', 'a\u0011b', '\u001b[1;2A', '\u000b')).toEqual(['a', '<back>', 'b', '<scroll>', '<palette>'])
  })

  it('has the keyboard while its program runs and nothing lies over it', () => {
    expect(hasKeyboard(withTasks(live).tasks)).toBe(true)
    expect(hasKeyboard(withTasks({ ...live, overlay: { kind: 'keys' } }).tasks)).toBe(false)
    expect(hasKeyboard(withTasks({ ...live, isScrolling: true }).tasks)).toBe(false)
    expect(hasKeyboard(withTasks({ ...live, terminal: { kind: 'ended', taskId: first, isCutOff: false } }).tasks)).toBe(
      false,
    )
    expect(hasKeyboard(withTasks({ ...live, chosenId: designTasks.tasks[1]?.id }).tasks)).toBe(false)
  })
})

describe('the form of a new task', () => {
  const known = {
    ...noKnowledge,
    projects: ['payments-api', 'web-frontend'],
    files: ['src/queue/retry.ts', 'src/q.ts', 'README.md'],
    skills: ['/compact', '/code-review', '/shop:release'],
  }

  it('completes projects and files, and moves on', () => {
    const [project] = suggestionsOf({ ...emptyForm(known), values: { ...emptyForm(known).values, project: 'fron' } })
    expect(project).toBe('web-frontend')
    let form = emptyForm(known)
    for (const key of keysOf(['w', 'e', 'tab', 'Look at @src/q', 'down', 'down', 'enter'])) {
      const next = onFormKey(form, key)
      if (typeof next === 'string') throw new Error(next)
      form = next
    }
    expect(form.values).toMatchObject({ project: 'web-frontend', prompt: 'Look at @src/queue/retry.ts ' })
    expect(onFormKey(form, { name: 'enter' })).toBe('submit')
    expect(newTaskOf(form)).toEqual({ project: 'web-frontend', prompt: 'Look at @src/queue/retry.ts' })
  })

  it('completes what a prompt begins with by skills, and a slash elsewhere by nothing', () => {
    const prompt = (text: string) => {
      const form = emptyForm(known, 'payments-api')
      return { ...form, values: { ...form.values, prompt: text } }
    }
    expect(suggestionsOf(prompt('/'))).toEqual(known.skills)
    expect(suggestionsOf(prompt('/rel'))).toEqual(['/shop:release'])
    expect(suggestionsOf(prompt('read /rel'))).toEqual([])
    expect(completed(prompt('/rel'), '/shop:release').values.prompt).toBe('/shop:release ')
  })

  it('is not sent without a project, with an unknown one, or with seven tries', () => {
    const form = (values: object) =>
      newTaskOf({ ...emptyForm(known), values: { ...emptyForm(known).values, ...values } })
    expect(form({})).toBe('Which project is missing.')
    expect(form({ project: 'shop' })).toContain('There is no project shop.')
    expect(form({ project: 'payments-api', best: '7' })).toBe('There are 2 to 6 tries.')
    expect(form({ project: '/tmp/x', best: '1' })).toEqual({ project: '/tmp/x' })
  })

  it('finds by beginning, part and letters, in this order', () => {
    expect(bestOf(['deep/src/a', 'srx', 'my-src', 'src/b'], 'src')).toEqual(['src/b', 'my-src', 'deep/src/a'])
    expect(completed({ ...emptyForm(known), field: 'backend' }, 'codex').values.backend).toBe('codex')
  })
})

describe('a pane beside Ink', () => {
  const write = (terminal: headless.Terminal, text: string) => new Promise<void>((done) => terminal.write(text, done))
  const rows = ({ buffer: { active } }: headless.Terminal, count: number) =>
    Array.from({ length: count }, (_, row) => (active.getLine(row)?.translateToString(true) ?? '').trimEnd())

  it('stays whole whatever Ink draws, moves without a trace, and writes only what changed', async () => {
    const terminal = new headless.Terminal({ cols: 20, rows: 5, allowProposedApi: true })
    const written: string[] = []
    const out = Object.assign(new (await import('node:events')).EventEmitter(), {
      ...{ columns: 20, rows: 5, isTTY: true },
      write: (text: string) => written.push(text),
    }) as unknown as NodeJS.WriteStream
    const painter = createPanePainter()
    const shared = shareOutput(out, painter)
    let content = { rows: ['aaaa', 'bbbb'], cursor: { x: 1, y: 1 } as { x: number; y: number } | undefined }
    const show = async () => {
      await write(terminal, written.splice(0).join(''))
      return rows(terminal, 5)
    }
    // As Ink does: a frame, then a line of it anew from where its cursor is.
    for (const text of ['\u001b[?2026h', 'one\r\ntwo\r\nthree', '\u001b[?2026l']) shared.stdout.write(text)
    painter.place({ x: 10, y: 0, columns: 4, rows: 2 }, () => content)
    shared.paintPane()
    expect(await show()).toEqual(['one       aaaa', 'two       bbbb', 'three', '', ''])
    expect([terminal.buffer.active.cursorX, terminal.buffer.active.cursorY]).toEqual([11, 1])
    for (const text of ['\u001b[?2026h', '\u001b[2A\r\u001b[Kuno\u001b[2E', '\u001b[?2026l']) shared.stdout.write(text)
    expect(written.join('').match(/\u001b\[\?2026[hl]/g)).toEqual(['\u001b[?2026h', '\u001b[?2026l'])
    expect(await show()).toEqual(['uno       aaaa', 'two       bbbb', 'three', '', ''])
    content = { rows: ['aaaa', 'cccc'], cursor: undefined }
    shared.paintPane()
    expect(written.join('')).not.toContain('aaaa')
    expect((await show())[1]).toBe('two       cccc')
    shared.paintPane()
    expect(written).toEqual([])
    painter.place({ x: 6, y: 3, columns: 4, rows: 2 }, () => content)
    shared.paintPane()
    expect(await show()).toEqual(['uno', 'two', 'three', '      aaaa', '      cccc'])
    painter.place(undefined, () => content)
    for (const text of ['\u001b[?2026h', '\u001b[2A\r\u001b[Keins\u001b[2E', '\u001b[?2026l']) shared.stdout.write(text)
    expect(await show()).toEqual(['eins', 'two', 'three', '', ''])
    shared.close()
  })

  it('shows a terminal of any size row by row, and what a pane cuts is a blank', async () => {
    const screen = createViewedScreen(() => {})
    const output = (text: string) => screen.viewer.output(Buffer.from(text), 0)
    screen.viewer.resized({ columns: 10, rows: 4 }, 0)
    await output('\u001b[31mred\u001b[0m\r\n12345\u4e2d\u6587\r\nlast')
    const shown = screen.show({ columns: 6, rows: 4 }, 0)
    expect(shown.rows).toEqual(['\u001b[0;31mred\u001b[0m   ', '12345 ', 'last  ', '      '])
    expect(shown.cursor).toEqual({ x: 4, y: 2 })
    await output('\r\n4\r\n5\r\n6')
    expect(screen.show({ columns: 6, rows: 2 }, 0).rows).toEqual(['5     ', '6     '])
    expect(screen.show({ columns: 6, rows: 2 }, 3).rows).toEqual(['12345 ', 'last  '])
    expect([screen.mostScrolled(2), screen.find('RED', 2)]).toEqual([4, [4]])
    screen.dispose()
  })

  it('that is lower than the screen shows the cursor and a little below', () => {
    expect(topRow({ rows: 40, above: 0, cursorRow: 3 }, 30)).toBe(0)
    expect(topRow({ rows: 40, above: 100, cursorRow: 39 }, 30)).toBe(110)
    expect(topRow({ rows: 40, above: 0, cursorRow: 33 }, 30)).toBe(8)
    expect(topRow({ rows: 40, above: 0, cursorRow: 20 }, 2)).toBe(20)
  })
})
