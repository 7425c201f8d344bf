/** Hooks in an agent's settings, on real files: what goes in comes out, and nothing of others is touched. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude/index.ts'
import { createHookInstaller, type HookFile, type HookInstaller } from '../../src/control/hook-installer.ts'

const origin = 'http://127.0.0.1:5111'
let home: string
let configDir: string
let path: string
let installer: HookInstaller
const dataDir = () => join(home, 'data')
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tce-hook-files-'))
  configDir = join(home, '.claude')
  path = join(configDir, 'settings.json')
  mkdirSync(configDir)
  if (claude.hooks === undefined) throw new Error('It has hooks.')
  installer = createHookInstaller({
    dataDir: dataDir(),
    agents: [{ id: 'claude', hooks: claude.hooks, configDirs: [configDir] }],
  })
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const file = async (): Promise<HookFile> => {
  const [first] = await installer.files()
  if (first === undefined) throw new Error('There is no file.')
  return first
}
const mode = () => statSync(path).mode & 0o777
const text = () => readFileSync(path, 'utf8')
const given = (settings: string, fileMode = 0o644) => {
  writeFileSync(path, settings)
  chmodSync(path, fileMode)
}
interface Hook {
  readonly type: string
  readonly url: string
  readonly timeout: number
  readonly headers: { readonly Authorization: string }
}
const hooksIn = (): Record<string, { readonly hooks: readonly Hook[] }[]> =>
  (JSON.parse(text()) as { hooks: Record<string, { hooks: Hook[] }[]> }).hooks

/** A person answers a request; the three are kept back for 2 s at most, while a prompt is typed or handed over. All others: a second. */
const timeoutsSeconds: Readonly<Record<string, number>> = {
  PermissionRequest: 600,
  PreToolUse: 3,
  Stop: 3,
  Elicitation: 3,
}

