import { fileURLToPath } from 'node:url'
import { spawn as spawnPty } from '@lydell/node-pty'
import { describe, expect, it } from 'vitest'
import { testEnvironment } from '../tools/left-overs.ts'

const program = fileURLToPath(new URL('./fixture-cli.ts', import.meta.url))
const esc = '\u001b'

/** A real terminal of 80 × 40 with `tce` in it. */
function openTerminal(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  let seen = ''
  const listeners = new Set<() => void>()
  const pty = spawnPty(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...argv], {
    cols: 80,
    rows: 40,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      TZ: 'UTC',
      ...testEnvironment(),
      ...env,
    },
  })
  pty.onData((text) => {
    seen += text
    for (const listener of listeners) listener()
  })
  const ended = new Promise<{ readonly code: number; readonly seen: string }>((resolve) =>
    pty.onExit(({ exitCode }) => resolve({ code: exitCode, seen })),
  )
  const until = (isThere: (text: string) => boolean) =>
    new Promise<string>((resolve) => {
      const check = () => {
        if (!isThere(seen)) return
        listeners.delete(check)
        resolve(seen)
      }
      listeners.add(check)
      check()
    })
  return { pty, until, ended }
}

const withoutEscapes = (text: string) => text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '')

describe('in a real terminal', () => {
  it('is coloured and exactly as wide', async () => {
    const { seen, code } = await openTerminal(['status']).ended
    expect(code).toBe(0)
    expect(seen).toContain(`${esc}[1;34m`)
    for (const line of withoutEscapes(seen).split('\n')) expect([...line].length).toBeLessThanOrEqual(80)
  })

  it('has no escapes with NO_COLOR', async () => {
    const { seen } = await openTerminal(['status'], { NO_COLOR: '1' }).ended
    expect(seen).not.toContain(`${esc}[3`)
    expect(seen).not.toContain(`${esc}[1`)
    expect(seen).toContain('◐ 1 waiting for you')
  })

  it('asks before a kill and takes y', async () => {
    const { pty, until, ended } = openTerminal(['kill', 'webhook-retries'])
    await until((text) => text.includes('[y/N]'))
    pty.write('y\r')
    const { seen, code } = await ended
    expect(withoutEscapes(seen)).toContain('✓ payments-api ended after 0.4 s. 5 processes gone, 612 MB freed.')
    expect(code).toBe(0)
  })

  it('sends nothing after Enter alone', async () => {
    const { pty, until, ended } = openTerminal(['kill', 'webhook-retries'])
    await until((text) => text.includes('[y/N]'))
    pty.write('\r')
    const { seen, code } = await ended
    expect(withoutEscapes(seen)).toContain('Nothing was sent.')
    expect(seen).not.toContain('✓')
    expect(code).toBe(0)
  })

  it('asks which of two, then whether', async () => {
    const { pty, until, ended } = openTerminal(['kill', 'payments-api'])
    await until((text) => text.includes('Enter') && text.includes('for none: '))
    pty.write('2\r')
    await until((text) => text.includes('[y/N]'))
    pty.write('y\r')
    expect(withoutEscapes((await ended).seen)).toContain('✓ payments-api ended')
  })
})

describe('--watch in a real terminal', () => {
  const draws = (text: string) => text.split('HEALTH').length - 1

  it('redraws in place and leaves the last state and the cursor behind after q', async () => {
    const { pty, until, ended } = openTerminal(['--watch'], { WATCH_EVERY_MS: '100' })
    await until((text) => draws(text) >= 3)
    pty.write('q')
    const { seen, code } = await ended
    expect(code).toBe(0)
    expect(seen).toContain(`${esc}[?25l`)
    expect(seen.lastIndexOf(`${esc}[?25h`)).toBeGreaterThan(seen.lastIndexOf(`${esc}[?25l`))
    expect(seen).toContain(`${esc}[27A`)
    expect(seen).not.toContain(`${esc}[?1049h`)
    expect(withoutEscapes(seen)).toContain('every 0.1 s, q quits')
  })

  it.each([
    ['Ctrl-C', (pty: { write(text: string): void }) => pty.write('\u0003'), 130],
    ['SIGTERM', ({ pid }: { pid: number }) => process.kill(pid, 'SIGTERM'), 143],
    ['SIGINT', ({ pid }: { pid: number }) => process.kill(pid, 'SIGINT'), 130],
  ] as const)('gives the cursor back after %s', async (_, end, expected) => {
    const { pty, until, ended } = openTerminal(['status', '--watch'], { WATCH_EVERY_MS: '50' })
    await until((text) => draws(text) >= 1)
    end(pty)
    const { seen, code } = await ended
    expect(seen.lastIndexOf(`${esc}[?25h`)).toBeGreaterThan(seen.lastIndexOf(`${esc}[?25l`))
    expect(code).toBe(expected)
  })
})
