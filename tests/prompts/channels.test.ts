/** The ways to sessions: a real tmux with a stand-in for an agent in it, and the hook at the end of a turn. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import { createTypedTerminals } from '../../src/app/typed-terminals.ts'
import { createZellijPanes } from '../../src/app/zellij-panes.ts'
import type { OsProcess } from '../../src/core/process/process.ts'
import { attachHost } from '../../src/prompts/channels/attach/attach-host.ts'
import type { Errand } from '../../src/prompts/channels/channel.ts'
import { whyClosed } from '../../src/prompts/channels/closed/closed-terminals.ts'
import { createStopHookChannel } from '../../src/prompts/channels/stop-hook/stop-hook-channel.ts'
import { startConsoleHelper } from '../../src/prompts/channels/windows-console/console-helper.ts'
import { windowsConsoleHost } from '../../src/prompts/channels/windows-console/windows-console-host.ts'
import { createDialogHolds } from '../../src/prompts/dialog-holds.ts'
import { terminalsHere } from '../runner/terminals-here.ts'
import { hasTmux } from '../tools/claude-in-tmux.ts'
import { type AttachWorld, openAttachWorld } from './attach-world.ts'
import { type ChannelWorld, deliver, testChannel } from './channel.contract.ts'
import { type InboxWorld, openInboxWorld } from './inbox-world.ts'
import { openTaskWorld } from './task-world.ts'
import {
  openITermWorld,
  openKittyWorld,
  openWezTermWorld,
  openWindowsConsoleWorld,
  openZellijWorld,
} from './terminal-worlds.ts'
import { openTmuxWorld, type TmuxWorld } from './tmux-world.ts'

testChannel('of the hook at the end of a turn', openStopHook)
testChannel('of messages to its socket', openInboxWorld)
testChannel('of keys into a terminal of ours', openAttachWorld)
const ours = terminalsHere()
testChannel('of keys into the terminal of a task', () => openTaskWorld(ours))

describe('a terminal of ours', () => {
  let world: AttachWorld
  beforeEach(async () => {
    world = await openAttachWorld()
  })
  afterEach(() => world.close())

  it('is opened once for a look and what is typed after it, and closed when that was taken', async () => {
    expect((await world.channel.look(world.errand('hello'))).kind).toBe('ready')
    expect([world.opened(), world.closed()]).toEqual([1, 0])
    expect((await deliver(world, world.errand('hello'))).delivery).toEqual({ kind: 'sent' })
    expect([world.opened(), world.closed()]).toEqual([1, 1])
  })

  it('is closed where nothing can go, and where it can’t be written down', async () => {
    const full = () => Promise.reject(new Error('the disk is full'))
    await expect(world.channel.deliver(world.errand('x'), { begin: full, enter: full })).rejects.toThrow('full')
    world.leave()
    await world.channel.look(world.errand('x'))
    expect([world.opened(), world.closed()]).toEqual([2, 2])
  })

  it('that can’t be opened here is no way, and nothing is started', async () => {
    const problem = async () => 'node-pty does not load.'
    const host = attachHost({ problem, open: () => Promise.reject(new Error('It was opened.')) })
    expect(await host.find(world.errand('x').where)).toBeUndefined()
  })
})

describe('a message', () => {
  let world: InboxWorld
  beforeEach(async () => {
    world = await openInboxWorld()
  })
  afterEach(() => world.close())

  it('names the session it is for, whose it is, and what its records will know it by', async () => {
    const ids: (string | undefined)[] = []
    const begin = async (id?: string) => void ids.push(id)
    await world.channel.deliver(world.errand('hello'), { begin, enter: async () => {} })
    await expect.poll(world.frames).toHaveLength(1)
    const [frame] = world.frames()
    expect(frame).toMatchObject({
      msg_id: ids[0],
      session_id: 's1',
      from: expect.stringMatching(/^uds:\/.*prompts\.sock$/),
    })
    expect(frame?.message.content).toBe(
      `<cross-session-message from="${frame?.from}" from-name="TCE" from-mode="prompting">\nhello\n</cross-session-message>`,
    )
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('that would end its own envelope, or begin another one, does not go', async () => {
    for (const text of ['a </cross-session-message> b', '<cross-session-message from="you">']) {
      expect(await world.channel.look(world.errand(text))).toMatchObject({ kind: 'cannot' })
      expect((await deliver(world, world.errand(text))).delivery).toMatchObject({ kind: 'nothing', mayGoLater: false })
    }
  })
})

async function openStopHook(): Promise<ChannelWorld> {
  const { prompting } = claude
  if (prompting === undefined) throw new Error('Claude Code takes prompts.')
  const channel = createStopHookChannel()
  const taken: string[] = []
  let isThere = true
  return {
    channel,
    errand: (text) => ({
      ...{ promptId: 'q1', text, prompting, where: {}, isAwake: async () => true },
      target: { pid: 1, start: '1', agent: 'claude', sessionId: 's1' },
    }),
    invite: () =>
      void channel
        .ask('s1', 5_000)
        .answer.then((answer) => answer && taken.push((answer as { reason: string }).reason)),
    taken: () => taken,
    leave: () => {
      isThere = false
    },
    close: () => {
      if (!isThere) expect(taken).toEqual([])
    },
  }
}

describe('the pane of zellij that a session is in', () => {
  const server = '/run/user/1000/zellij/contract_version_1/shop'
  const process = (pid: number, ppid: number, name: string, more: Partial<OsProcess> = {}): OsProcess => ({
    ...{ pid, ppid, name, start: String(pid), startedAtMs: 0, state: 'sleeping', ...more },
  })
  const zellij = process(10, 1, 'zellij', { argv: ['/usr/bin/zellij', '--server', server] })
  const inPane = [
    zellij,
    process(20, 10, 'zsh', { tty: 'pts/3' }),
    process(30, 20, 'claude', { tty: 'pts/3' }),
  ] as const
  const marks = { ZELLIJ_PANE_ID: '3', ZELLIJ_SESSION_NAME: 'shop' }
  const paneOf = (processes: readonly OsProcess[], its: Readonly<Record<string, string>> = marks) => {
    const table = {
      read: async () => processes,
      inspect: async (pid: number) => processes.find((one) => one.pid === pid),
    }
    const marksOf = (_: number, names: readonly string[]) => {
      expect(names).toEqual(Object.keys(marks))
      return its
    }
    return createZellijPanes(table, marksOf)(30)
  }

  it('is told by what zellij gave it, where zellij itself opened its terminal', async () => {
    expect(await paneOf(inPane)).toEqual({ session: 'shop', id: 3 })
  })

  it.each<[string, readonly OsProcess[], Record<string, string>?]>([
    ['it was told nothing', inPane, {}],
    ['it was told no number', inPane, { ...marks, ZELLIJ_PANE_ID: 'plugin_1' }],
    [
      'its terminal was opened by tmux, which runs in that pane',
      [...inPane.slice(0, 2), process(25, 20, 'tmux: server'), process(30, 25, 'claude', { tty: 'pts/9' })],
    ],
    ['it has no terminal', [zellij, process(30, 10, 'claude')]],
    ['the session was given another name since', inPane, { ...marks, ZELLIJ_SESSION_NAME: 'shop-2' }],
    ['another server calls its session the same', [...inPane, { ...zellij, pid: 11 }]],
  ])('is not known where %s', async (_, processes, its) => {
    expect(await paneOf(processes, its)).toBeUndefined()
  })
})

it('a terminal that is no way says why: the innermost one that a session is in', () => {
  const chain = (...names: readonly string[]) => whyClosed(names.map((name) => ({ name })))
  const terminalApp = '/System/Applications/Utilities/Terminal.app/Contents/MacOS/Terminal'
  expect(chain('claude', 'bash', 'SCREEN')).toContain('GNU screen')
  expect(
    whyClosed([{ name: 'claude' }, { name: 'zsh' }, { name: 'login' }, { name: 'x', exePath: terminalApp }]),
  ).toContain('ends with Return')
  expect(chain('claude', 'zsh', 'zellij')).toContain('0.44')
  expect(chain('claude', 'zsh', 'kitty', 'bash', 'screen')).toContain('allow_remote_control')
  expect(chain('claude', 'bash', 'tmux: server')).toContain('TMUX_TMPDIR')
  expect(chain('claude', 'zsh', 'alacritty')).toBe('which is in alacritty, a terminal that it knows no way into')
  expect(chain('claude', 'zsh')).toBeUndefined()
})

it('a console of Windows is no way until its user allows it, and that is said; no helper is started', async () => {
  const environment = { platform: 'win32', env: {}, homeDir: 'C:\\Users\\dev' } as const
  const table = { read: async () => [], inspect: async () => undefined }
  const tasks = { find: async () => undefined, open: () => Promise.reject(new Error('It was opened.')) }
  const terminals = createTypedTerminals({ environment, table, tasks, mayUseConsole: () => false })
  expect(terminals.hosts.map(({ id }) => id)).toEqual(['attach', 'task', 'windows-console'])
  expect(await terminals.of({ pid: 7, start: '1337' })).toEqual({
    kind: 'none',
    why: expect.stringContaining('is off'),
    next: '[prompts] windows_console = true in config.toml',
  })
})

describe('the helper of Windows consoles', () => {
  /** Answers in the place of PowerShell. */
  const helper = (script: string) => startConsoleHelper({ file: globalThis.process.execPath, args: ['-e', script] })

  it('is asked in turn, and answers each line', async () => {
    const one = helper(
      `require('readline').createInterface({ input: process.stdin }).on('line', (l) => console.log('seen ' + l))`,
    )
    expect(await Promise.all([one.ask('look 1 2'), one.ask('type 1 2 -')])).toEqual([
      'seen look 1 2',
      'seen type 1 2 -',
    ])
    one.close()
    expect(await one.ask('look 1 2')).toBeUndefined()
  })

  it('that ends answers nothing more, and so does one that is not there', async () => {
    expect(await helper('process.exit(1)').ask('look 1 2')).toBeUndefined()
    expect(await startConsoleHelper({ file: '/nowhere/powershell.exe', args: [] }).ask('look 1 2')).toBeUndefined()
  })
})

