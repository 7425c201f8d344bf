/**
 * The genuine Claude Code with the hooks that `tce hooks install` puts into its settings: each kind of them arrives, running sessions follow,
 * and no fault of the server holds a session up.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeWithClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { rowOf, runTce, startTce, tceJson } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

interface Told {
  readonly hook: string
  readonly session_id: string
  readonly message: string | null
}

const settingsOfBefore = '{\n\t"model":   "opus" }'

let home: ClaudeHome
let server: ReturnType<typeof startTce>
const file = () => join(home.configDir, 'settings.json')
const settings = () => ({ text: readFileSync(file(), 'utf8'), mode: statSync(file()).mode & 0o777 })
beforeEach(async () => {
  home = await makeClaudeHome()
  mkdirSync(join(home.dir, 'tce-data'), { recursive: true, mode: 0o700 })
  writeFileSync(file(), settingsOfBefore, { mode: 0o644 })
  await serve()
})
afterEach(async () => {
  server.child.kill('SIGCONT')
  server.child.kill('SIGTERM')
  await server.ended
  await home.close()
})

async function serve(port = '0'): Promise<void> {
  server = startTce(home, ['dashboard', '--port', port])
  const words = () => server.printed.stdout + server.printed.stderr
  await waitFor('the dashboard', () => /http:\/\/\S+:\d+/.exec(words())?.[0], { seen: words })
}

async function install(): Promise<void> {
  const { code, stderr } = await runTce(home, 'hooks', 'install', '--yes')
  expect([code, stderr]).toEqual([0, ''])
}

const mcp = {
  mcpServers: {
    forms: { command: process.execPath, args: [join(import.meta.dirname, '../tools/mcp-form-server.mjs')] },
  },
}

const session = (prompt?: string) =>
  startClaude({
    mode: 'interactive',
    home,
    cwd: home.project('shop'),
    args: ['--mcp-config', JSON.stringify(mcp), '--allowedTools', 'Bash', 'mcp__forms__ask', '--'],
    ...(prompt === undefined ? {} : { prompt }),
  })

/** All that hooks told, oldest first. */
async function told(): Promise<readonly Told[]> {
  const { stdout } = await runTce(home, 'events', 'source:claude-hooks', '--limit', '1000', '--json')
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Told)
}
const toldOf = (hook: string) => async () => (await told()).find((event) => event.hook === hook)