describe('what goes in', () => {
  it('is nine hooks that post to TCE, with a secret of their own, in a file that only its owner reads', async () => {
    given('{\n  "model": "opus"\n}\n')
    expect(await installer.putIn(await file(), origin)).toEqual({ ok: true, value: true })
    expect(Object.keys(hooksIn())).toEqual([
      ...['UserPromptSubmit', 'PreToolUse', 'PermissionRequest', 'PostToolUse', 'Stop', 'StopFailure', 'Notification'],
      ...['SessionEnd', 'Elicitation'],
    ])
    for (const [name, [group]] of Object.entries(hooksIn())) {
      expect(group?.hooks).toEqual([
        {
          type: 'http',
          url: 'http://127.0.0.1:5111/api/hooks/claude',
          headers: { Authorization: expect.stringMatching(/^Bearer tcehook_\S{43}$/) },
          timeout: timeoutsSeconds[name] ?? 1,
        },
      ])
    }
    expect(mode()).toBe(0o600)
    const secret = readFileSync(join(dataDir(), 'hook-secret'), 'utf8').trim()
    expect(text()).toContain(`Bearer ${secret}`)
    expect(readFileSync(join(dataDir(), 'hooks.json'), 'utf8')).not.toContain('tcehook_')
  })

  it('stands there once, however often it is put in, also from another port', async () => {
    given('{}')
    await installer.putIn(await file(), origin)
    const first = text()
    expect(await installer.putIn(await file(), origin)).toEqual({ ok: true, value: false })
    expect(text()).toBe(first)
    await installer.putIn(await file(), 'http://127.0.0.1:6000')
    expect(text()).toBe(first.replaceAll('5111', '6000'))
    await installer.takeOut(await file())
    expect(text()).toBe('{}')
    expect(mode()).toBe(0o644)
  })

  it('is in place when its agent wrote the file anew, with keys in an order of its own', async () => {
    given('{}')
    await installer.putIn(await file(), origin)
    const turned = Object.entries(hooksIn()).map(([event, groups]) => {
      const hooks = groups.map(({ hooks: [hook] }) => ({
        hooks: [Object.fromEntries(Object.entries(hook ?? {}).reverse())],
      }))
      return [event, hooks]
    })
    given(JSON.stringify({ editorMode: 'vim', hooks: Object.fromEntries(turned.reverse()) }))
    expect(await installer.putIn(await file(), origin)).toEqual({ ok: true, value: false })
    await installer.takeOut(await file())
    expect(JSON.parse(text())).toEqual({ editorMode: 'vim' })
  })

  it('stands behind the hooks of others, which stay to the byte', async () => {
    const others =
      '{"hooks": { "Stop": [ {"hooks":[{"type":"command","command":"beep"}]} ],\n  "SessionStart": [] }, "x": [1,2 ]}'
    given(others)
    await installer.putIn(await file(), origin)
    expect(text().startsWith('{"hooks": { "Stop": [ {"hooks":[{"type":"command","command":"beep"}]}')).toBe(true)
    expect(hooksIn()['Stop']).toHaveLength(2)
    expect(hooksIn()['SessionStart']).toEqual([])
    expect(await installer.look(await file(), origin)).toMatchObject({ state: 'in', otherHooks: 1 })
    await installer.takeOut(await file())
    expect(text()).toBe(others)
  })

  it('makes the file where there is none, and takes it away again', async () => {
    expect(await installer.look(await file(), origin)).toMatchObject({ state: 'out', change: { isNewFile: true } })
    await installer.putIn(await file(), origin)
    expect(mode()).toBe(0o600)
    await installer.takeOut(await file())
    expect(existsSync(path)).toBe(false)
  })

  it('of a project goes into the file that is not committed, whose folder goes with it', async () => {
    const project = join(home, 'shop')
    mkdirSync(project)
    const [local] = installer.filesOfProject(project) ?? []
    expect(local).toEqual({ agent: 'claude', scope: 'project', file: join(project, '.claude', 'settings.local.json') })
    if (local === undefined) return
    await installer.putIn(local, origin)
    expect(existsSync(join(project, '.claude', 'settings.local.json'))).toBe(true)
    await installer.takeOut(local)
    expect(existsSync(join(project, '.claude'))).toBe(false)
    rmSync(project, { recursive: true })
    expect(await installer.putIn(local, origin)).toEqual({ ok: false, error: expect.stringContaining('ENOENT') })
    expect(existsSync(project)).toBe(false)
    expect(installer.filesOfProject(join(home, 'nowhere'))).toBeUndefined()
    expect(installer.filesOfProject('shop')).toBeUndefined()
  })

  it('goes through a link, which stays one', async () => {
    const dotfiles = join(home, 'dotfiles.json')
    writeFileSync(dotfiles, '{"a": 1}\n', { mode: 0o640 })
    symlinkSync(dotfiles, path)
    expect((await installer.look(await file(), origin)).change).toMatchObject({ linksTo: dotfiles, modeBefore: '0640' })
    await installer.putIn(await file(), origin)
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(readFileSync(dotfiles, 'utf8')).toContain('/api/hooks/claude')
    await installer.takeOut(await file())
    expect(readFileSync(dotfiles, 'utf8')).toBe('{"a": 1}\n')
  })
})

describe('a file that TCE leaves alone, and why', () => {
  it.each([
    ['{\n  // mine\n  "a": 1\n}', /line 2: a comment/],
    ['{"a": 1', /line 1: not JSON/],
    ['{"hooks": []}', /"hooks" in it is no object/],
    ['{"hooks": {"Stop": {}}}', /"hooks\.Stop" in it is no list/],
    ['{"hooks": {}, "hooks": {}}', /twice/],
  ])('%j', async (settings, why) => {
    given(settings)
    expect(await installer.look(await file(), origin)).toMatchObject({ state: 'unreadable' })
    const put = await installer.putIn(await file(), origin)
    expect(put).toEqual({ ok: false, error: expect.stringMatching(why) })
    expect(text()).toBe(settings)
    expect(mode()).toBe(0o644)
  })

  it('one whose bytes are no text', async () => {
    writeFileSync(path, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))
    expect(await installer.putIn(await file(), origin)).toMatchObject({ ok: false })
    expect([...readFileSync(path)]).toContain(0xff)
  })

  it.each([
    ['{"disableAllHooks": true}', /disableAllHooks/],
    ['{"allowedHttpHookUrls": ["https://example.com/*"]}', /allowedHttpHookUrls/],
  ])('tells of one that silences them: %s', async (settings, why) => {
    given(settings)
    await installer.putIn(await file(), origin)
    expect(await installer.look(await file(), origin)).toMatchObject({
      state: 'in',
      problem: expect.stringMatching(why),
    })
  })

  it('says nothing where the addresses that are allowed take it in', async () => {
    given('{"allowedHttpHookUrls": ["http://127.0.0.1:*"]}')
    expect((await installer.look(await file(), origin)).problem).toBeUndefined()
  })
})

