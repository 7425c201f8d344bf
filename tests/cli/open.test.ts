/** `tce open`: with a real tmux on a socket of its own, and with stand-ins for a terminal and an agent. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../tools/wait-for.ts'
import { runCli } from './run-cli.ts'

let root: string
let env: Record<string, string>
const at = (...parts: string[]) => join(root, ...parts)
/** What a stand-in was started with, where, line by line. */
const told = () => readFileSync(at('told'), 'utf8').split('\n').filter(Boolean)
const isTold = () => existsSync(at('told')) && readFileSync(at('told'), 'utf8').endsWith('end\n')

function standIn(name: string, script: string): void {
  writeFileSync(at('bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tce-open-'))
  mkdirSync(at('bin'))
  mkdirSync(at('my project'))
  standIn('claude', `{ pwd; printf '%s\\n' "$@"; echo end; } > '${at('told')}'`)
  env = { LANG: 'C.UTF-8', NO_COLOR: '1', PATH: `${at('bin')}:${process.env['PATH']}` }
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const open = (words: readonly string[], more: Record<string, string> = {}, parts = {}) =>
  runCli(['open', ...words], { env: { ...env, ...more }, parts })

describe('tce open', () => {
  it('gives a terminal the agent, in the folder, with its model and its prompt word for word', async () => {
    standIn('xterm', 'shift; exec "$@"')
    const prompt = `It's "this"; $HOME`
    const { code, out } = await open([at('my project'), '--model', 'opus', '--prompt', prompt], {
      DISPLAY: ':9',
      TERMINAL: 'xterm',
    })
    expect([code, out.replace(/\s+/g, ' ')]).toEqual([0, `✓ claude starts in ${at('my project')}, in a new window. `])
    await waitFor('the agent', isTold)
    expect(told()).toEqual([at('my project'), '--model', 'opus', prompt, 'end'])
  })

  it('opens nothing where there is no terminal, no folder, no agent, or what would be an option', async () => {
    expect((await open([at('my project')])).err).toContain('No window could be opened')
    expect((await open([at('nowhere')])).code).toBe(3)
    const asJson = await open([at('nowhere'), '--json'])
    expect([asJson.code, JSON.parse(asJson.out)]).toMatchObject([3, { error: { code: 'no-folder' } }])
    expect((await open([at('my project'), '--agent', 'nobody'])).code).toBe(2)
    expect((await open([at('my project'), '--prompt', '--help'])).code).toBe(2)
    expect((await open([at('my project')], { PATH: '/nowhere' })).err).toContain('is not on the PATH')
    expect(existsSync(at('told'))).toBe(false)
  })

  it('is refused to an agent', async () => {
    const insideAgent = async () => ({ pid: 1, label: 'payments-api' })
    const { code, err } = await open([at('my project')], { DISPLAY: ':9' }, { insideAgent })
    expect([code, err.includes('Asked from inside payments-api')]).toEqual([1, true])
  })
})

const hasTmux = (process.env['PATH'] ?? '').split(':').some((dir) => existsSync(join(dir, 'tmux')))

describe.runIf(hasTmux)('tce open, asked from tmux', () => {
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', at('socket'), ...args], { encoding: 'utf8', env }).trim()
  beforeEach(() => tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'main', 'sleep 600'))
  afterEach(() => tmux('kill-server'))

  it('opens a window of that tmux, and says in which pane', async () => {
    standIn('claude', `{ pwd; printf '%s\\n' "$@"; echo end; } > '${at('told')}'; exec sleep 600`)
    const pid = tmux('display-message', '-p', '#{pid}')
    const words = [at('my project'), '--prompt', 'two words', '--json']
    const { code, out } = await open(words, { TMUX: `${at('socket')},${pid},0` })
    expect([code, Object.keys(JSON.parse(out))]).toEqual([0, ['message']])
    await waitFor('the agent', isTold)
    expect(told()).toEqual([at('my project'), 'two words', 'end'])
    const panes = tmux('list-panes', '-a', '-F', '#{pane_id}').split('\n')
    expect(panes).toHaveLength(2)
    expect(out).toContain(`pane ${panes[1]}`)
  })

  it('opens one in a tmux that runs where there is no display, with the PATH that it was asked with', async () => {
    standIn('claude', `{ echo "$PATH"; printf '%s\\n' "$@"; echo end; } > '${at('told')}'; exec sleep 600`)
    mkdirSync(at('tmux', `tmux-${process.getuid?.()}`), { recursive: true, mode: 0o700 })
    const running = (...args: string[]) =>
      execFileSync('tmux', args, {
        encoding: 'utf8',
        env: { ...env, TMUX_TMPDIR: at('tmux'), PATH: process.env['PATH'] ?? '' },
      })
    running('-f', '/dev/null', 'new-session', '-d', '-s', 'my work', 'sleep 600')
    try {
      const { code, out } = await open([at('my project')], { TMUX_TMPDIR: at('tmux') })
      expect([code, out]).toEqual([0, expect.stringContaining('in tmux, pane %1')])
      await waitFor('the agent', isTold)
      expect(told()).toEqual([env['PATH'], 'end'])
      standIn('claude', 'exit 1')
      expect((await open([at('my project')], { TMUX_TMPDIR: at('tmux') })).err.replace(/\s+/g, ' ')).toContain(
        'No window could be opened: claude ended at once.',
      )
    } finally {
      running('kill-server')
    }
  })
})