it('a turn that nothing is handed over to ends when it was asked long enough, and an older question of its gives way', async () => {
  const channel = createStopHookChannel()
  const first = channel.ask('s1', 60_000)
  const second = channel.ask('s1', 10)
  expect(await first.answer).toBeUndefined()
  expect(await second.answer).toBeUndefined()
})

testChannel('of keys into a pane of WezTerm', openWezTermWorld)
testChannel('of keys into a window of kitty', openKittyWorld)
testChannel('of keys into a session of iTerm2', openITermWorld)
testChannel('of keys into a pane of zellij', openZellijWorld)
testChannel('of keys into a console of Windows', openWindowsConsoleWorld, { isBmpOnly: true })

it.each([
  ['zellij', openZellijWorld],
  ['a console of Windows', openWindowsConsoleWorld],
])(
  '%s, which may show what is old, gets keys only while hooks keep dialogs back, Enter once, no Esc',
  async (_, open) => {
    const world = await open()
    try {
      const unheld = world.errand('hello', { holdDialogs: undefined })
      const why = expect.stringContaining('a dialog would be answered unseen')
      expect(await world.channel.look(unheld)).toEqual({ kind: 'cannot', why })
      expect(await deliver(world, unheld)).toEqual({
        delivery: { kind: 'nothing', mayGoLater: false, why },
        steps: [],
      })
      const enter = () => Promise.reject(new Error('A key was told.'))
      expect(await world.channel.box?.pressEnter(unheld, { enter })).toMatchObject({ kind: 'nothing', why })
      expect([world.channel.interrupt, world.channel.setMode]).toEqual([undefined, undefined])
      expect(world.screen()).toMatch(/❯\s*\n/)
      world.signal('SIGUSR1')
      await expect.poll(world.screen).toContain('Do you want to')
      expect((await deliver(world, world.errand('1'))).delivery).toMatchObject({ kind: 'nothing', mayGoLater: true })
      world.signal('SIGUSR1')
      await expect.poll(world.screen).toContain('for shortcuts')
      world.signal('SIGUSR2')
      expect((await deliver(world, world.errand('hello'))).delivery).toEqual({ kind: 'sent' })
      expect([world.taken(), world.answered()]).toEqual([[], []])
      expect(world.screen()).toContain('❯ hello')
    } finally {
      await world.close()
    }
  },
)

