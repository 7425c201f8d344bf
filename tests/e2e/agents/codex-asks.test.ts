/**
 * The genuine Codex asks by its app-server, and is answered through TCE: a command, a patch, with words, in its window first, with its window
 * gone, and by a server that was started again.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Approval } from '../../../src/core/waiting/approval.ts'
import type { WaitingItem, WaitingReport } from '../../../src/core/waiting/waiting-report.ts'
import { type AgentHome, makeAgentHome } from '../../tools/agents/agent-home.ts'
import { codexSettings } from '../../tools/agents/codex-settings.ts'
import { agentProgram } from '../../tools/agents/programs.ts'
import { openPty, type PtyScreen } from '../../tools/pty-screen.ts'
import { type RunningDashboard, runTce, startDashboard } from '../../tools/tce.ts'
import { waitFor } from '../../tools/wait-for.ts'

const { version, file, isThere } = agentProgram('codex')

let home: AgentHome
let cwd: string
let server: RunningDashboard
beforeEach(async () => {
  home = await makeAgentHome(() => ({}))
  cwd = home.project('shop')
  home.write('.codex/config.toml', codexSettings(home.model.url, cwd))
  server = await startDashboard(home)
})
afterEach(async () => {
  await server.stop()
  await home.close()
})

const open = (...args: readonly string[]): PtyScreen =>
  openPty({ argv: [file, ...args], env: home.env, cwd, columns: 110, rows: 40 })

async function api<T>(path: string, body?: unknown): Promise<{ readonly status: number; readonly body: T }> {
  const answer = await fetch(`${server.url}${path}`, {
    headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as T }
}

type Card = WaitingItem & { readonly approval: Approval }
const isCard = (item: WaitingItem): item is Card => item.approval !== undefined
/** Of this home alone: agents of others may ask on this machine, too, and their servers are heard as well. */
async function waiting(): Promise<Pick<WaitingReport, 'waiting' | 'over'>> {
  const { body } = await api<WaitingReport>('/api/waiting')
  const isOurs = (item: WaitingItem) => item.cwd === cwd
  return { waiting: body.waiting.filter(isOurs), over: body.over.filter(isOurs) }
}
const card = (window: PtyScreen) =>
  waitFor('a card', async () => (await waiting()).waiting.find(isCard), {
    // In a new home it first copies its daemon there.
    withinMs: 150_000,
    seen: () => window.screen.text(),
  })
const overCard = (id: string) =>
  waitFor('the card to be over', async () => (await waiting()).over.find((item) => item.id === id)?.approval?.outcome)
const made = (name: string, window: PtyScreen) =>
  waitFor(name, () => existsSync(join(cwd, name)), { withinMs: 30_000, seen: () => window.screen.text() })
const end = async (window: PtyScreen) => {
  window.kill()
  await window.ended
}

describe.skipIf(!isThere)(`Codex ${version} that asks`, { timeout: 240_000 }, () => {
  it('shows its command, folder and reason, and runs it when it is allowed, once or for the session', async () => {
    const window = open('ASK_SHELL touch one.txt')
    const asked = await card(window)
    expect(asked).toMatchObject({ kind: 'permission', agent: 'codex', project: 'shop', cwd, pid: expect.any(Number) })
    expect(asked.approval).toMatchObject({
      thing: { form: 'command', text: 'touch one.txt' },
      ...{ says: 'To be asked', through: 'host', answers: ['allow', 'always', 'deny'] },
      always: [{ reach: 'session' }, { reach: 'user', words: 'Every command that begins with touch one.txt' }],
    })
    expect(existsSync(join(cwd, 'one.txt'))).toBe(false)
    expect((await waiting()).waiting).toHaveLength(1)
    const allowed = await runTce(home, 'answer', asked.id, 'always')
    expect([allowed.code, allowed.stderr]).toEqual([0, ''])
    expect(allowed.stdout).toContain('allowed from now on')
    await made('one.txt', window)
    await window.shows('Done. This is answer')
    window.type('ASK_SHELL touch one.txt')
    await window.shows(/› ASK_SHELL touch one\.txt[\s\S]*› ASK_SHELL touch one\.txt/)
    // Text and Enter at once would be taken for something pasted.
    await sleep(300)
    window.type('\r')
    const calls = () => home.model.served.filter(({ call }) => call !== undefined).length
    await waitFor(
      'the same command to be run again',
      () => calls() === 2 && home.model.served.at(-1)?.call === undefined,
    )
    expect((await waiting()).waiting).toEqual([])
    expect(existsSync(join(home.dir, '.codex/rules/default.rules'))).toBe(false)
    await end(window)
  })

  it('hears why it may not, and goes on with that', async () => {
    const window = open('ASK_SHELL touch no.txt')
    const asked = await card(window)
    const denied = await api<Approval>(`/api/approvals/${asked.id}`, {
      ...{ nonce: asked.approval.nonce, answer: 'deny', text: 'use the other folder' },
    })
    expect(denied.body.outcome).toMatchObject({ answer: 'deny', confirmedAfterMs: expect.any(Number) })
    await waitFor('the words to reach the model', () =>
      home.model.served.some(({ asked: text }) => text.includes('other folder')),
    )
    expect(existsSync(join(cwd, 'no.txt'))).toBe(false)
    await end(window)
    const other = open('ASK_SHELL touch stop.txt')
    const again = await card(other)
    const answers = home.model.served.length
    const stopped = await runTce(home, 'answer', again.id, 'deny', '--stop')
    expect([stopped.code, stopped.stderr]).toEqual([0, ''])
    await other.shows(/interrupted/i)
    expect([home.model.served.length, existsSync(join(cwd, 'stop.txt'))]).toEqual([answers, false])
    await end(other)
  })

  it('shows the patch that it would apply, letter for letter', async () => {
    const window = open('-s', 'read-only', 'ASK_PATCH made.txt')
    const asked = await card(window)
    expect(asked.approval).toMatchObject({
      tool: 'apply_patch',
      thing: {
        ...{ form: 'change', file: join(cwd, 'made.txt'), isWhole: true },
        edits: [{ before: '', after: 'one\ntwo\n' }],
      },
    })
    const allowed = await runTce(home, 'answer', asked.id, 'allow')
    expect([allowed.code, allowed.stderr]).toEqual([0, ''])
    await made('made.txt', window)
    expect(readFileSync(join(cwd, 'made.txt'), 'utf8')).toBe('one\ntwo\n')
    await end(window)
  })

  it('and is answered in its window says so to who comes too late', async () => {
    const window = open('ASK_SHELL touch there.txt')
    const asked = await card(window)
    await window.shows('Would you like to run')
    window.type('y')
    await made('there.txt', window)
    expect(await overCard(asked.id)).toMatchObject({ kind: 'answered-there' })
    const late = await runTce(home, 'answer', asked.id, 'deny')
    expect([late.code, late.stdout]).toEqual([4, ''])
    await end(window)
  })

  it('is asked for anew by a server that was started again, and can be answered with its window gone', async () => {
    const window = open('ASK_SHELL touch gone.txt')
    const before = await card(window)
    await server.stop()
    server = await startDashboard(home)
    const asked = await card(window)
    expect(asked.id).not.toBe(before.id)
    await end(window)
    const allowed = await runTce(home, 'answer', asked.id, 'allow')
    expect([allowed.code, allowed.stderr]).toEqual([0, ''])
    await made('gone.txt', window)
  })
})
