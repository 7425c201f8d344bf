/** The genuine Codex is given prompts through TCE: when it is idle, on the way, and with a server that is killed meanwhile. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { QueueReport } from '../../../src/core/prompts/prompt-report.ts'
import { type AgentHome, makeAgentHome } from '../../tools/agents/agent-home.ts'
import { codexSettings } from '../../tools/agents/codex-settings.ts'
import { agentProgram } from '../../tools/agents/programs.ts'
import { openPty, type PtyScreen } from '../../tools/pty-screen.ts'
import { type RunningDashboard, runTce, startDashboard, status, tceJson } from '../../tools/tce.ts'
import { waitFor } from '../../tools/wait-for.ts'

const { version, file, isThere } = agentProgram('codex')

let home: AgentHome
let cwd: string
let server: RunningDashboard
let window: PtyScreen
beforeEach(async () => {
  home = await makeAgentHome(() => ({}))
  cwd = home.project('shop')
  home.write('.codex/config.toml', codexSettings(home.model.url, cwd))
  server = await startDashboard(home)
  window = openPty({ argv: [file, 'hello'], env: home.env, cwd, columns: 110, rows: 40 })
})
afterEach(async () => {
  window.kill()
  await window.ended
  await server.stop()
  await home.close()
})

const seen = { withinMs: 60_000, seen: () => window.screen.text() }
const idleOne = () =>
  waitFor(
    'an idle session',
    async () => (await status(home)).processes.find((one) => one.activity === 'idle' && one.sessionId),
    seen,
  )
const stateOf = async (id: string) => {
  const { sessions, recent } = await tceJson<QueueReport>(home, 'queue')
  return [...recent, ...sessions.flatMap(({ prompts }) => prompts)].find((one) => one.id === id)?.state
}
const takenBy = (text: string) =>
  home.model.served.filter(({ asked, hadTools }) => hadTools && asked.includes(text)).length

describe.skipIf(!isThere)(`Codex ${version} that is given prompts`, { timeout: 240_000 }, () => {
  it('takes one when it is idle, and a word on the way, each once; its queue stops when the turn is interrupted', async () => {
    const { pid } = await idleOne()
    const foreseen = await runTce(home, 'send', String(pid), 'a word', '--dry-run')
    expect(foreseen.stdout).toContain('given to its app-server as you')
    const sent = await runTce(home, 'send', String(pid), '/status is words here: RUN_STILL')
    expect([sent.code, sent.stderr]).toEqual([0, ''])
    await waitFor('the first to be delivered', async () => (await stateOf('q1')) === 'delivered', seen)
    await waitFor('the model to be asked', () => home.model.stillAsking() > 0, seen)
    await runTce(home, 'send', String(pid), 'a word on the way', '--when', 'now')
    await waitFor('the word to leave', async () => (await stateOf('q2')) === 'sent', seen)
    await runTce(home, 'send', String(pid), 'and this when it is idle')
    window.type('\u001b')
    const stopped = async () => (await tceJson<QueueReport>(home, 'queue')).sessions[0]?.stop?.why
    await waitFor('the queue to stop', async () => (await stopped()) !== undefined, seen)
    // The word went with the turn that was interrupted, or nobody knows.
    expect(['interrupted', 'unknown']).toContain(await stopped())
    expect(takenBy('when it is idle')).toBe(0)
  })

  it('is interrupted by its app-server, told once, and then takes what it was interrupted for', async () => {
    const { pid } = await idleOne()
    await runTce(home, 'send', String(pid), 'RUN_STILL')
    await waitFor('the model to be asked', () => home.model.stillAsking() > 0, seen)
    const foreseen = await runTce(home, 'send', String(pid), 'stop there', '--when', 'interrupt', '--dry-run')
    expect(foreseen.stdout.replace(/\s+/g, ' ')).toContain('after that server, told once, has broken off what it is at')
    const sent = await runTce(home, 'send', String(pid), 'stop there', '--when', 'interrupt', '--yes')
    expect([sent.code, sent.stderr]).toEqual([0, ''])
    expect(sent.stdout.replace(/\s+/g, ' ')).toContain(
      'Its app-server was told once to interrupt it, and its turn was interrupted',
    )
    expect(takenBy('stop there')).toBe(1)
    const { entries } = await tceJson<{ entries: readonly { action: string; outcome: string }[] }>(home, 'log')
    expect(entries.filter(({ action }) => action === 'agent.interrupt')).toMatchObject([{ outcome: 'interrupted' }])
    // At rest there is nothing to interrupt: it is just sent.
    const again = await runTce(home, 'send', String(pid), 'and this', '--when', 'interrupt', '--yes')
    expect([again.code, again.stdout.includes('told once')]).toEqual([0, false])
  })
})