it('a console of Windows gets no emoji, which its screen does not tell, and nothing without an answer of its helper', async () => {
  const world = await openWindowsConsoleWorld()
  try {
    const why = expect.stringContaining('emoji')
    expect(await world.channel.look(world.errand('Ship it 🚀'))).toEqual({ kind: 'cannot', why })
    expect((await deliver(world, world.errand('Ship it 🚀'))).delivery).toMatchObject({ kind: 'nothing', why })
  } finally {
    await world.close()
  }
  const asked: string[] = []
  const ask = async (line: string) => void asked.push(line)
  const host = windowsConsoleHost({ isAllowed: () => asked.length < 1, start: () => ({ ask, close: () => {} }) })
  expect(await host.find({ pid: 7, start: '1337' })).toBeUndefined()
  expect(await host.find({ pid: 7, start: '1337' })).toBeUndefined()
  expect(await host.find({ pid: 7, start: 'Tue Sep 15' })).toBeUndefined()
  expect(asked).toEqual(['look 7 1337'])
})

describe.skipIf(!hasTmux())('tmux', () => {
  testChannel('of keys into a pane of tmux', openTmuxWorld)

  describe('a pane', () => {
    let world: TmuxWorld
    beforeEach(async () => {
      world = await openTmuxWorld()
    })
    afterEach(() => world.close())

    it('with a draft in its box is left alone', async () => {
      world.command('send-keys', '-l', 'half a thought')
      await expect.poll(world.screen).toContain('half a thought')
      const { delivery } = await deliver(world, world.errand('hello'))
      expect(delivery).toMatchObject({ kind: 'nothing', mayGoLater: true, why: expect.stringContaining('not sent') })
      expect(world.screen()).toContain('❯ half a thought\n')
    })

    it.each([
      ['in copy mode', ['copy-mode'], 'copy mode'],
      ['that takes no keys', ['select-pane', '-d'], 'no keys'],
      [
        'that is synchronized with another',
        ['split-window', '-d', ';', 'set-option', '-w', 'synchronize-panes', 'on'],
        'synchronized',
      ],
      ['that is narrow', ['resize-window', '-x', '20'], 'narrower'],
    ])('%s waits', async (_, command, why) => {
      world.command(...command)
      await expect
        .poll(() => world.channel.look(world.errand('hello')))
        .toEqual({ kind: 'wait', why: expect.stringContaining(why) })
      const { delivery, steps } = await deliver(world, world.errand('hello'))
      expect([delivery, steps]).toEqual([{ kind: 'nothing', mayGoLater: true, why: expect.stringContaining(why) }, []])
      expect(world.taken()).toEqual([])
    })

    it('of a session that was suspended since it was looked at gets not a byte', async () => {
      const errand = world.errand('touch x\nrm y', { isAwake: async () => false })
      const { delivery, steps } = await deliver(world, errand)
      const why = expect.stringContaining('suspended')
      expect([delivery, steps]).toEqual([{ kind: 'nothing', mayGoLater: true, why }, []])
      expect(world.screen()).toMatch(/❯\s*\n/)
    })

    it('with a dialog open is never typed into', async () => {
      world.signal('SIGUSR1')
      await expect.poll(world.screen).toContain('Do you want to')
      expect(await world.channel.look(world.errand('1'))).toMatchObject({ kind: 'wait' })
      expect((await deliver(world, world.errand('1'))).delivery.kind).toBe('nothing')
      expect([world.answered(), world.taken()]).toEqual([[], []])
    })

    it.each(['begin', 'enter'])(
      'whose dialog opens after %s answers nothing by us, and the text is shown as not sent',
      async (moment) => {
        const { delivery } = await deliver(world, world.errand('1\nyes'), async (step) => {
          if (step !== moment) return
          world.signal('SIGUSR1')
          await expect.poll(world.screen).toContain('Do you want to')
        })
        expect(delivery).toMatchObject({ kind: 'in-box', why: expect.stringContaining('Enter was not pressed') })
        expect([world.answered(), world.taken()]).toEqual([[], []])
      },
    )

    it('that loses an Enter is given it once more, while the text stands in its box', async () => {
      world.signal('SIGUSR2')
      expect((await deliver(world, world.errand('hello'))).delivery).toEqual({ kind: 'sent' })
      expect(world.taken()).toEqual(['hello'])
    })

    describe('in whose box our text was left', () => {
      const text = 'List the dead links,\n  then stop'
      /** Enter was not pressed, because a dialog opened; it is gone again. */
      beforeEach(async () => {
        const { delivery } = await deliver(world, world.errand(text), async (step) => {
          if (step !== 'enter') return
          world.signal('SIGUSR1')
          await expect.poll(world.screen).toContain('Do you want to')
        })
        expect(delivery.kind).toBe('in-box')
        world.signal('SIGUSR1')
        await expect.poll(world.screen).toContain('❯ List the dead links')
      })

      const pressEnter = async () => {
        const steps: string[] = []
        const enter = async () => {
          expect(world.taken()).toEqual([])
          steps.push('enter')
        }
        return { delivery: await world.channel.box?.pressEnter(world.errand(text), { enter }), steps }
      }

      it('is given Enter by a person, told before it is pressed', async () => {
        expect(await pressEnter()).toEqual({ delivery: { kind: 'sent' }, steps: ['enter'] })
        expect(world.taken()).toEqual([text])
        expect(await pressEnter()).toMatchObject({ delivery: { kind: 'nothing', why: 'Its box is empty by now.' } })
      })

      it('is cleared by a person, row by row, and nothing is sent', async () => {
        expect(await world.channel.box?.clear(world.errand(text))).toBeUndefined()
        expect(world.screen()).toMatch(/❯\s*\n─/)
        expect(world.taken()).toEqual([])
      })

      it('gets no key when its user wrote on, or a dialog is open', async () => {
        world.command('send-keys', '-l', ' and more')
        await expect.poll(world.screen).toContain('and more')
        const why = 'Something else than that text stands in its box.'
        expect(await pressEnter()).toMatchObject({ delivery: { kind: 'nothing', why }, steps: [] })
        expect(await world.channel.box?.clear(world.errand(text))).toBe(why)
        world.signal('SIGUSR1')
        await expect.poll(world.screen).toContain('Do you want to')
        expect(await pressEnter()).toMatchObject({ delivery: { why: 'A dialog is open in its terminal.' }, steps: [] })
        expect(await world.channel.box?.clear(world.errand(text))).toBe('A dialog is open in its terminal.')
        expect([world.answered(), world.taken()]).toEqual([[], []])
      })
    })

    describe('whose agent is at work', () => {
      beforeEach(async () => {
        expect((await deliver(world, world.errand('WORK'))).delivery).toEqual({ kind: 'sent' })
        await expect.poll(world.screen).toContain('esc to interrupt')
      })

      const interrupt = async (more?: Partial<Errand>, onTold: () => Promise<void> | void = () => {}) => {
        const told: string[] = []
        const pressed = await world.channel.interrupt?.(world.errand('', more), async (through) => {
          expect(world.interrupted()).toEqual([])
          told.push(through)
          await onTold()
        })
        return { pressed, told }
      }
      const refused = (why: string) => ({ kind: 'refused', why: expect.stringContaining(why) })

      it('gets Esc once, told before; and none when it is idle again', async () => {
        const through = 'tmux pane %0'
        expect(await interrupt()).toEqual({ pressed: { kind: 'pressed', through }, told: [through] })
        await expect.poll(world.interrupted).toEqual([''])
        await expect.poll(world.screen).toContain('for shortcuts')
        expect(await interrupt()).toEqual({ pressed: refused('does not say that Esc would interrupt'), told: [] })
        expect(world.interrupted()).toEqual([''])
      })

      it('gets none where it can’t be written down', async () => {
        const full = () => Promise.reject(new Error('the disk is full'))
        await expect(world.channel.interrupt?.(world.errand(''), full)).rejects.toThrow('full')
        expect(world.interrupted()).toEqual([])
      })

      it('gets none in a dialog, also one that opens in the last moment', async () => {
        const open = async () => {
          world.signal('SIGUSR1')
          await expect.poll(world.screen).toContain('Do you want to')
        }
        expect(await interrupt({}, open)).toMatchObject({ pressed: refused('A dialog is open') })
        expect(await interrupt()).toEqual({ pressed: refused('A dialog is open'), told: [] })
        expect([world.answered(), world.interrupted()]).toEqual([[], []])
      })

      it('gets none while a hook tells of a dialog, or it is suspended', async () => {
        const holds = createDialogHolds()
        const holdDialogs = () => {
          const hold = holds.hold('s1')
          holds.ofDialog('s1')
          return hold
        }
        expect(await interrupt({ holdDialogs })).toEqual({ pressed: refused('A dialog was about to open'), told: [] })
        expect(await interrupt({ isAwake: async () => false })).toMatchObject({ pressed: refused('suspended') })
        expect(world.interrupted()).toEqual([])
      })

      it('gets none with a draft in its box, in copy mode, or when its pane is gone', async () => {
        world.command('send-keys', '-l', 'half a thought')
        await expect.poll(world.screen).toContain('half a thought')
        expect(await interrupt()).toEqual({ pressed: refused('stays untouched'), told: [] })
        world.command('send-keys', 'C-u')
        await expect.poll(world.screen).not.toContain('half a thought')
        world.command('copy-mode')
        await expect.poll(() => interrupt()).toEqual({ pressed: refused('copy mode'), told: [] })
        await world.leave()
        expect(await interrupt()).toEqual({ pressed: refused('is gone'), told: [] })
        expect(world.interrupted()).toEqual([])
      })
    })

    describe('whose mode is set by its key', () => {
      const modesAre = async (...modes: readonly string[]) => {
        expect((await deliver(world, world.errand(`MODES ${modes.join(',')}`))).delivery).toEqual({ kind: 'sent' })
        await expect.poll(world.screen).toContain(`${modes[0]} on`)
      }
      const set = async (mode: string, more?: Partial<Errand>, onTold: () => Promise<void> | void = () => {}) => {
        let told = 0
        const done = await world.channel.setMode?.(world.errand('', more), mode, async () => {
          expect(world.modes()).toEqual([])
          told += 1
          await onTold()
        })
        return { done, told }
      }
      const refused = (why: string) => ({ kind: 'refused', why: expect.stringContaining(why) })

      it('gets one key, told before, and none when its screen says that mode already', async () => {
        expect(await set('accept-edits')).toEqual({ done: { kind: 'set', words: 'accept edits on' }, told: 1 })
        expect(world.modes()).toEqual(['accept edits'])
        const again = await world.channel.setMode?.(world.errand(''), 'accept-edits', () => Promise.reject(new Error()))
        expect(again).toEqual({ kind: 'set', words: 'accept edits on' })
        expect(world.modes()).toEqual(['accept edits'])
      })

      it('gets as many as it takes, each after a look at where the one before led', async () => {
        await modesAre('bypass permissions', 'auto mode', 'manual mode', 'accept edits')
        expect(await set('accept-edits')).toEqual({ done: { kind: 'set', words: 'accept edits on' }, told: 1 })
        expect(world.modes()).toEqual(['auto mode', 'manual mode', 'accept edits'])
      })

      it.each([
        ['plan mode', 'normal', 'asks for nothing'],
        ['plan mode', 'accept-edits', 'asks for nothing'],
        ['accept edits', 'normal', 'asks for nothing'],
        ['dreamy mode', 'normal', 'does not know'],
      ])('gets none in %s for %s', async (mode, wanted, why) => {
        await modesAre(mode, 'bypass permissions')
        expect(await set(wanted)).toEqual({ done: refused(why), told: 0 })
        expect(world.modes()).toEqual([])
      })

      it('gets no more when it shows a mode that nobody expected, or the same one', async () => {
        await modesAre('auto mode', 'dreamy mode', 'manual mode')
        expect((await set('accept-edits')).done).toMatchObject({
          kind: 'unproved',
          why: expect.stringContaining('dreamy'),
        })
        expect(world.modes()).toEqual(['dreamy mode'])
        await modesAre('manual mode', 'manual mode')
        const stuck = await world.channel.setMode?.(world.errand(''), 'accept-edits', async () => {})
        expect(stuck).toMatchObject({ kind: 'unproved', why: expect.stringContaining('still says') })
        expect(world.modes()).toHaveLength(2)
      })

      it('gets none in a dialog, with a draft, in copy mode, at work, suspended or gone', async () => {
        const open = async () => {
          world.signal('SIGUSR1')
          await expect.poll(world.screen).toContain('Do you want to')
        }
        expect((await set('accept-edits', {}, open)).done).toEqual(refused('changed in the last moment'))
        expect((await set('accept-edits')).done).toEqual(refused('A dialog is open'))
        world.signal('SIGUSR1')
        await expect.poll(world.screen).toContain('for shortcuts')
        expect((await set('accept-edits', { isAwake: async () => false })).done).toEqual(refused('suspended'))
        world.command('send-keys', '-l', 'half a thought')
        await expect.poll(world.screen).toContain('half a thought')
        expect((await set('accept-edits')).done).toEqual(refused('stays untouched'))
        world.command('send-keys', 'C-u')
        await expect.poll(world.screen).not.toContain('half a thought')
        world.command('copy-mode')
        await expect.poll(async () => (await set('accept-edits')).done).toEqual(refused('copy mode'))
        world.command('send-keys', '-X', 'cancel')
        await deliver(world, world.errand('WORK'))
        expect((await set('accept-edits')).done).toEqual(refused('at work'))
        await world.leave()
        expect((await set('accept-edits')).done).toEqual(refused('is gone'))
        expect([world.answered(), world.modes()]).toEqual([[], []])
      })
    })

    it('whose last word is broken by the edge of its box is given Enter all the same', async () => {
      const text = `${'a'.repeat(70)}bcdefghijklmn`
      expect((await deliver(world, world.errand(text))).delivery).toEqual({ kind: 'sent' })
      expect(world.taken()).toEqual([text])
    })

    it('of another terminal with the same number is not it', async () => {
      expect(await world.channel.look(world.errand('hello', { where: { tty: 'pts/9999' } }))).toMatchObject({
        kind: 'cannot',
      })
    })

    it('gets no Enter when a hook tells of a dialog while it is typed, and none when it took too long', async () => {
      const holds = createDialogHolds()
      const holdDialogs = () => holds.hold('s1')
      const { delivery } = await deliver(world, world.errand('hello', { holdDialogs }), (step) => {
        if (step === 'begin') holds.ofDialog('s1')
      })
      expect(delivery).toMatchObject({ kind: 'in-box', why: expect.stringContaining('Enter was not pressed') })
      expect(world.taken()).toEqual([])
    })
  })
})

