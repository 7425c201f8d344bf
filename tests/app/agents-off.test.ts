/** An agent that was switched off in the settings: none of its files is opened, seen by the time of access the system keeps. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const home = mkdtempSync(join(tmpdir(), 'tce-off-'))
const sessions = join(home, '.codex', 'sessions', '2026', '11', '20')
mkdirSync(sessions, { recursive: true })
cpSync(join(root, 'tests/fixtures/agent-cases/codex/repeat-and-compaction'), sessions, { recursive: true })
mkdirSync(join(home, 'config'))

const longAgo = new Date('2025-01-01T00:00:00Z')
const changed = new Date('2026-11-20T10:00:00Z')
const codexHome = join(home, '.codex')
/** Listed once: to list a folder is to open it. */
const places = [
  codexHome,
  ...readdirSync(codexHome, { recursive: true, encoding: 'utf8' }).map((path) => join(codexHome, path)),
]
/** Older than its change: then every reading sets it, unless the file system keeps no such times. */
const forget = () => {
  for (const path of places) utimesSync(path, longAgo, changed)
}
const opened = () => places.filter((path) => statSync(path).atimeMs !== longAgo.getTime())

function tce(isOn: boolean, ...args: readonly string[]) {
  writeFileSync(join(home, 'config', 'config.toml'), `[agents]\ncodex = ${isOn}\n`)
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    TCE_DATA_DIR: join(home, `data-${isOn}`),
    TCE_CONFIG_DIR: join(home, 'config'),
    TCE_CACHE_DIR: join(home, 'cache'),
  }
  const program = join(root, 'src/app/tce.ts')
  return execFileSync(process.execPath, ['--no-warnings', program, ...args], { env, cwd: home, encoding: 'utf8' })
}

function keepsTimesOfAccess(): boolean {
  const probe = join(home, 'probe')
  writeFileSync(probe, 'x')
  utimesSync(probe, longAgo, changed)
  readFileSync(probe)
  return statSync(probe).atimeMs !== longAgo.getTime()
}

it.skipIf(process.platform !== 'linux' || !keepsTimesOfAccess())(
  'is not opened, by no command, and is said to be off; one that is on is counted',
  () => {
    // What was counted before is not read again.
    rmSync(join(home, 'data-true'), { recursive: true, force: true })
    forget()
    for (const command of ['status', 'sessions', 'usage']) tce(false, command, '--json')
    const said = tce(false, 'doctor', '--json')
    expect(opened()).toEqual([])
    const { findings } = JSON.parse(said) as { findings: { section: string; message: string }[] }
    expect(findings.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^Switched off: Codex\./))

    forget()
    const { total } = JSON.parse(tce(true, 'usage', '--json')) as {
      total: { tokens: { total?: number; output: number } }
    }
    expect(total.tokens.output).toBeGreaterThan(0)
    expect(opened().some((path) => path.endsWith('.jsonl'))).toBe(true)
    const list = JSON.parse(tce(true, 'doctor', '--json')) as { findings: { section: string; message: string }[] }
    // Other agents may run on this machine meanwhile; they have no files in this home.
    const isOfHome = (message: string) => message.startsWith('Codex') || !/; \d+ running;/.test(message)
    const told = list.findings.filter(({ section }) => section === 'Agents').map(({ message }) => message)
    expect(told.filter(isOfHome)).toEqual([
      expect.stringMatching(/^Codex; ~\/\.codex; 1 session, \d+ responses counted$/),
      expect.stringMatching(/^Not found here: /),
    ])
  },
)