describeWithClaude('hooks of a genuine session', { timeout: 240_000 }, () => {
  it('of all nine kinds become events of that session, from its first prompt to its end', async () => {
    await install()
    const claude = await session('RUN_BASH1')
    await waitFor('the turn to end', toldOf('Stop'), { withinMs: 60_000, seen: claude.output })
    await claude.isAt('idle')
    await claude.say('API_ERROR529')
    await waitFor('a failed turn to be told', toldOf('StopFailure'), { withinMs: 30_000, seen: claude.output })
    await claude.isAt('idle')
    await claude.say('RUN_FORM')
    await claude.isAt('busy')
    await claude.isAt('idle')
    await claude.say('RUN_FORM')
    await waitFor('a form to be told', toldOf('Elicitation'), { withinMs: 30_000, seen: claude.output })
    await claude.isAt('waiting')
    // Before its form stands there the key would be taken for the turn's end, and the form comes all the same.
    await waitFor('the form on its screen', () => claude.output().includes('requests your input'), {
      seen: claude.output,
    })
    claude.pressEscape()
    await claude.isAt('idle')
    await claude.say('RUN_WRITE')
    const { sessionId } = await claude.isAt('waiting')
    const written = expect.stringMatching(/^Write \/.*hello\.txt$/)
    const row = await waitFor('the cause of the wait', async () => {
      const found = await rowOf(home, claude)
      // The hook is a moment ahead of the registry, which says what kind of wait it is.
      return found?.asks === undefined || found.waitingFor === undefined ? undefined : found
    })
    expect(row).toMatchObject({ activity: 'waiting', waitingFor: 'permission prompt', asks: written })
    const reminder = async () =>
      (await told()).find(({ hook, message }) => hook === 'Notification' && /permission/.test(message ?? ''))
    await waitFor('a dialog that nobody answered to be told', reminder, { withinMs: 30_000 })
    claude.pressEscape()
    await claude.isAt('idle')
    // What is told may be a moment old.
    await waitFor('the cause to be gone', async () => (await rowOf(home, claude))?.asks === undefined)
    claude.signal('SIGTERM')
    await claude.isGone()
    await waitFor('its end to be told', toldOf('SessionEnd'))
    const events = await told()
    expect(new Set(events.map(({ session_id }) => session_id))).toEqual(new Set([sessionId]))
    expect([...new Set(events.map(({ hook }) => hook))].sort()).toEqual([
      ...['Elicitation', 'Notification', 'PermissionRequest', 'PostToolUse', 'PreToolUse', 'SessionEnd', 'Stop'],
      ...['StopFailure', 'UserPromptSubmit'],
    ])
    expect(events.slice(0, 6)).toMatchObject([
      { hook: 'UserPromptSubmit', message: 'RUN_BASH1' },
      { hook: 'PreToolUse', message: 'Bash sleep 1; echo hello' },
      { hook: 'PostToolUse', message: 'Bash sleep 1; echo hello' },
      { hook: 'Stop' },
      { hook: 'UserPromptSubmit', message: 'API_ERROR529' },
      { hook: 'StopFailure' },
    ])
    expect(events.slice(-5)).toMatchObject([
      { hook: 'UserPromptSubmit', message: 'RUN_WRITE' },
      { hook: 'PreToolUse', message: written },
      { hook: 'PermissionRequest', message: written },
      { hook: 'Notification' },
      { hook: 'SessionEnd' },
    ])
    // The disk and the fleet of this server are well.
    expect(await tceJson(home, 'status')).toMatchObject({ problems: [] })
  })

  it('begin and end with what stands in the settings, also in a session that runs; a clean end leaves them as they were', async () => {
    const claude = await session()
    await claude.isAt('idle')
    await install()
    expect(settings().mode).toBe(0o600)
    await waitFor('the running session to follow', async () => {
      await claude.say('hello')
      await claude.isAt('busy')
      await claude.isAt('idle')
      return toldOf('Stop')()
    })
    server.child.kill('SIGTERM')
    await server.ended
    expect(settings()).toEqual({ text: settingsOfBefore, mode: 0o644 })
    await serve()
    expect(settings().text).toContain('/api/hooks/claude')
    expect((await runTce(home, 'hooks', 'uninstall')).code).toBe(0)
    expect(settings()).toEqual({ text: settingsOfBefore, mode: 0o644 })
  })

  it('let the session go on beside a server that stands still, and beside one that crashed, after which the doctor takes them out', async () => {
    await install()
    const claude = await session()
    await claude.isAt('idle')
    const turn = async () => {
      const startedAt = performance.now()
      await claude.say('hello')
      await claude.isAt('busy')
      await claude.isAt('idle')
      return performance.now() - startedAt
    }
    const free = await turn()
    server.child.kill('SIGSTOP')
    const held = await turn()
    // Two hooks, UserPromptSubmit and Stop, of a second each; the rest is the machine's.
    expect(held).toBeLessThan(free + 8_000)
    server.child.kill('SIGKILL')
    await server.ended
    await turn()
    expect(settings().text).toContain('/api/hooks/claude')
    const doctor = await runTce(home, 'doctor')
    expect(doctor.stdout).toContain('Hooks of a TCE that runs no more stood in')
    expect(settings()).toEqual({ text: settingsOfBefore, mode: 0o644 })
    await turn()
    expect(claude.registry()?.status).toBe('idle')
  })
})