describe('a terminal that is looked at by one command and given a key by another', () => {
  it('gives Esc only while hooks keep dialogs back', async () => {
    const world = await openWezTermWorld()
    try {
      await deliver(world, world.errand('WORK'))
      const press = async () => {}
      const without = await world.channel.interrupt?.(world.errand(''), press)
      expect(without).toEqual({ kind: 'refused', why: expect.stringContaining('without hooks') })
      const holds = createDialogHolds()
      const errand = { ...world.errand(''), holdDialogs: () => holds.hold('s1') }
      await expect
        .poll(() => world.channel.interrupt?.(errand, press))
        .toEqual({ kind: 'pressed', through: 'pane 3 of WezTerm' })
    } finally {
      await world.close()
    }
  })
})

describe('dialogs', () => {
  it('are kept back while a prompt is typed, and no longer', async () => {
    const holds = createDialogHolds()
    const order: string[] = []
    await holds.beforeDialog('s1')
    const hold = holds.hold('s1')
    const held = holds.beforeDialog('s1').then(() => order.push('answered'))
    await holds.beforeDialog('another')
    await hold.settled()
    order.push('released')
    hold.release()
    await held
    expect(order).toEqual(['released', 'answered'])
    await holds.beforeDialog('s1')
  })

  it('are kept back for two seconds at most; then no key goes', async () => {
    const holds = createDialogHolds()
    const hold = holds.hold('s1')
    expect(hold.isBroken).toBe(false)
    await holds.beforeDialog('s1')
    expect(hold.isBroken).toBe(true)
  })
})
