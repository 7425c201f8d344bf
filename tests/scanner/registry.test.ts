import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import { registryDir } from '../../src/agents/claude/paths.ts'
import { decodeRegistry } from '../../src/agents/claude/registry.ts'
import { createRegistry, type RegistryOptions } from '../../src/scanner/registry.ts'
import { fakeProcess } from './fake-process-table.ts'

const here = 'linux:0f1e2d3c4b5a69788796a5b4c3d2e1f0:pid:[4026531836]'
const agentProcess = fakeProcess({ pid: 11_263, start: '67281' })
/** As Claude Code 2.1.329 writes it. */
const entry = {
  pid: 11_263,
  sessionId: '215258f8-bf16-4d84-b7b9-9696f8ec07a5',
  cwd: '/home/dev/proj',
  startedAt: 1_795_198_974_551,
  procStart: '67281',
  version: '2.1.329',
  kind: 'interactive',
  entrypoint: 'cli',
  pidDomain: here,
  name: 'proj-7f',
  status: 'busy',
  updatedAt: 1_795_199_001_338,
}

let configDir: string
let sessions: string
let now: number

beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), 'tce-registry-'))
  sessions = join(configDir, 'sessions')
  mkdirSync(sessions)
  now = Date.now()
})
afterEach(() => rmSync(configDir, { recursive: true, force: true }))

const registry = (options: Partial<RegistryOptions> = {}) =>
  createRegistry({
    sources: [{ agent: claude, configDir }],
    platform: 'linux',
    pidDomain: here,
    now: () => now,
    ...options,
  })
const write = (value: unknown, name = '11263.json') =>
  writeFileSync(join(sessions, name), typeof value === 'string' ? value : JSON.stringify(value))

function look(reader: ReturnType<typeof registry>, processes = [agentProcess]) {
  reader.refresh()
  return reader.entriesOf(processes).get(11_263)
}

describe('a session in a pid namespace below ours, which shares the folder', () => {
  const namespace = 'pid:[4026532501]'
  const inContainer = fakeProcess({ pid: 48_213, start: '67281', inner: { pid: 11_263, namespace } })
  const entryOf = (process: typeof inContainer) => {
    const reader = registry()
    reader.refresh()
    return reader.entriesOf([process]).get(process.pid)
  }

  it('is found by the pid it has in there', () => {
    write({ ...entry, pidDomain: `linux:ffffffffffffffffffffffffffffffff:${namespace}` })
    expect(entryOf(inContainer)).toMatchObject({ isCertain: true, live: { name: 'proj-7f' } })
    expect(look(registry())).toBeUndefined()
  })

  it('is not the process of ours with that pid, nor one of another namespace or start', () => {
    write(entry)
    expect(entryOf(inContainer)).toBeUndefined()
    write({ ...entry, pidDomain: `linux:0f:${namespace}` })
    expect(entryOf({ ...inContainer, inner: { pid: 11_263, namespace: 'pid:[4026532502]' } })).toBeUndefined()
    expect(entryOf({ ...inContainer, inner: { pid: 11_263 } })).toBeUndefined()
    expect(entryOf({ ...inContainer, start: '77281' })).toBeUndefined()
  })
})

