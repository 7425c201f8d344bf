/** `tce backup` and `tce restore`, the built program on real data, beside a server that runs. */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { BackupReport, RestoreReport } from '../../src/core/data/backup.ts'
import { openForReading } from '../../src/storage/sqlite.ts'
import { markProcesses, testEnvironment } from '../tools/left-overs.ts'
import { runTce, startDashboard, type TestHome, tceJson } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

const root = mkdtempSync(join(tmpdir(), 'tce-backup-'))
const left = markProcesses(root)
const file = join(root, 'all.backup')
let made: BackupReport

/** Its records are those of the first home, its TCE data its own. */
function homeAt(name: string): TestHome {
  const dir = join(root, name)
  mkdirSync(dir, { recursive: true })
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: dir,
    LANG: 'C.UTF-8',
    CLAUDE_CONFIG_DIR: join(root, 'first', '.claude'),
    ...testEnvironment(),
  }
  return { dir, env }
}
const dataOf = (home: TestHome) => join(home.dir, 'tce-data')
const configOf = (home: TestHome) => join(home.dir, 'tce-config')

const first = homeAt('first')

/** What a user sees of what is kept. */
async function seenIn(home: TestHome) {
  const said = async (...args: readonly string[]) => (await runTce(home, ...args)).stdout
  return {
    events: await said('events', '--json', '--limit', '1000'),
    starred: await said('sessions', '--starred', '--json'),
    queue: await said('queue', '--json'),
    ideas: await said('idea', 'list', '--json'),
    usage: (JSON.parse(await said('usage', '--by', 'session', '--json')) as { rows?: unknown }).rows,
    config: readFileSync(join(configOf(home), 'config.toml'), 'utf8'),
  }
}

beforeAll(async () => {
  mkdirSync(join(first.dir, '.claude', 'projects', 'p'), { recursive: true })
  const id = 'aaaaaaaa-0000-4000-8000-000000000001'
  const at = new Date(Date.now() - 60_000).toISOString()
  const lines = [
    {
      type: 'user',
      uuid: 'u1',
      sessionId: id,
      timestamp: at,
      cwd: '/work/p',
      message: { role: 'user', content: 'Hello' },
    },
    {
      type: 'assistant',
      uuid: 'a1',
      parentUuid: 'u1',
      sessionId: id,
      timestamp: at,
      requestId: 'req_1',
      message: {
        id: 'msg_1',
        model: 'claude-opus-4-6',
        role: 'assistant',
        content: [{ type: 'text', text: 'Hi' }],
        usage: { input_tokens: 1000, output_tokens: 500, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
      },
    },
  ]
  writeFileSync(
    join(first.dir, '.claude', 'projects', 'p', `${id}.jsonl`),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  )
  mkdirSync(configOf(first), { recursive: true })
  writeFileSync(join(configOf(first), 'config.toml'), '# mine\n[usage]\nweek_starts_on = "sunday"\n')
  const server = await startDashboard(first)
  for (let n = 0; n < 5; n++) await runTce(first, 'emit', 'ci', 'build.done', '--message', `build ${n}`)
  expect(await runTce(first, 'session', 'star', id)).toMatchObject({ code: 0 })
  expect(await runTce(first, 'idea', 'add', 'Try the other index')).toMatchObject({ code: 0 })
  made = await tceJson<BackupReport>(first, 'backup', file)
  expect(await server.stop()).toBe(0)
}, 120_000)
afterAll(async () => {
  await left.endAll()
  rmSync(root, { recursive: true, force: true })
})

describe('a backup', () => {
  it('is private, names what is in it, and leaves nothing else behind', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(made.stores.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['settings/config.toml', 'data/user.sqlite', 'data/events.sqlite', 'data/ledger.sqlite']),
    )
    expect(readdirSync(root).filter((name) => name.includes('.tmp'))).toEqual([])
    expect(readdirSync(dataOf(first)).filter((name) => name.startsWith('.backup'))).toEqual([])
  })

  it('holds no token, no secret and no hash of a key, unless these are asked for', async () => {
    const token = readFileSync(join(dataOf(first), 'token'), 'utf8').trim()
    expect(namesIn(file)).not.toContain('data/token')
    expect(zstdDecompressSync(readFileSync(file)).includes(token)).toBe(false)
    const whole = join(root, 'whole.backup')
    const { hasSecrets } = await tceJson<BackupReport>(first, 'backup', whole, '--secrets')
    expect(hasSecrets).toBe(true)
    expect(namesIn(whole)).toContain('data/token')
  })

  it('is a tar archive that other programs read', () => {
    const listed = spawnSync('tar', ['-tf', '-'], { input: zstdDecompressSync(readFileSync(file)), encoding: 'utf8' })
    expect(listed.status).toBe(0)
    expect(listed.stdout.split('\n')[0]).toBe('tce-backup.json')
  })

  it('is not written over another file, unless that is wanted', async () => {
    const before = readFileSync(file)
    const { code, stderr } = await runTce(first, 'backup', file)
    expect(code).toBe(1)
    expect(stderr).toContain('is there already')
    expect(readFileSync(file).equals(before)).toBe(true)
    const other = join(root, 'other.backup')
    writeFileSync(other, 'mine')
    expect((await runTce(first, 'backup', other, '--force')).code).toBe(0)
    expect(namesIn(other)).toContain('end.json')
  })

  it('says which store is damaged, and writes nothing', async () => {
    const broken = homeAt('broken')
    mkdirSync(dataOf(broken), { recursive: true })
    writeFileSync(
      join(dataOf(broken), 'events.sqlite'),
      'this is no database, but it is long enough to look at'.repeat(40),
    )
    const target = join(root, 'broken.backup')
    const { code, stderr } = await runTce(broken, 'backup', target)
    expect(code).toBe(1)
    expect(stderr).toContain('damaged')
    expect(existsSync(target)).toBe(false)
  })
})

