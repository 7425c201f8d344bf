/** `tce hooks`, on real settings: it shows what changes before it changes it, and only a person may have it changed. */
import { readFileSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { createHookInstalls, type LocalHooks } from '../../src/services/local/hook-installs.ts'
import { harmIn, hostile } from '../hostile/strings.ts'
import { type RealHooks, realHooks, settingsOfBefore } from '../services/real-hooks.ts'
import { fakeServices } from './fake-services.ts'
import { type RunOptions, runCli } from './run-cli.ts'

let real: RealHooks
let hooks: LocalHooks
beforeEach(async () => {
  real = realHooks()
  const heard = () => ({ total: 1204, lastMinute: 41, sessionIds: ['a', 'b'] })
  hooks = createHookInstalls(real, { log: { record: async () => {} }, heard })
  await hooks.begin()
})
const tce = (argv: readonly string[], options: RunOptions = {}) =>
  runCli(['hooks', ...argv], {
    services: { ...fakeServices(), hooks },
    env: { LANG: 'C.UTF-8', NO_COLOR: '1' },
    ...options,
  })
const text = () => readFileSync(real.file, 'utf8')

describe('tce hooks install', () => {
  it('shows what comes in and asks; a no changes nothing, a yes puts it in', async () => {
    const no = await tce(['install'], { isTTY: true, types: ['n'] })
    expect(no.code).toBe(0)
    expect(no.out).toContain('9 entries are added; every other byte stays.')
    expect(no.out).toMatch(/POST\s+http:\/\/127\.0\.0\.1:5111\/api\/hooks\/claude, at most/)
    expect(no.out).toContain('(0600; 0644 now')
    expect(no.out).toContain('Nothing was changed.')
    expect(text()).toBe(settingsOfBefore)
    const yes = await tce(['install'], { isTTY: true, types: ['y'] })
    expect(yes.out).toContain('9 hooks post to')
    expect(text()).toContain('"url": "http://127.0.0.1:5111/api/hooks/claude"')
    const status = await tce(['status'])
    expect(status.out).toContain('41 hooks in the last minute, 1,204 since TCE serves, of 2 sessions.')
    expect((await tce(['uninstall'])).out).toContain('none of TCE')
    expect(text()).toBe(settingsOfBefore)
  })

  it('shows each line without its secret, and changes nothing, with --dry-run', async () => {
    const { out, code } = await tce(['install', '--dry-run'])
    expect(code).toBe(0)
    expect(out).toContain('\n+     "PermissionRequest": [\n')
    expect(out).toContain('"Authorization": "Bearer …"')
    expect(text()).toBe(settingsOfBefore)
  })

  it('without anybody to ask needs a --yes', async () => {
    expect(await tce(['install'])).toMatchObject({ code: 2, err: expect.stringContaining('tce hooks install --yes') })
    expect((await tce(['install', '--yes'])).code).toBe(0)
    const json = JSON.parse((await tce(['install', '--yes', '--json'])).out) as { places: { state: string }[] }
    expect(json.places).toMatchObject([{ state: 'in', isWanted: true }])
  })

  it('says of a file that it leaves alone why, and leaves it', async () => {
    const mine = '{\n  // mine\n  "model": "opus"\n}\n'
    writeFileSync(real.file, mine)
    const { code, err } = await tce(['install', '--yes'])
    expect([code, err.replaceAll(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining('is left alone: line 2: a comment'),
    ])
    expect(text()).toBe(mine)
  })

  it('is nothing that an agent may have done', async () => {
    const insideAgent = async () => ({ pid: 4242, label: 'payments-api' })
    for (const argv of [['install', '--yes'], ['uninstall']]) {
      const { code, err } = await tce(argv, { parts: { insideAgent } })
      expect([code, err]).toEqual([1, expect.stringContaining('Asked from inside payments-api')])
    }
    expect(text()).toBe(settingsOfBefore)
    expect((await tce(['status'], { parts: { insideAgent } })).code).toBe(0)
  })

  it('where no TCE serves says when they go in', async () => {
    await hooks.end()
    const { out } = await tce(['install', '--yes'])
    expect(out.replaceAll(/\s+/g, ' ')).toContain('No TCE serves now: they go in when it does (tce run)')
    expect(text()).toBe(settingsOfBefore)
    await hooks.begin()
    expect(text()).not.toBe(settingsOfBefore)
  })
})

it('prints nothing that steers a terminal, whatever stands in the settings', async () => {
  const texts = hostile.map(([, text]) => text)
  const group = { hooks: texts.map((command) => ({ type: 'command', command })) }
  const named = Object.fromEntries(texts.map((text) => [text, [group]]))
  writeFileSync(real.file, JSON.stringify({ ...named, hooks: named }))
  const lines = [
    ['status'],
    ['install', '--dry-run'],
    ['install', '--yes'],
    ['uninstall'],
    ...texts.map((text) => [text]),
  ]
  for (const argv of lines) {
    const { out, err } = await tce(argv)
    expect(harmIn(out), argv.join(' ')).toBeUndefined()
    expect(harmIn(err), argv.join(' ')).toBeUndefined()
  }
})
