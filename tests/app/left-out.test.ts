/** What is left out of the search, through the program itself: before and after it was indexed, by a file and by the settings. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const ids = { secret: 'aaaa0000-0000-4000-8000-000000000001', open: 'bbbb0000-0000-4000-8000-000000000002' }

function makeHome() {
  const home = mkdtempSync(join(tmpdir(), 'tce-left-out-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  mkdirSync(join(home, 'config'))
  for (const [project, id] of Object.entries(ids)) {
    const cwd = join(home, 'work', project)
    const dir = join(home, '.claude', 'projects', cwd.replaceAll(/\W/g, '-'))
    for (const one of [cwd, dir]) mkdirSync(one, { recursive: true })
    const record = { type: 'user', sessionId: id, uuid: id, parentUuid: null, timestamp: '2026-11-20T12:00:00.000Z' }
    const message = { role: 'user', content: `the launch code of ${project}` }
    writeFileSync(join(dir, `${id}.jsonl`), `${JSON.stringify({ ...record, cwd, message })}\n`)
  }
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    TCE_DATA_DIR: join(home, 'data'),
    TCE_CONFIG_DIR: join(home, 'config'),
    TCE_CACHE_DIR: join(home, 'cache'),
  }
  const tce = (...args: readonly string[]): unknown => {
    const program = ['--no-warnings', join(root, 'src/app/tce.ts'), ...args, '--json']
    return JSON.parse(execFileSync(process.execPath, program, { env, cwd: home, encoding: 'utf8' }))
  }
  return {
    home,
    found: () => (tce('search', 'launch code') as Found).groups.map(({ sessionId }) => sessionId).sort(),
    listed: () => (tce('sessions') as Listed).sessions.length,
  }
}

interface Found {
  readonly groups: readonly { readonly sessionId: string }[]
}
interface Listed {
  readonly sessions: readonly unknown[]
}

it('a folder with .tceignore is counted, not found, and what was indexed before is taken out', () => {
  const { home, found, listed } = makeHome()
  expect(found()).toEqual([ids.secret, ids.open])
  writeFileSync(join(home, 'work', 'secret', '.tceignore'), '')
  expect(listed()).toBe(2)
  expect(found()).toEqual([ids.open])
  rmSync(join(home, 'work', 'secret', '.tceignore'))
  expect(found()).toEqual([ids.secret, ids.open])
})

it('a folder that the settings exclude is not found, not even before the ledger knows it', () => {
  const { home, found } = makeHome()
  writeFileSync(join(home, 'config', 'config.toml'), '[history]\nexclude = ["~/work/sec*"]\n')
  expect(found()).toEqual([ids.open])
})