describe('a restore', () => {
  it('into an empty folder gives the same answers', async () => {
    const second = homeAt('second')
    const { code, stdout } = await runTce(second, 'restore', file)
    expect(stdout).toContain('Restored')
    expect(code).toBe(0)
    expect(await seenIn(second)).toEqual(await seenIn(first))
    expect((await seenIn(second)).events.match(/build \d/g)).toHaveLength(5)
    expect(existsSync(join(dataOf(second), 'token'))).toBe(false)
  })

  it('into data in use asks; in a script it needs --yes; what was there is put aside, and can be brought back by hand', async () => {
    const used = homeAt('used')
    await runTce(used, 'emit', 'ci', 'mine.here', '--message', 'precious')
    mkdirSync(configOf(used), { recursive: true })
    writeFileSync(join(configOf(used), 'config.toml'), '# theirs\n')
    const before = readFileSync(join(dataOf(used), 'events.sqlite'))
    const refused = await runTce(used, 'restore', file)
    expect(refused.code).toBe(2)
    expect(refused.stdout).toContain('events')
    expect(refused.stderr).toContain('--yes')
    expect(readFileSync(join(dataOf(used), 'events.sqlite')).equals(before)).toBe(true)
    const { putAside = '' } = await tceJson<RestoreReport>(used, 'restore', file, '--yes')
    expect(readFileSync(join(putAside, 'data', 'events.sqlite')).equals(before)).toBe(true)
    expect(readFileSync(join(putAside, 'settings', 'config.toml'), 'utf8')).toBe('# theirs\n')
    expect((await seenIn(used)).events).not.toContain('precious')
    expect(lstatSync(putAside).mode & 0o777).toBe(0o700)
    expect((await runTce(used, 'log')).stdout).toContain('data.restore')
  })

  it('keeps the token, keys and hook secret that are here, where the backup has none', async () => {
    const kept = homeAt('kept')
    const server = await startDashboard(kept)
    await server.stop()
    const token = readFileSync(join(dataOf(kept), 'token'), 'utf8')
    expect((await runTce(kept, 'restore', file, '--yes')).code).toBe(0)
    expect(readFileSync(join(dataOf(kept), 'token'), 'utf8')).toBe(token)
  })

  it('is refused while a server runs on the data, and can be done once it has ended', async () => {
    const busy = homeAt('busy')
    const server = await startDashboard(busy)
    const { code, stderr } = await runTce(busy, 'restore', file, '--yes')
    expect(code).toBe(1)
    expect(stderr).toMatch(/server runs on this data \(pid \d+\)[\s\S]*tce dashboard-stop/)
    await server.stop()
    expect((await runTce(busy, 'restore', file, '--yes')).code).toBe(0)
  })

  const bytes = () => readFileSync(file)
  const flipped = (at: number) => {
    const changed = bytes()
    changed[at] = (changed[at] ?? 0) ^ 0xff
    return changed
  }
  it.each([
    ['half of one', () => bytes().subarray(0, bytes().length / 2), 'is damaged'],
    ['one without its last bytes', () => bytes().subarray(0, -200), 'is damaged'],
    ['one with a changed byte', () => flipped(Math.floor(bytes().length / 2)), 'is damaged'],
    ['one whose content was changed', () => swapped('build 3', 'build 9'), 'not what was put there'],
    ['one without its end', () => withoutEnd(), 'is damaged'],
    ['a text', () => Buffer.from('hello'), 'is no backup of TCE'],
    ['nothing', () => Buffer.alloc(0), 'ends in the middle'],
    ['another zstd file', () => zstdCompressSync(Buffer.from('hello'.repeat(900))), 'is no backup of TCE'],
    ['one of a newer TCE', () => swapped('"version": 1,', '"version": 2,'), 'newer TCE'],
    ['one whose names lead elsewhere', () => renamed('data/machine', 'data/../../x'), 'does not know'],
    ['one with a store of a newer TCE', () => renamed('data/machine', 'data/ringer1'), 'does not know'],
  ])('refuses %s, says why, and touches nothing', async (what, make, why) => {
    const bad = join(root, 'bad.backup')
    writeFileSync(bad, make())
    const home = homeAt(`untouched ${what}`)
    const { code, stderr } = await runTce(home, 'restore', bad, '--yes')
    expect(stderr.replace(/\s+/g, ' ')).toContain(why)
    expect(code).toBe(1)
    expect(readdirSync(dataOf(home)).filter((name) => name !== 'audit.log')).toEqual([])
  })

  it('refuses a store with a schema that it does not know', async () => {
    const newer = homeAt('newer')
    await runTce(newer, 'emit', 'ci', 'a.b')
    const database = join(dataOf(newer), 'events.sqlite')
    spawnSync(process.execPath, [
      '--input-type=module',
      '--eval',
      `import Sqlite from ${JSON.stringify(join(import.meta.dirname, '../../node_modules/better-sqlite3/lib/index.js'))};
       const d = new Sqlite(${JSON.stringify(database)}); d.pragma('user_version = 999'); d.close()`,
    ])
    const target = join(root, 'newer.backup')
    expect((await runTce(newer, 'backup', target)).code).toBe(0)
    const { code, stderr } = await runTce(homeAt('older'), 'restore', target)
    expect(code).toBe(1)
    expect(stderr.replace(/\s+/g, ' ')).toContain('events in it have schema 999')
  })
})

