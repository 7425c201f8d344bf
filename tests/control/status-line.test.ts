/** TCE's status line in Claude Code's settings, and the script that is run with every drawing: real files, a real sh. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../src/agents/claude/status-line.ts'
import { createStatusLineInstaller } from '../../src/control/status-line-installer.ts'
import { leaveLines } from '../../src/limits/status-line-lines.ts'

let home: string
let dataDir: string
let file: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tce line's "))
  dataDir = join(home, 'data')
  mkdirSync(join(home, '.claude'))
  file = join(home, '.claude', 'settings.json')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const settings = limits.statusLine?.settings
function installer(configDirs = [join(home, '.claude')]) {
  if (settings === undefined) throw new Error('The agent has no status line.')
  return createStatusLineInstaller({
    ...{ dataDir, nowMs: () => Date.parse('2026-11-20T12:00:00Z') },
    agents: [{ id: 'claude', pidVariable: 'CLAUDE_PID', settings, configDirs }],
  })
}
const text = () => readFileSync(file, 'utf8')
const commandNow = (): string => JSON.parse(text()).statusLine.command

describe('installing', () => {
  const forms: readonly (readonly [name: string, before: string])[] = [
    [
      'a command of the user’s',
      '{\n  "model": "opus",\n  "statusLine": { "type":"command",  "command": "~/.claude/line.sh",\n     "padding": 0 },\n  "x": [1, 2]\n}\n',
    ],
    ['none', '{\n\t"model": "opus"\n}'],
    ['an empty object', '{}'],
    ['on one line', '{"statusLine":{"type":"command","command":"echo \\"a\\u00e9\\""},"b":1}'],
    ['what is no command', '{\r\n  "statusLine": null,\r\n  "b": 1\r\n}\r\n'],
  ]
  it.each(forms)('where there is %s, and uninstalling gives every byte back', async (_, before) => {
    writeFileSync(file, before)
    chmodSync(file, 0o644)
    expect(await installer().install(file)).toEqual({ ok: true, value: true })
    expect(commandNow()).toBe(`sh '${join(dataDir, 'statusline.sh').replaceAll("'", "'\\''")}'`)
    expect(await installer().install(file)).toEqual({ ok: true, value: false })
    expect(await installer().look()).toMatchObject([{ state: 'ours', since: '2026-11-20T12:00:00.000Z' }])
    expect(await installer().uninstall(file)).toEqual({ ok: true, value: true })
    expect(text()).toBe(before)
    expect(statSync(file).mode & 0o777).toBe(0o644)
    expect(existsSync(join(dataDir, 'statusline.sh'))).toBe(false)
    expect(await installer().uninstall(file)).toEqual({ ok: true, value: false })
  })

  it('finds a folder of settings that came after TCE began', async () => {
    rmSync(join(home, '.claude'), { recursive: true })
    const { look } = installer()
    expect(await look()).toEqual([])
    mkdirSync(join(home, '.claude'))
    expect(await look()).toMatchObject([{ file, state: 'none' }])
  })

  it('a file that was made for it goes again', async () => {
    expect(await installer().look()).toMatchObject([{ state: 'none', change: { isNewFile: true } }])
    await installer().install(file)
    expect(JSON.parse(text()).statusLine).toMatchObject({ type: 'command', refreshInterval: 10 })
    await installer().uninstall(file)
    expect(existsSync(file)).toBe(false)
  })

  it('what others wrote meanwhile stays, also where the agent wrote its settings anew', async () => {
    writeFileSync(file, '{"statusLine":{"type":"command","command":"mine"}}')
    await installer().install(file)
    const now = JSON.parse(text())
    writeFileSync(
      file,
      JSON.stringify({ enabledPlugins: {}, statusLine: { padding: 1, ...now.statusLine } }, undefined, 2),
    )
    await installer().uninstall(file)
    expect(JSON.parse(text())).toEqual({
      enabledPlugins: {},
      statusLine: { padding: 1, type: 'command', command: 'mine' },
    })
  })

  it('a line that its user chose in the meantime is left alone', async () => {
    writeFileSync(file, '{"statusLine":{"type":"command","command":"mine"}}')
    await installer().install(file)
    writeFileSync(file, '{"statusLine":{"type":"command","command":"another"}}')
    expect(await installer().uninstall(file)).toEqual({ ok: true, value: false })
    expect(commandNow()).toBe('another')
    expect(await installer().look()).toMatchObject([{ state: 'theirs', own: 'another' }])
  })

  it.each(['{ // mine\n}', '{"statusLine":1,"statusLine":2}', 'no json'])('%j is left alone', async (before) => {
    writeFileSync(file, before)
    expect(await installer().install(file)).toMatchObject({ ok: false })
    expect(text()).toBe(before)
    expect(await installer().look()).toMatchObject([{ state: 'unreadable' }])
  })

  it('a link stays one', async () => {
    const real = join(home, 'dotfiles.json')
    writeFileSync(real, '{"a":1}')
    symlinkSync(real, file)
    await installer().install(file)
    expect(JSON.parse(readFileSync(real, 'utf8')).statusLine).toBeDefined()
    await installer().uninstall(file)
    expect(readFileSync(real, 'utf8')).toBe('{"a":1}')
  })

  it('two folders of settings keep their own commands apart', async () => {
    const work = join(home, 'work')
    mkdirSync(work)
    const other = join(work, 'settings.json')
    writeFileSync(file, '{"statusLine":{"type":"command","command":"echo personal"}}')
    writeFileSync(other, '{"statusLine":{"type":"command","command":"echo work"}}')
    const both = installer([join(home, '.claude'), work])
    await both.install(file)
    await both.install(other)
    expect(draw(commandNow()).out).toBe('personal\n')
    expect(draw(JSON.parse(readFileSync(other, 'utf8')).statusLine.command).out).toBe('work\n')
    await both.uninstall(other)
    expect(draw(commandNow()).out).toBe('personal\n')
    expect(JSON.parse(readFileSync(other, 'utf8')).statusLine.command).toBe('echo work')
  })
})

/** As Claude Code runs it. */
function draw(command: string, given = '{"session_id":"s"}', env: NodeJS.ProcessEnv = {}) {
  const begun = performance.now()
  const { stdout, status } = spawnSync('sh', ['-c', command], {
    input: given,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], CLAUDE_PID: '4711', ...env },
  })
  return { out: stdout, code: status, ms: performance.now() - begun }
}

