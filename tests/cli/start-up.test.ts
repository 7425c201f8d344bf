import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compileCacheDir } from '../../src/app/compile-cache-dir.ts'

const entry = fileURLToPath(new URL('../../src/app/tce.ts', import.meta.url))
const built = fileURLToPath(new URL('../../dist/app/tce.js', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'tce-start-'))
const env = {
  PATH: process.env['PATH'],
  HOME: home,
  LANG: 'C.UTF-8',
  TCE_DATA_DIR: join(home, 'data'),
  TCE_CONFIG_DIR: join(home, 'config'),
}

const keepDatabases = ['opencode', 'kilo', 'copilot', 'cursor']

/** Prints each module as it is loaded. */
const spy = `data:text/javascript,import { registerHooks } from 'node:module'; registerHooks({ load(url, context, next) { process.stderr.write('LOAD ' + url + '\\n'); return next(url, context) } })`

/** What of the services nobody asks for by a look at agents. */
const unasked = [
  'services/local/(?:advice|alerts|analytics|budgets|data|deploy|hook-installs|inbox|instructions|limits|prompt-library|prompts)',
  'services/local/(?:sent-prompts|telemetry|waiting)',
  'control/(?:api-keys|hook-installer|instruction-files|saved-queries)',
  '(?:alerts|core/(?:advice|alerts|analytics))/.*',
]

describe('the start of tce status', () => {
  it('loads nothing of the server, the ledger, the parser, or of services that it does not ask', () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', spy, entry, 'status', '--json'], {
      env,
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    const { processes, helpers } = JSON.parse(stdout) as Record<
      'processes' | 'helpers',
      readonly { readonly agent: string }[]
    >
    const loaded = stderr.split('\n').filter((line) => line.startsWith('LOAD '))
    expect(loaded.length).toBeGreaterThan(20)
    const packages = 'hono|zod|better-sqlite3|commander|string-width|react|ink|electron|smol-toml|node-pty|headless'
    const heavy = new RegExp(`/(?:${packages})/|/src/(?:(?:dashboard|tracker|tray)/|(?:${unasked.join('|')})\\.ts$)`)
    // A session that runs on this machine of an agent that keeps them in a database is asked for there.
    const asksDatabases = [...processes, ...helpers].some(({ agent }) => keepDatabases.includes(agent))
    const isWanted = (line: string) => asksDatabases && line.includes('/better-sqlite3/')
    expect(loaded.filter((line) => heavy.test(line) && !isWanted(line))).toEqual([])
  })

  it('reads few files and no package where it is built', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', spy, built, 'status', '--json'], {
      env,
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    const loaded = stderr.split('\n').flatMap((line) => /^LOAD .*?\/((?:dist|node_modules)\/.*)$/.exec(line)?.[1] ?? [])
    expect(loaded).toContain('dist/app/tce.js')
    expect(loaded.filter((file) => file.startsWith('dist/')).length).toBeLessThan(14)
    // Sessions that run on this machine may be kept in a database.
    expect(loaded.filter((file) => /^node_modules\/(?!better-sqlite3\/)/.test(file))).toEqual([])
  })

  it('finds no character in what is built that makes V8 take two bytes for each', () => {
    const dist = join(built, '../..')
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.js') && !file.includes('web'),
    )
    expect(files.length).toBeGreaterThan(26)
    const isWide = (file: string) => readFileSync(join(dist, file)).some((byte) => byte > 127)
    expect(files.filter(isWide)).toEqual([])
  })

  it('survives a reader that goes away', () => {
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" "${entry}" --help | true`],
      {
        env,
        encoding: 'utf8',
      },
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })
})

describe('tce statusline, as an agent runs it', () => {
  it('prints what the server left, and loads nothing that could have made it', () => {
    const dir = join(home, 'data', 'statusline')
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, '4711.line'), `${Math.floor(Date.now() / 1000) + 50}\nproj · 5 h 62 %\n`)
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', spy, entry, 'statusline'], {
      ...{ env: { ...env, CLAUDE_PID: '4711' }, encoding: 'utf8', input: '{"session_id":"s"}' },
    })
    expect(stdout).toBe('proj · 5 h 62 %\n')
    expect(readFileSync(join(dir, '4711.json'), 'utf8')).toBe('{"session_id":"s"}')
    const ours = stderr.split('\n').flatMap((line) => /^LOAD .*\/src\/(.*)$/.exec(line)?.[1] ?? [])
    expect(ours.toSorted()).toEqual([
      ...['agents/claude/status-line-pid.ts', 'agents/status-line-pid.ts'],
      ...['app/compile-cache-dir.ts', 'app/folders.ts', 'app/status-line-now.ts', 'app/tce.ts'],
      'terminal/standard-output.ts',
    ])
  })
})

describe('compiled code is kept', () => {
  it.each([
    ['linux', { HOME: '/home/dev' }, '/home/dev/.cache/tce/node'],
    ['linux', { HOME: '/home/dev', XDG_CACHE_HOME: '/var/tmp/me' }, '/var/tmp/me/tce/node'],
    ['darwin', { HOME: '/Users/dev' }, '/Users/dev/Library/Caches/tce/node'],
    ['linux', {}, undefined],
  ] as const)('on %s with %j in %s', (platform, some, dir) => expect(compileCacheDir(some, platform)).toBe(dir))
})