const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0
describe.skipIf(!canMount)('on a full disk', () => {
  const disk = join(root, 'disk')
  beforeAll(() => {
    mkdirSync(disk)
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', disk])
  })
  afterAll(() => void spawnSync('umount', [disk]))

  it('a backup says so and leaves no half file', async () => {
    const noise = homeAt('noise')
    const random = Buffer.from(Array.from({ length: 200_000 }, () => Math.floor(Math.random() * 256)))
    mkdirSync(dataOf(noise), { recursive: true })
    writeFileSync(join(dataOf(noise), 'audit.log.1'), random)
    const { code, stderr } = await runTce(noise, 'backup', join(disk, 'a.backup'))
    expect(stderr.replace(/\s+/g, ' ')).toContain('the disk is full')
    expect(code).toBe(1)
    expect(readdirSync(disk)).toEqual([])
  })

  it('a restore says so, and what is there stays as it is', async () => {
    const small: TestHome = { dir: disk, env: { ...first.env, HOME: disk } }
    mkdirSync(configOf(small))
    writeFileSync(join(configOf(small), 'config.toml'), '# theirs\n')
    const { code, stderr } = await runTce(small, 'restore', file, '--yes')
    expect(stderr.replace(/\s+/g, ' ')).toContain('the disk is full')
    expect(code).toBe(1)
    expect(readFileSync(join(configOf(small), 'config.toml'), 'utf8')).toBe('# theirs\n')
    expect(readdirSync(dataOf(small))).toEqual([])
  })
})