describe.skipIf(process.platform === 'win32')('the script', () => {
  const install = async (own?: string) => {
    writeFileSync(file, own === undefined ? '{}' : JSON.stringify({ statusLine: { type: 'command', command: own } }))
    await installer().install(file)
    return commandNow()
  }
  const left = (...parts: readonly string[]) => join(dataDir, 'statusline', ...parts)

  it('keeps what it was given to the byte, for its owner alone, and nothing else is left', async () => {
    const given = '{"session_id":"s", "x":"a\\u0000 $(touch no) `id` \'\\n"}\n\n'
    expect(draw(await install(), given)).toMatchObject({ out: '', code: 0 })
    expect(readFileSync(left('4711.json'), 'utf8')).toBe(given)
    expect(statSync(left('4711.json')).mode & 0o777).toBe(0o600)
    expect(statSync(left()).mode & 0o777).toBe(0o700)
    expect(readdirSync(left())).toEqual(['4711.json'])
  })

  it('runs the user’s own with the same, first and unchanged, ours below', async () => {
    const command = await install('cat; printf "\\033[31mred\\033[0m  two  "')
    leaveLines(left(), [{ pid: 4711, text: 'ours 42 %' }], Date.now())
    expect(draw(command, '{"a":1}').out).toBe('{"a":1}\u001b[31mred\u001b[0m  two  \nours 42 %\n')
  })

  it('of several lines keeps each, and adds no empty one', async () => {
    const command = await install('printf "one\\n\\ntwo\\n"')
    expect(draw(command).out).toBe('one\n\ntwo\n')
    leaveLines(left(), [{ pid: 4711, text: 'ours' }], Date.now())
    expect(draw(command).out).toBe('one\n\ntwo\nours\n')
  })

  it('waits a second for it, and prints what there was until then', async () => {
    const command = await install('printf early; sleep 20; echo late')
    leaveLines(left(), [{ pid: 4711, text: 'ours' }], Date.now())
    const { out, ms } = draw(command)
    expect(out).toBe('early\nours\n')
    expect(ms).toBeLessThan(5_000)
  })

  it('does the same where there is no timeout', async () => {
    const bin = join(home, 'bin')
    mkdirSync(bin)
    for (const name of ['sh', 'cat', 'mv', 'rm', 'date', 'sleep', 'printf']) {
      symlinkSync(
        spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim() || '/bin/true',
        join(bin, name),
      )
    }
    const quick = draw(await install('cat; echo done'), '{}', { PATH: bin })
    expect(quick.out).toBe('{}done\n')
    const { out, ms } = draw(await install('printf early; exec sleep 20'), '{}', { PATH: bin })
    expect(out).toBe('early')
    expect(ms).toBeLessThan(5_000)
  })

  it('prints no line that is older than a minute, of another session, or of a clock that was set back', async () => {
    const command = await install()
    const print = (untilSeconds: number) => {
      writeFileSync(left('4711.line'), `${Math.floor(Date.now() / 1000) + untilSeconds}\nours\n`)
      return draw(command).out
    }
    expect(print(58)).toBe('ours\n')
    expect(print(-1)).toBe('')
    expect(print(3_600)).toBe('')
    expect(draw(command, '{}', { CLAUDE_PID: '4712' }).out).toBe('')
    writeFileSync(left('4711.line'), 'x$(id)\nours\n')
    expect(draw(command).out).toBe('')
  })

  it('takes no pid that is none for a place', async () => {
    draw(await install(), '{}', { CLAUDE_PID: '../../x' })
    expect(existsSync(left('0.json'))).toBe(true)
  })

  it('draws the user’s own also where nothing can be kept', async () => {
    const command = await install('echo mine')
    chmodSync(left(), 0o500)
    const isRoot = process.getuid?.() === 0
    expect(draw(command).out).toBe('mine\n')
    chmodSync(left(), 0o700)
    expect(isRoot || !existsSync(left('4711.json'))).toBe(true)
  })
})