describe('the live registry', () => {
  it('gives the entry of a living process whose start matches', () => {
    write(entry)
    expect(look(registry())).toMatchObject({ configDir, isCertain: true, live: { name: 'proj-7f', activity: 'busy' } })
  })

  it.each([
    ['of an earlier process with this pid', { ...entry, procStart: '1' }],
    [
      'of another machine or container',
      { ...entry, pidDomain: 'linux:ffffffffffffffffffffffffffffffff:pid:[4026531836]' },
    ],
    ['of another pid namespace', { ...entry, pidDomain: here.replace('4026531836', '4026532999') }],
    ['that names another pid than its file', { ...entry, pid: 99 }],
  ])('ignores an entry %s', (_, value) => {
    write(value)
    const reader = registry()
    expect(look(reader)).toBeUndefined()
    expect(reader.problems()).toEqual([])
  })

  it('takes an entry of an older version, without domain and start, as probable', () => {
    const { procStart: _, pidDomain: __, ...old } = entry
    write({ ...old, startedAt: agentProcess.startedAtMs + 900 })
    expect(look(registry())).toMatchObject({ isCertain: false })
  })

  it('keeps the last good answer while a file is being rewritten, then takes the new one', () => {
    write(entry)
    const reader = registry()
    look(reader)
    write('')
    expect(look(reader)?.live.activity).toBe('busy')
    write(JSON.stringify({ ...entry, status: 'idle' }).slice(0, 80))
    expect(look(reader)?.live.activity).toBe('busy')
    expect(reader.problems()).toEqual([])
    write({ ...entry, status: 'idle' })
    expect(look(reader)?.live.activity).toBe('idle')
  })

  it('reads a file again that was half written at first', () => {
    write('{"pid":112')
    const reader = registry()
    expect(look(reader)).toBeUndefined()
    write(entry)
    expect(look(reader)?.live.sessionId).toBe(entry.sessionId)
  })

  it('says so when a file stays half written', () => {
    write('{"pid":112')
    const reader = registry()
    look(reader)
    now += 10_001
    look(reader)
    expect(reader.problems()).toEqual([
      `${join(sessions, '11263.json')} is empty or half written; it is read again at every look.`,
    ])
  })

  it('forgets an entry whose file is gone', () => {
    write(entry)
    const reader = registry()
    look(reader)
    rmSync(join(sessions, '11263.json'))
    expect(look(reader)).toBeUndefined()
  })

  it('names a file that is no entry at all', () => {
    write([1, 2, 3])
    const reader = registry()
    expect(look(reader)).toBeUndefined()
    expect(reader.problems().join()).toMatch(/11263\.json: not a session/)
  })

  it('follows no link, waits for no pipe, opens no folder and nothing huge', () => {
    const secret = join(configDir, 'secret.json')
    writeFileSync(secret, JSON.stringify(entry))
    const path = join(sessions, '11263.json')
    const makers = [
      () => symlinkSync(secret, path),
      () => void execFileSync('mkfifo', [path]),
      () => void mkdirSync(path),
      () => writeFileSync(path, JSON.stringify({ ...entry, name: 'x'.repeat(70_000) })),
    ]
    for (const make of makers) {
      make()
      const reader = registry()
      expect(look(reader)).toBeUndefined()
      expect(reader.problems()).toHaveLength(1)
      rmSync(path, { recursive: true })
    }
  })

  it('opens no key and no file of another name', () => {
    write(entry, '11263.abcdef.key')
    write(entry, 'pid-11263.json')
    write(entry, '011263.json')
    const reader = registry()
    expect(look(reader)).toBeUndefined()
    expect(reader.claims(11_263)).toBe(false)
  })

  it('opens none of ten thousand entries that crashes left behind', () => {
    const opened: string[] = []
    const agent = {
      ...claude,
      registry: {
        dir: registryDir,
        decode(text: string) {
          opened.push(text)
          return decodeRegistry(text)
        },
      },
    }
    for (let pid = 100_000; pid < 110_000; pid += 1) write('{"this":"is never read"', `${pid}.json`)
    write(entry)
    const reader = registry({ sources: [{ agent, configDir }] })
    expect(look(reader)?.live.pid).toBe(11_263)
    look(reader)
    expect(opened).toEqual([JSON.stringify(entry)])
    expect(reader.claims(105_000)).toBe(true)
  })

  it('notices a new entry though the folder was listed a moment ago', () => {
    const reader = registry()
    expect(look(reader)).toBeUndefined()
    write(entry)
    expect(look(reader)).toBeDefined()
  })

  it('notices a new entry in a folder that had been quiet for long', () => {
    utimesSync(sessions, new Date(now - 60_000), new Date(now - 60_000))
    const reader = registry()
    expect(look(reader)).toBeUndefined()
    write(entry)
    expect(look(reader)).toBeDefined()
  })

  it('takes the entry written last where two config dirs know the process', () => {
    const other = mkdtempSync(join(tmpdir(), 'tce-registry-'))
    mkdirSync(join(other, 'sessions'))
    write(entry)
    writeFileSync(
      join(other, 'sessions/11263.json'),
      JSON.stringify({ ...entry, status: 'idle', updatedAt: entry.updatedAt + 1 }),
    )
    const sources = [configDir, other].map((dir) => ({ agent: claude, configDir: dir }))
    expect(look(registry({ sources }))).toMatchObject({ configDir: other, live: { activity: 'idle' } })
    expect(look(registry({ sources: sources.toReversed() }))?.configDir).toBe(other)
    rmSync(other, { recursive: true })
  })

  it('is quiet about a config dir that does not exist, and names one it can not list', () => {
    rmSync(sessions, { recursive: true })
    const reader = registry()
    expect(look(reader)).toBeUndefined()
    expect(reader.problems()).toEqual([])
    symlinkSync(sessions, sessions)
    expect(look(reader)).toBeUndefined()
    expect(reader.problems()).toEqual([`${sessions} can't be listed (ELOOP).`])
  })
})
