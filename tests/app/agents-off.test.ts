/** Agents that were switched off in the settings: none of their files is opened, seen by the time of access the system keeps. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { agentIds } from '../../src/core/process/agent-ids.ts'
import { recordedOpencodeHome } from '../sessions/opencode-home.ts'

const root = join(import.meta.dirname, '..', '..')
const fixtures = join(root, 'tests/fixtures')

/** Where each agent keeps its data, below a home. */
const folders = {
  claude: '.claude',
  codex: '.codex',
  opencode: '.local/share/opencode',
  kilo: '.local/share/kilo',
  copilot: '.copilot',
  gemini: '.gemini',
  pi: '.pi/agent',
  qwen: '.qwen',
  kimi: '.kimi-code',
  cursor: '.cursor',
} as const
type Kept = keyof typeof folders
const kept = Object.keys(folders) as Kept[]

/** What the genuine programs wrote, for each agent that keeps anything in its home. */
function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tce-off-'))
  for (const agent of kept) {
    const to = join(home, folders[agent])
    mkdirSync(to, { recursive: true })
    if (agent === 'opencode' || agent === 'kilo') {
      const { dataDir, database } = recordedOpencodeHome()
      database.close()
      cpSync(join(dataDir, 'opencode.db'), join(to, `${agent}.db`))
    } else if (agent === 'claude')
      cpSync(join(fixtures, 'claude/projects/2.1.329'), join(to, 'projects'), { recursive: true })
    else cpSync(join(fixtures, 'agent-runs', agent), to, { recursive: true })
  }
  mkdirSync(join(home, 'config'))
  return home
}

const longAgo = new Date('2025-01-01T00:00:00Z')
const changed = new Date('2026-11-20T10:00:00Z')

/** Which files and folders of an agent are opened. They are listed once: to list a folder is to open it. */
class Opened {
  readonly #places: ReadonlyMap<Kept, readonly string[]>

  constructor(home: string) {
    this.#places = new Map(kept.map((agent) => [agent, placesIn(join(home, folders[agent]))]))
  }

  /** Older than its change: then every reading sets it, unless the file system keeps no such times. */
  forget(): void {
    for (const place of [...this.#places.values()].flat()) utimesSync(place, longAgo, changed)
  }

  of(agent: Kept): readonly string[] {
    return (this.#places.get(agent) ?? []).filter((place) => statSync(place).atimeMs !== longAgo.getTime())
  }
}

const placesIn = (dir: string): readonly string[] => [
  dir,
  ...readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((path) => join(dir, path)),
]

interface Run {
  readonly home: string
  /** All others are switched off. */
  readonly on: readonly string[]
  readonly data: string
}

function tce({ home, on, data }: Run, ...args: readonly string[]) {
  const switches = agentIds.map((agent) => `${agent} = ${on.includes(agent)}\n`).join('')
  writeFileSync(join(home, 'config', 'config.toml'), `[agents]\n${switches}`)
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    TCE_DATA_DIR: join(home, data),
    TCE_CONFIG_DIR: join(home, 'config'),
    TCE_CACHE_DIR: join(home, 'cache'),
  }
  const program = join(root, 'src/app/tce.ts')
  return execFileSync(process.execPath, ['--no-warnings', program, ...args], { env, cwd: home, encoding: 'utf8' })
}

interface Findings {
  readonly findings: readonly { readonly section: string; readonly message: string }[]
}

function keepsTimesOfAccess(): boolean {
  const probe = join(mkdtempSync(join(tmpdir(), 'tce-off-')), 'probe')
  writeFileSync(probe, 'x')
  utimesSync(probe, longAgo, changed)
  readFileSync(probe)
  return statSync(probe).atimeMs !== longAgo.getTime()
}

const isTold = process.platform === 'linux' && keepsTimesOfAccess()

it.skipIf(!isTold)(
  'no command opens anything of an agent that is switched off, whichever it is, and the doctor says so',
  () => {
    const home = makeHome()
    const opened = new Opened(home)
    opened.forget()
    const off = { home, on: [], data: 'data-off' }
    for (const command of ['status', 'sessions', 'usage']) tce(off, command, '--json')
    const { findings } = JSON.parse(tce(off, 'doctor', '--json')) as Findings
    for (const agent of kept) expect(opened.of(agent), agent).toEqual([])
    expect(findings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^Switched off: Claude Code, Codex, opencode, .*, Cursor CLI, Aider\./),
    )
  },
)

it.skipIf(!isTold)('what is on is opened, counted and told of, and it alone', () => {
  const home = makeHome()
  const opened = new Opened(home)
  for (const agent of kept) {
    opened.forget()
    const run = { home, on: [agent], data: `data-${agent}` }
    const { sessions } = JSON.parse(tce(run, 'sessions', '--json')) as { sessions: { agent: string }[] }
    expect(new Set(sessions.map((session) => session.agent))).toEqual(new Set([agent]))
    expect(opened.of(agent).length, agent).toBeGreaterThan(1)
    for (const other of kept) if (other !== agent) expect(opened.of(other), `${other} beside ${agent}`).toEqual([])
  }
  const list = JSON.parse(tce({ home, on: ['codex'], data: 'data-codex' }, 'doctor', '--json')) as Findings
  expect(list.findings.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^Codex; ~\/\.codex; (?:\d+ running; )?\d+ sessions, \d+ responses counted/),
  )
})
