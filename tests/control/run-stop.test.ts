import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { commandEnvironment } from '../../src/agents/claude/commands.ts'
import { createRunStop } from '../../src/control/run-stop.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A program with a blank in its path, so that nothing may go through a shell unquoted. */
function program(script: string): { readonly dir: string; readonly file: string } {
  const dir = mkdtempSync(join(tmpdir(), 'tce stop '))
  folders.push(dir)
  const file = join(dir, 'claude')
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return { dir, file }
}

const command = (file: string, args = ['stop', '72422c08']) => ({
  file,
  arguments: args,
  label: 'claude stop 72422c08',
})

describe.skipIf(process.platform === 'win32')('the stop command', () => {
  it('gets its arguments as they are, in the home folder, with its config dir', async () => {
    const { dir, file } = program('[ "$2" = "a; exit 0" ] && [ "$PWD" = "$HOME" ] && [ "$CLAUDE_CONFIG_DIR" = /x/y ]')
    const run = createRunStop({ env: { PATH: process.env['PATH'], HOME: dir }, homeDir: dir })
    expect(await run(command(file, ['stop', 'a; exit 0']), { agent: 'claude', configDir: '/x/y' })).toEqual({
      ok: true,
      value: undefined,
    })
  })

  it('fails with the first line it said', async () => {
    const { dir, file } = program('echo; echo "No session matching \'$2\'." >&2; exit 1')
    const run = createRunStop({ homeDir: dir })
    expect(await run(command(file), { agent: 'claude' })).toEqual({
      ok: false,
      error: "No session matching '72422c08'.",
    })
  })

  it('fails when it hangs, and ends it', async () => {
    const { dir, file } = program('exec sleep 300')
    const run = createRunStop({ homeDir: dir, timeoutMs: 200 })
    expect(await run(command(file), { agent: 'claude' })).toEqual({ ok: false, error: 'no answer within 0.2 s' })
  })

  it('fails when the program is missing', async () => {
    const { dir, file } = program('')
    const result = await createRunStop({ homeDir: dir })(command(`${file}-gone`), { agent: 'claude' })
    expect(result).toMatchObject({ ok: false, error: expect.stringContaining('ENOENT') })
  })
})

describe('its environment', () => {
  const env = {
    PATH: '/bin',
    CLAUDECODE: '1',
    CLAUDE_CODE_SESSION_ID: 'x',
    CLAUDE_PID: '7',
    CLAUDE_CONFIG_DIR: '/other',
  }
  it('names the config dir of the session, and has no marks of a session we run in', () => {
    expect(commandEnvironment({ env, homeDir: '/home/dev' }, '/work-claude')).toEqual({
      PATH: '/bin',
      CLAUDE_CONFIG_DIR: '/work-claude',
    })
  })
  it('does not name the default one', () => {
    expect(commandEnvironment({ env, homeDir: '/home/dev' }, '/home/dev/.claude')).toEqual({ PATH: '/bin' })
  })
  it('keeps what the user set themselves', () => {
    const own = { CLAUDE_CONFIG_DIR: '/home/dev/.claude' }
    expect(commandEnvironment({ env: own, homeDir: '/home/dev' }, '/home/dev/.claude')).toEqual(own)
  })
})
