import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { openPty, type PtyScreen } from '../tools/pty-screen.ts'
import { waitFor } from '../tools/wait-for.ts'

const program = fileURLToPath(new URL('./fixture-watch.ts', import.meta.url))
const flags = ['--disable-warning=ExperimentalWarning']
const opened: PtyScreen[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.kill()
})

/** The live screen of the design's session in a real terminal. */
function openTerminal(
  env: Readonly<Record<string, string>> = {},
  size: { readonly columns?: number; readonly rows?: number } = {},
  argv: readonly [string, ...string[]] = [process.execPath, ...flags, program],
): PtyScreen {
  const terminal = openPty({
    argv,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      TZ: 'UTC',
      ...env,
    },
    ...size,
  })
  opened.push(terminal)
  return terminal
}

const ready = 'waiting for you'
/** What the fixture writes twice a second when it is asked to. */
const tick = /\u001b\]2;tick \d+\u0007/g

describe('in a real terminal', () => {
  it('shows the design, and everything it writes is understood', async () => {
    const { screen, shows, ended, type } = openTerminal()
    await shows('2 search-indexer')
    const mock = readFileSync(new URL('../fixtures/watch/watch-120x36.txt', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n')
    expect(screen.lines().slice(0, 35)).toEqual(mock.slice(0, 35))
    expect(screen.unknown).toEqual([])
    expect(screen.isAlternate).toBe(true)
    type('q')
    expect(await ended).toBe(0)
    expect([screen.isAlternate, screen.isCursorShown]).toEqual([false, true])
    expect(screen.text().trim()).toBe('')
  })

  it('moves, opens an event in full and comes back', async () => {
    const { shows, lacks, type } = openTerminal()
    await shows(ready)
    type('jj')
    await shows('▸14:29:04')
    await shows('paused')
    type('\r')
    await shows('and the test again.')
    type('\u001b')
    await lacks('and the test again.')
    type('g')
    await lacks('▸14:29:04')
  })

  it('filters while it is typed, and shows all after esc', async () => {
    const { shows, screen, lacks, type } = openTerminal()
    await shows(ready)
    type('/')
    await shows('enter keeps')
    type('migr')
    await lacks('TOOL◀ Grep')
    expect(screen.text()).toContain('TOOL◀ Write migrations')
    type('\r')
    await shows('"migr"')
    type('\u001b')
    await shows('TOOL◀ Grep')
    type('f')
    await shows('only text')
    type('f')
    type('f')
    await shows('only failed')
    expect(screen.text()).toContain('TOOL✗ Bash exit 1')
    expect(screen.text()).not.toContain('USER  Good')
  })

  it('shows new events first, and holds still while paused', async () => {
    const { shows, screen, type, pid } = openTerminal()
    await shows('2 search-indexer')
    process.kill(pid, 'SIGUSR2')
    await shows('live 1')
    expect(screen.lines()[2]).toContain('ASST  live 1')
    type(' ')
    await shows('paused')
    process.kill(pid, 'SIGUSR2')
    await shows('1 new, space follows')
    expect(screen.lines()[2]).toContain('ASST  live 1')
    type(' ')
    await shows('live 2')
    expect(screen.lines()[2]).toContain('ASST  live 2')
  })

  it('asks with the tree before a kill, sends nothing without y, and says what was observed', async () => {
    const kills = join(mkdtempSync(join(tmpdir(), 'tce-watch-')), 'kills')
    const { shows, screen, type } = openTerminal({ WATCH_KILLS: kills })
    await shows('2 search-indexer')
    type('k')
    await shows('Kill it? [y/N]')
    expect(screen.text()).toContain('└─ redis-server')
    expect(screen.text()).toContain('The conversation stays: claude --resume 3f2a91c4')
    type('n')
    await shows('Nothing was sent.')
    type('k')
    await shows('Kill it? [y/N]')
    type('y')
    await shows('✓ payments-api webhook-retries ended after 0.4 s. 5 processes gone, 612 MB freed.')
    expect(
      readFileSync(kills, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ targets: [{ pid: 48213, start: '8048213' }], force: false }])
    type('x')
    await shows('STEPS')
  })

  it('copies the resume command through the terminal and says it', async () => {
    const { shows, written, type } = openTerminal()
    await shows('2 search-indexer')
    type('c')
    await shows('claude --resume 3f2a91c4')
    expect(written()).toContain(`\u001b]52;c;${Buffer.from('claude --resume 3f2a91c4').toString('base64')}\u0007`)
  })

  it('switches between overview and sessions', async () => {
    const { shows, type } = openTerminal({ WATCH_OVERVIEW: '1' }, { columns: 80, rows: 24 })
    await shows('▸◐ payments-api')
    type('\u001b[B')
    await shows('▸■ legacy-billing')
    type('s')
    await shows('by cost')
    type('/')
    type('mobile')
    type('\r')
    await shows('1/1')
    type('\r')
    await shows('offline-sync')
    type('1')
    await shows('webhook-retries')
    type('\t')
    await shows('shard-rebalance')
    type('?')
    await shows('stop following, follow again')
    type('x')
    await shows('shard-rebalance')
    type('p')
    await shows('pinned')
  })

  it('follows the size of the terminal down to 60 × 15 and back, without a rest of the old screen', async () => {
    const { screen, shows, type, resize } = openTerminal()
    await shows('2 search-indexer')
    const sizes = [
      [80, 24],
      [60, 15],
      [100, 20],
      [60, 30],
      [140, 40],
      [120, 36],
    ] as const
    for (const [columns, rows] of sizes) {
      resize(columns, rows)
      await waitFor(
        `${columns} × ${rows}`,
        () =>
          screen.lines().filter((line) => line.includes('─'.repeat(20))).length >= 2 &&
          screen.lines()[rows - 2]?.startsWith('─'.repeat(20)) &&
          screen.lines()[0]?.includes(ready),
        { seen: () => `\n${screen.text()}` },
      )
      expect(screen.lines().filter((line) => line.includes('webhook-retries'))).toHaveLength(1)
      expect(screen.lines()[1]).toMatch(/^─{20,}[─┬]─+$/)
      expect(screen.lines()[1]?.length).toBe(columns)
    }
    resize(60, 15)
    await shows('tab pane')
    type('\t')
    await shows('CONTEXT')
    expect(screen.text()).not.toContain('TOOL◀')
  })

  it('has no colour with NO_COLOR and ASCII marks in a locale that is not UTF-8', async () => {
    const plain = openTerminal({ NO_COLOR: '1' })
    await plain.shows(ready)
    expect(plain.written()).not.toMatch(/\u001b\[[\d;]*[1-9][\d;]*m/)
    const ascii = openTerminal({ LANG: 'C', LC_ALL: 'C' })
    await ascii.shows('TOOL> Edit src/queue/backoff.ts')
    // The one character that is not ASCII is the agent's own.
    expect(ascii.screen.text().replace('retry…', 'retry')).toMatch(/^[\u0000-\u007f]*$/)
  })

  it('writes nothing while nothing happens', async () => {
    const { written, shows, screen, type } = openTerminal({
      WATCH_OVERVIEW: '1',
      WATCH_CLOCK_RUNS: '1',
      WATCH_TICKS: '1',
    })
    await shows('▸◐ payments-api')
    type('\u001b[B')
    await shows('▸■ legacy')
    // What is shown is not yet all that was drawn: the drawing ends with this.
    await waitFor('the end of the drawing', () => written().replace(tick, '').endsWith('\u001b[?2026l'))
    const sinceThen = () => written().slice(before)
    const before = written().length
    // The program's own word that its time passed, in one stream with all it writes.
    await waitFor('five ticks', () => (sinceThen().match(tick) ?? []).length >= 5)
    expect(sinceThen().replace(tick, '')).toBe('')
    expect(screen.isAlternate).toBe(true)
  })

  it('moves the clock of a running step once a second, and nothing else', async () => {
    const { pid, written, shows, lacks } = openTerminal()
    await shows('2 search-indexer')
    await shows('3m 20s')
    const before = written().length
    process.kill(pid, 'SIGUSR1')
    await shows('3m 21s')
    await lacks('3m 20s')
    process.kill(pid, 'SIGUSR1')
    await shows('3m 22s')
    const after = written().slice(before)
    expect(after.length).toBeLessThan(1000)
    expect(after).not.toContain('CONTEXT')
  })
})

describe('the terminal is given back', () => {
  const isRestored = ({ screen }: PtyScreen) => [screen.isAlternate, screen.isCursorShown]

  it.each([
    ['Ctrl-C', ({ type }: PtyScreen) => type('\u0003'), 130],
    ['SIGTERM', ({ pid }: PtyScreen) => process.kill(pid, 'SIGTERM'), 143],
    ['SIGINT', ({ pid }: PtyScreen) => process.kill(pid, 'SIGINT'), 130],
    ['SIGHUP', ({ pid }: PtyScreen) => process.kill(pid, 'SIGHUP'), 129],
  ] as readonly (readonly [string, (terminal: PtyScreen) => void, number])[])('after %s', async (_, end, expected) => {
    const terminal = openTerminal()
    await terminal.shows(ready)
    end(terminal)
    expect(await terminal.ended).toBe(expected)
    expect(isRestored(terminal)).toEqual([false, true])
  })

  it('after an exception, which is said then', async () => {
    const terminal = openTerminal()
    await terminal.shows(ready)
    process.kill(terminal.pid, 'SIGQUIT')
    expect(await terminal.ended).toBe(1)
    expect(isRestored(terminal)).toEqual([false, true])
    await terminal.shows('thrown on purpose')
  })

  it.skipIf(process.platform === 'win32')(
    'after SIGKILL: the shell that called it has its screen, its cursor and its line editing again',
    async () => {
      const inner = `stty -a </dev/tty | grep -o -- '-*icanon'; ${process.execPath} ${flags.join(' ')} ${program}; sleep 1; stty -a </dev/tty | grep -o -- '-*icanon'; echo it is all over; sleep 5`
      const terminal = openTerminal({}, {}, ['/bin/sh', '-c', inner])
      await terminal.shows(ready)
      const child = await childOf(terminal.pid)
      process.kill(child, 'SIGKILL')
      await terminal.shows('it is all over')
      expect(isRestored(terminal)).toEqual([false, true])
      expect(terminal.screen.text()).not.toContain('-icanon')
      expect(terminal.screen.text().match(/icanon/g)).toHaveLength(2)
    },
  )
})

/** The program that a shell has started. */
async function childOf(pid: number): Promise<number> {
  const ps = spawn('ps', ['--ppid', String(pid), '-o', 'pid=,args='])
  let printed = ''
  ps.stdout.on('data', (chunk) => {
    printed += chunk
  })
  await new Promise((resolve) => ps.on('close', resolve))
  const line = printed.split('\n').find((one) => one.includes('fixture-watch'))
  if (line === undefined) throw new Error(`no child of ${pid}: ${printed}`)
  return Number(line.trim().split(' ')[0])
}
