/** `tce tui`, `tce task attach` and `tce attach` in a real terminal, with terminals that a real supervisor holds. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { terminalsHere } from '../runner/terminals-here.ts'
import { hasTmux } from '../tools/claude-in-tmux.ts'
import { testEnvironment } from '../tools/left-overs.ts'
import { openPty, type PtyScreen } from '../tools/pty-screen.ts'
import { waitFor } from '../tools/wait-for.ts'

const program = fileURLToPath(new URL('./fixture-tasks.ts', import.meta.url))
const argv = [process.execPath, '--disable-warning=ExperimentalWarning', program] as const
const here = terminalsHere()
const runDir = join(here.dataDir, 'run')
const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing) close()
})
const envOf = (
  as: 'tui' | 'only' | 'attach',
  runs: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
) => ({
  ...{ PATH: process.env['PATH'] ?? '', HOME: here.dataDir, LANG: 'C.UTF-8', TERM: 'xterm-256color', TZ: 'UTC' },
  ...{
    TUI_DATA: here.dataDir,
    TCE_RUN_DIR: runDir,
    TUI_AS: as,
    TUI_TASK: 'idempotency-keys',
    TUI_RUNS: JSON.stringify(runs),
  },
  ...more,
})
const open = (env: Readonly<Record<string, string>>, columns = 80, rows = 24): PtyScreen => {
  const pty = openPty({ argv, env, columns, rows })
  closing.push(() => pty.kill())
  return pty
}
/** Says its size when it changes, and each line it is given, as agents redraw themselves; asked to, it wants to know of the mouse. */
const agent = `draw() { printf '\\033[2J\\033[Hagent %s\\r\\n' "$(stty size)"; }
trap draw WINCH; draw
while :; do if read -r line; then [ "$line" = mouse ] && printf '\\033[?1000h\\033[?1006h'; printf 'said %s\\r\\n' "$line"; fi; done`

describe.skipIf(!hasTmux())('tce tui in tmux', () => {
  it('shows the list, the terminal live, orders of the leader, the form and the keys', {
    timeout: 60_000,
  }, async () => {
    const session = await here.run(agent)
    const other = await here.run(`printf 'the other one\\r\\n'; cat`)
    const dir = join(here.dataDir, 'tmux')
    mkdirSync(dir, { mode: 0o700 })
    const did = join(here.dataDir, 'did')
    const env = envOf('tui', { 'idempotency-keys': session.id, 'rotate-jwks': other.id }, { TUI_DID: did })
    const tmux = (...words: readonly string[]) =>
      execFileSync('tmux', ['-u', '-f', '/dev/null', ...words], {
        env: { ...env, ...testEnvironment(), TMUX_TMPDIR: dir, LC_ALL: 'C.UTF-8', TERM: 'screen-256color' },
        encoding: 'utf8',
      })
    closing.push(() => {
      try {
        tmux('kill-server')
      } catch {
        // It has ended with its only window.
      }
    })
    tmux('new-session', '-d', '-x', '120', '-y', '36', ...argv)
    const screen = () => tmux('capture-pane', '-p')
    const shows = (text: string | RegExp) =>
      waitFor(
        `the screen to show ${text}`,
        () => (typeof text === 'string' ? screen().includes(text) : text.test(screen())) || undefined,
        {
          withinMs: 15_000,
          seen: () => `\n${screen()}`,
        },
      )
    const keys = (...names: readonly string[]) => void tmux('send-keys', ...names)
    const type = (text: string) => void tmux('send-keys', '-l', text)

    // The chosen one's terminal is seen, in the size that it has.
    await shows('agent 24 80')
    await shows('PINNED')
    keys('Enter')
    // In it, it gets the size of the pane; what is typed goes to it, q and ? too.
    await shows('agent 30 64')
    type('q? hello\r')
    await shows('said q? hello')
    const lines = screen().split('\n')
    expect(lines.every((line) => line.length <= 120)).toBe(true)
    expect(lines.filter((line) => line.includes('│')).length).toBe(32)
    // Its mouse, by the cell of its own screen: as a terminal echoes what reaches it.
    type('mouse\r')
    await shows('said mouse')
    type('\u001b[<0;30;6M')
    await shows('^[[<0;3;2M')
    // The list is drawn anew beside it, and nothing of it is lost.
    keys('C-\\')
    await shows('goes in')
    keys('q')
    await shows('into the terminal')
    keys('j')
    await shows('the other one')
    keys('k')
    await shows('said q? hello')
    keys('?')
    await shows('goes to the agent')
    expect(screen()).not.toContain('said')
    keys('x')
    await shows('said q? hello')
    // Larger, smaller: the terminal alone, and back.
    keys('Enter')
    keys('C-\\')
    keys('z')
    await shows('agent 33 120')
    expect(screen()).not.toContain('PINNED')
    tmux('resize-window', '-x', '80', '-y', '24')
    await shows('agent 21 80')
    await shows('live 80×21')
    keys('C-\\')
    keys('z')
    keys('C-\\')
    keys('q')
    await shows('shard-re…')
    tmux('resize-window', '-x', '120', '-y', '36')
    await shows('PINNED')
    // A new one, with what can be completed.
    keys('N')
    await shows('New task')
    type('Refunds must fail')
    await shows('Refunds must fail')
    keys('Enter')
    await shows('new-one started.')
    expect(readFileSync(did, 'utf8')).toContain('{"create":{"project":"payments-api","prompt":"Refunds must fail"}}')
    keys('C-\\')
    keys('k')
    await shows('Go to')
    type('rotate')
    keys('Enter')
    await shows('the other one')
    // Typed into the other one's terminal; then it ends, and its screen stays.
    type('echoed')
    await shows('echoed')
    keys('C-d')
    keys('C-d')
    await shows(/ended|not begun/)
    await shows('the other one')
    keys('q')
    keys('q')
    await waitFor('its end', () => {
      try {
        return !tmux('list-sessions').includes(':') || undefined
      } catch {
        return true
      }
    })
  })
})