describe('what comes out, after somebody wrote', () => {
  it('is ours alone, wherever it stands by then; the rest stays as they wrote it', async () => {
    given('{"a": 1}')
    await installer.putIn(await file(), origin)
    const { hooks } = JSON.parse(text()) as { hooks: Record<string, unknown[]> }
    const other = { hooks: [{ type: 'command', command: 'beep' }] }
    const rewritten = { enabledPlugins: {}, hooks: { ...hooks, Stop: [other, ...(hooks['Stop'] ?? [])] }, a: 2 }
    writeFileSync(path, JSON.stringify(rewritten, undefined, 4))
    await installer.takeOut(await file())
    expect(JSON.parse(text())).toEqual({ enabledPlugins: {}, hooks: { Stop: [other] }, a: 2 })
    expect(mode()).toBe(0o644)
  })

  it('leaves a group in which a hook of others stands beside ours', async () => {
    given('{}')
    await installer.putIn(await file(), origin)
    const settings = JSON.parse(text()) as { hooks: Record<string, { hooks: unknown[] }[]> }
    settings.hooks['Stop']?.[0]?.hooks.push({ type: 'command', command: 'beep' })
    writeFileSync(path, JSON.stringify(settings))
    await installer.takeOut(await file())
    expect(Object.keys(hooksIn())).toEqual(['Stop'])
  })

  it('is found without a memory of having put it in', async () => {
    given('{"a": 1}')
    await installer.putIn(await file(), origin)
    rmSync(join(dataDir(), 'hooks.json'))
    await installer.takeOut(await file())
    expect(text()).toBe('{"a": 1}')
  })

  it('is nothing of an address that only looks like ours', async () => {
    const lookAlikes = [
      'http://127.0.0.1:5111/api/hooks/claude/x',
      'http://evil.example/api/hooks/claude',
      'https://127.0.0.1/api/hooks/claude',
    ]
    const settings = JSON.stringify({ hooks: { Stop: [{ hooks: lookAlikes.map((url) => ({ type: 'http', url })) }] } })
    given(settings)
    expect(await installer.takeOut(await file())).toEqual({ ok: true, value: false })
    expect(text()).toBe(settings)
  })
})

it('any settings in any dress are byte for byte as they were, after hooks went in and out', async () => {
  const group = fc.record({
    hooks: fc.array(fc.record({ type: fc.constant('command'), command: fc.string() }), { maxLength: 2 }),
  })
  const settings = fc.record(
    {
      model: fc.string(),
      hooks: fc.dictionary(
        fc.constantFrom('Stop', 'PreToolUse', 'SessionStart', 'Elicitation'),
        fc.array(group, { maxLength: 2 }),
      ),
      env: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
    },
    { requiredKeys: [] },
  )
  const dress = fc.tuple(
    fc.constantFrom<string | number>('', 2, '\t'),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\n'),
  )
  await fc.assert(
    fc.asyncProperty(
      settings,
      dress,
      fc.constantFrom(0o600, 0o644),
      async (value, [indent, lineEnd, tail], fileMode) => {
        const before = JSON.stringify(value, undefined, indent).replaceAll('\n', lineEnd) + tail
        given(before, fileMode)
        expect(await installer.putIn(await file(), origin)).toEqual({ ok: true, value: true })
        expect(await installer.look(await file(), origin)).toMatchObject({ state: 'in' })
        expect(await installer.takeOut(await file())).toEqual({ ok: true, value: true })
        expect([text(), mode()]).toEqual([before, fileMode])
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)