it('is consistent while the server writes: each event in it is whole, and it opens as it is', async () => {
  const busy = homeAt('writing')
  const server = await startDashboard(busy)
  onTestFinished(async () => void (await server.stop()))
  let isOver = false
  const writing = (async () => {
    for (let n = 0; !isOver; n++) {
      const answer = await fetch(`${server.url}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token}` },
        body: JSON.stringify({ source: 'ci', event_type: 'build.step', data: { n } }),
      })
      if (!answer.ok) throw new Error(await answer.text())
    }
    return true
  })()
  await waitFor(
    'an event',
    async () => (await runTce(busy, 'events', 'source:ci')).stdout.includes('build.step') || undefined,
  )
  const target = join(root, 'writing.backup')
  expect((await runTce(busy, 'backup', target)).code).toBe(0)
  isOver = true
  expect(await writing).toBe(true)
  await server.stop()
  const after = homeAt('after-writing')
  expect((await runTce(after, 'restore', target)).code).toBe(0)
  const opened = openForReading(join(dataOf(after), 'events.sqlite'))
  if (!opened.ok) throw new Error(opened.error.message)
  expect(opened.value.pragma('integrity_check', { simple: true })).toBe('ok')
  opened.value.close()
  const lines = (await runTce(after, 'events', 'source:ci', '--json', '--limit', '1000')).stdout.trim().split('\n')
  const numbers = lines.map((line) => (JSON.parse(line) as { data: { n: number } }).data.n).sort((x, y) => x - y)
  expect(numbers.length).toBeGreaterThan(0)
  // Those that were on disk at that moment, without a gap.
  expect(numbers).toEqual(Array.from(numbers, (_, index) => (numbers[0] ?? 0) + index))
})

/** As they stand in the tar archive. */
function namesIn(backup: string): readonly string[] {
  const listed = spawnSync('tar', ['-tf', '-'], { input: zstdDecompressSync(readFileSync(backup)), encoding: 'utf8' })
  return listed.stdout.split('\n').filter(Boolean)
}

function swapped(from: string, to: string): Buffer {
  const tar = zstdDecompressSync(readFileSync(file))
  const at = tar.indexOf(from)
  expect(at).toBeGreaterThan(0)
  tar.write(to, at, 'latin1')
  return zstdCompressSync(tar)
}

/** With a header that is right for its new name. */
function renamed(from: string, to: string): Buffer {
  const tar = zstdDecompressSync(readFileSync(file))
  const at = tar.indexOf(`${from}\0`)
  tar.write(to, at, 'latin1')
  const header = tar.subarray(at, at + 512)
  header.fill(' ', 148, 156)
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  )
  return zstdCompressSync(tar)
}

function withoutEnd(): Buffer {
  const tar = zstdDecompressSync(readFileSync(file))
  return zstdCompressSync(Buffer.concat([tar.subarray(0, tar.indexOf('end.json\0')), Buffer.alloc(1024)]))
}
