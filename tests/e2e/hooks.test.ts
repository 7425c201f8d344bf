/** The genuine Claude Code with hooks that post to a real server: what it does becomes events, and no fault of the server holds it up. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createHookSecret } from '../../src/control/hook-secret.ts'
import { describeWithClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { startTce, tceJson } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

interface Told {
  readonly hook: string
  readonly session_id: string
  readonly message: string | null
}

let home: ClaudeHome
let server: ReturnType<typeof startTce>
beforeEach(async () => {
  home = await makeClaudeHome()
  const dataDir = join(home.dir, 'tce-data')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const secret = await createHookSecret(dataDir).make()
  server = startTce(home, ['dashboard', '--port', '0'])
  const words = () => server.printed.stdout + server.printed.stderr
  const port = await waitFor('the port of the dashboard', () => /http:\/\/\S+:(\d+)/.exec(words())?.[1], {
    seen: words,
  })
  const names = ['UserPromptSubmit', 'PreToolUse', 'PermissionRequest', 'PostToolUse', 'Stop', 'StopFailure']
  const hook = {
    type: 'http',
    url: `http://127.0.0.1:${port}/api/hooks/claude`,
    headers: { Authorization: `Bearer ${secret}` },
    timeout: 1,
  }
  const hooks = Object.fromEntries(
    [...names, 'Notification', 'SessionEnd', 'Elicitation'].map((name) => [name, [{ hooks: [hook] }]]),
  )
  writeFileSync(join(home.configDir, 'settings.json'), JSON.stringify({ hooks }), { mode: 0o600 })
})
afterEach(async () => {
  server.child.kill('SIGCONT')
  server.child.kill('SIGTERM')
  await server.ended
  await home.close()
})

const session = (prompt?: string) =>
  startClaude({
    mode: 'interactive',
    home,
    cwd: home.project('shop'),
    args: ['--allowedTools', 'Bash', '--'],
    ...(prompt === undefined ? {} : { prompt }),
  })

/** All that hooks told, oldest first. */
async function told(): Promise<readonly Told[]> {
  const { ended } = startTce(home, ['events', 'source:claude-hooks', '--limit', '1000', '--json'])
  const lines = (await ended).stdout.split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line) => JSON.parse(line) as Told)
}

describeWithClaude('hooks of a genuine session', { timeout: 120_000 }, () => {
  it('become events of that session, from its first prompt to its end', async () => {
    const claude = await session('RUN_BASH1')
    const toldOf = (hook: string) => async () => (await told()).find((event) => event.hook === hook)
    await waitFor('the turn to end', toldOf('Stop'), { withinMs: 60_000, seen: claude.output })
    await claude.isAt('idle')
    await claude.say('RUN_WRITE')
    const { sessionId } = await claude.isAt('waiting')
    claude.pressEscape()
    await claude.isAt('idle')
    claude.signal('SIGTERM')
    await claude.isGone()
    await waitFor('its end to be told', toldOf('SessionEnd'))
    const events = await told()
    expect(new Set(events.map(({ session_id }) => session_id))).toEqual(new Set([sessionId]))
    const file = expect.stringMatching(/^Write \/.*hello\.txt$/)
    expect(events).toMatchObject([
      { hook: 'UserPromptSubmit', message: 'RUN_BASH1' },
      { hook: 'PreToolUse', message: 'Bash sleep 1; echo hello' },
      { hook: 'PostToolUse', message: 'Bash sleep 1; echo hello' },
      { hook: 'Stop' },
      { hook: 'UserPromptSubmit', message: 'RUN_WRITE' },
      { hook: 'PreToolUse', message: file },
      { hook: 'PermissionRequest', message: file },
      { hook: 'SessionEnd' },
    ])
    // The disk and the fleet of this server are well.
    expect(await tceJson(home, 'status')).toMatchObject({ problems: [] })
  })

  it('let the session go on beside a server that stands still, and beside one that is gone', async () => {
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
    server.child.kill('SIGCONT')
    server.child.kill('SIGTERM')
    await server.ended
    await turn()
    expect(claude.registry()?.status).toBe('idle')
  })
})