/** Stands before a supervisor's socket: its connections can be broken, and refused for a while. */
function breakable(): { breakAll(): void; refuse(isRefused: boolean): void } {
  const socket = readdirSync(runDir).find((name) => name.endsWith('.sock') || !name.includes('.')) ?? ''
  const [path, real] = [join(runDir, socket), join(here.dataDir, 'real')]
  renameSync(path, real)
  const open = new Set<Socket>()
  let isRefused = false
  const server = createServer((from) => {
    if (isRefused) return void from.destroy()
    const to = connect(real)
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one)
      one.on('error', () => {})
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  server.listen(path)
  closing.push(() => {
    server.close()
    if (existsSync(real)) renameSync(real, path)
  })
  return {
    breakAll: () => {
      for (const one of open) one.destroy()
    },
    refuse(wanted) {
      isRefused = wanted
    },
  }
}

describe('a broken line to the supervisor', () => {
  it('is said, comes back, and the screen is right: attached raw, and in a pane', { timeout: 60_000 }, async () => {
    const session = await here.run(agent)
    const line = breakable()
    const runs = { 'idempotency-keys': session.id }
    const raw = open(envOf('attach', runs))
    await raw.shows('agent 24 80')
    raw.type('one\r')
    await raw.shows('said one')
    const pane = open(envOf('only', runs), 100, 30)
    // Who goes in takes the size, and its program draws itself anew.
    await pane.shows('agent 27 100')
    line.refuse(true)
    line.breakAll()
    await raw.shows('cut off')
    await pane.shows('cut off')
    // Nobody is told that it was typed.
    raw.type('lost\r')
    line.refuse(false)
    await raw.lacks('cut off')
    await pane.lacks('cut off')
    raw.type('two\r')
    await raw.shows('said two')
    await pane.shows('said two')
    expect(raw.screen.text()).not.toContain('lost')
    // After a change of size all rows are as its program left them.
    raw.resize(60, 20)
    await raw.shows('agent 20 60')
    expect(raw.screen.text().trim()).toBe('agent 20 60')
    raw.type('\u001cd')
    expect(await raw.ended).toBe(0)
    expect(raw.screen.text()).toContain('it goes on')
    pane.type('\u001cd')
    expect(await pane.ended).toBe(0)
    expect([pane.screen.isAlternate, pane.screen.isCursorShown, pane.screen.unknown]).toEqual([false, true, []])
  })
})
