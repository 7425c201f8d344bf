/** Bringing an agent's terminal to the front: a real tmux in a real terminal, and what other desktops are told. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import type { JumpParts, JumpPlace, TmuxWindows } from '../../src/control/jump/jump.ts'
import { createJump } from '../../src/control/jump/jump.ts'
import { createTmux } from '../../src/prompts/channels/tmux/tmux.ts'
import { hasTmux } from '../tools/claude-in-tmux.ts'
import { waitFor } from '../tools/wait-for.ts'

type Pane = { readonly id: string }
const noTmux: TmuxWindows<Pane> = { find: async () => undefined, show: async () => ({}) }

/** pid 30 in a shell (20) of a terminal (10). */
const parents = (terminal: string): JumpParts<Pane>['table'] => ({
  inspect: async (pid) => {
    const [name, ppid] = { 30: ['claude', 20], 20: ['bash', 10], 10: [terminal, 1] }[pid] ?? []
    return name === undefined
      ? undefined
      : { pid, ppid: Number(ppid), name: String(name), start: '1', startedAtMs: 0, state: 'sleeping' }
  },
})

function jumping(answers: Readonly<Record<string, string>>, more: Partial<JumpParts<Pane>> = {}) {
  const ran: string[] = []
  const jump = createJump({
    ...{ platform: 'linux', env: { DISPLAY: ':0' }, table: parents('kitty'), tmux: noTmux, ...more },
    run: async (program, args) => {
      ran.push([program, ...args.filter((arg) => !arg.includes('\n'))].join(' '))
      return answers[program]
    },
  })
  return { ran, go: (place: Partial<JumpPlace> = {}) => jump({ pid: 30, tty: 'pts/6', ...place }) }
}

describe('the terminal of an agent', () => {
  it('is the one window of the program that opened it', async () => {
    const windows = '0x01 0 7 host mail\n0x02 0 10 host shop: claude\n'
    const { go, ran } = jumping({ wmctrl: windows })
    expect(await go()).toEqual({ kind: 'shown', where: 'the terminal pts/6' })
    expect(ran).toEqual(['wmctrl -lp', 'wmctrl -ia 0x02'])
  })

  it('is not guessed among several windows of one program, nor where nothing can be told', async () => {
    const { go, ran } = jumping({ wmctrl: '0x02 0 10 host a\n0x03 0 10 host b\n' })
    expect(await go()).toEqual({ kind: 'not-shown', why: "TCE can't bring pts/6 (kitty) to the front." })
    expect(ran).toEqual(['wmctrl -lp'])
    const wayland = jumping({ wmctrl: '0x02 0 10 host a\n' }, { env: {} })
    expect([await wayland.go(), wayland.ran]).toEqual([expect.objectContaining({ kind: 'not-shown' }), []])
  })

  it('is a pane of WezTerm, by its name', async () => {
    const panes = JSON.stringify([
      { pane_id: 2, tty_name: '/dev/pts/66' },
      { pane_id: 3, tty_name: '/dev/pts/6' },
    ])
    const { go, ran } = jumping({ wezterm: panes }, { table: parents('wezterm-gui') })
    expect(await go()).toMatchObject({ kind: 'shown' })
    expect(ran).toEqual(['wezterm cli list --format json', 'wezterm cli activate-pane --pane-id 3'])
    const broken = jumping({ wezterm: 'no json' }, { table: parents('wezterm-gui'), env: {} })
    expect(await broken.go()).toMatchObject({ kind: 'not-shown' })
  })

  it('is a tab of macOS, whose name is an argument of the script', async () => {
    const { go, ran } = jumping({ '/usr/bin/osascript': 'shown\n' }, { platform: 'darwin' })
    expect(await go({ tty: 'ttys003' })).toMatchObject({ kind: 'shown', where: 'the terminal ttys003' })
    expect(ran).toEqual(['/usr/bin/osascript -e ttys003'])
  })

  it('is opened by hand where it runs in the background, and is nowhere where a program started it', async () => {
    const attachCommand = claude.attachCommand?.({ role: 'background', jobId: '72422c08' })
    expect(attachCommand).toBe('claude attach 72422c08')
    const { go } = jumping({})
    for (const tty of [undefined, 'pts/9'])
      expect(await go({ tty, attachCommand })).toMatchObject({ kind: 'not-shown', command: attachCommand })
    expect(await go({ tty: undefined })).toEqual({
      kind: 'not-shown',
      why: 'It has no terminal: another program started it.',
    })
    expect(claude.attachCommand?.({ role: 'background', jobId: 'x; rm -rf ~' })).toBeUndefined()
    expect(claude.attachCommand?.({ role: 'interactive', jobId: '72422c08' })).toBeUndefined()
  })
})

describe.skipIf(!hasTmux())('a pane of tmux', () => {
  let dir: string
  const inner = (...args: readonly string[]) => run('inner', ...args)
  const run = (name: string, ...args: readonly string[]) =>
    execFileSync('tmux', ['-S', join(dir, name), '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      env: { ...process.env, TMUX: '' },
    }).trim()
  const seen = () => inner('list-clients', '-F', '#{client_session} #{pane_id}')
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tce-jump-'))
    inner('new-session', '-d', '-s', "my 'work'", '-x', '80', '-y', '24', 'cat')
    inner('new-window', '-t', '=my', 'cat')
    inner('split-window', '-t', '%1', 'cat')
    inner('select-window', '-t', '%0')
    inner('new-session', '-d', '-s', 'other', '-x', '80', '-y', '24', 'cat')
  })
  afterEach(() => {
    for (const name of ['outer', 'inner']) {
      try {
        run(name, 'kill-server')
      } catch {
        // It was not begun.
      }
    }
    rmSync(dir, { recursive: true, force: true })
  })
  const shown = async (pane: string) => {
    const tty = inner('display-message', '-p', '-t', pane, '#{pane_tty}').replace('/dev/', '')
    const { go } = jumping({}, { tmux: createTmux(dir) as unknown as TmuxWindows<Pane>, env: {} })
    return go({ tty })
  }
  /** A terminal that shows a session of the inner server. */
  async function attach(session: string): Promise<void> {
    run('outer', 'new-session', '-d', '-x', '80', '-y', '24', `tmux -S '${join(dir, 'inner')}' attach -t '=${session}'`)
    await waitFor('the terminal', () => seen().includes(session))
  }

  it('comes to the front of the terminal that shows its tmux, whichever session and window it showed', async () => {
    await attach('other')
    expect(seen()).toBe('other %3')
    expect(await shown('%1')).toMatchObject({ kind: 'shown', where: expect.stringMatching(/^tmux pane %1, in the /) })
    expect(seen()).toBe("my 'work' %1")
    await shown('%2')
    expect(seen()).toBe("my 'work' %2")
  })

  it('is reached by the command that attaches to its session, to the letter, where no terminal shows it', async () => {
    const told = await shown('%1')
    expect(told).toMatchObject({ kind: 'not-shown', command: expect.stringContaining(' attach -t ') })
    const command = told.kind === 'not-shown' ? told.command : undefined
    run('outer', 'new-session', '-d', '-x', '80', '-y', '24', String(command))
    await waitFor('the session', () => seen().startsWith("my 'work'"))
  })
})
