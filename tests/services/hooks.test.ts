/** Hooks between their settings and the fleet: when they stand there, and what they tell of a session. */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import { ok } from '../../src/core/result.ts'
import { createHookInstalls } from '../../src/services/local/hook-installs.ts'
import { createHookReceiver } from '../../src/services/local/hooks.ts'
import { machine, payments } from './machine.ts'
import { realHooks, settingsOfBefore } from './real-hooks.ts'

function installs(parts = realHooks()) {
  const logged: string[] = []
  const hooks = createHookInstalls(parts, {
    log: { record: async ({ action, subject }) => void logged.push(`${action} ${subject}`) },
    heard: () => ({ total: 0, lastMinute: 0, sessionIds: [] }),
  })
  return { hooks, logged, text: () => readFileSync(parts.file, 'utf8'), file: parts.file }
}
const nobody = async () => false

describe('after a crash', () => {
  it('those that nobody listens to are taken out, and go in again where they are wanted', async () => {
    const parts = realHooks()
    const crashed = installs(parts)
    await crashed.hooks.begin()
    await crashed.hooks.install({}, ownUser('cli'))
    const { hooks, logged, text, file } = installs(parts)
    expect(await hooks.takeOutStranded(async (port) => port === 5111, ownUser('cli'))).toEqual([])
    expect(text()).not.toBe(settingsOfBefore)
    expect(await hooks.takeOutStranded(nobody, ownUser('cli'))).toEqual([file])
    expect(text()).toBe(settingsOfBefore)
    expect(logged).toEqual([`hooks.uninstall ${file}`])
    expect(await hooks.takeOutStranded(nobody, ownUser('cli'))).toEqual([])
    await hooks.begin()
    expect(text()).toContain('/api/hooks/claude')
  })
})

describe('a server', () => {
  it('that ends leaves those that post to another one', async () => {
    const parts = realHooks()
    const other = installs({ ...parts, port: () => 6000 })
    await other.hooks.begin()
    await other.hooks.install({}, ownUser('cli'))
    const { hooks, text } = installs(parts)
    await hooks.end()
    expect(text()).toContain('127.0.0.1:6000')
    await other.hooks.end()
    expect(text()).toBe(settingsOfBefore)
  })

  it('starts and ends where nothing can be written, and says so', async () => {
    const parts = realHooks()
    await installs(parts).hooks.install({}, ownUser('cli'))
    const full = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
    const { hooks } = installs({ ...parts, installer: { ...parts.installer, putIn: full, look: full } })
    await hooks.begin()
    expect(hooks.problem).toBe('Hooks are not in place (no space left on device).')
    await hooks.end()
  })

  it('tells of a file that it has to leave alone', async () => {
    const { hooks, file } = installs()
    await hooks.install({}, ownUser('cli'))
    writeFileSync(file, '{ // mine\n}')
    await hooks.begin()
    expect(hooks.problem).toMatch(/^Hooks are not in place: .* is left alone: line 1: a comment/)
  })
})

describe('what a hook tells of a session', () => {
  const sessionId = 'c0ffee00-0000-4000-8000-000000000001'
  const post = (body: object) => new TextEncoder().encode(JSON.stringify({ session_id: sessionId, ...body }))

  it('is in the fleet at the next look: what it waits for without its secrets, and that it lives', async () => {
    const { services, state } = machine([{ ...payments, sessionId, activity: 'busy', activitySinceMs: 0 }])
    state.nowMs = 1_000_000
    services.hookReceiver.receive(
      'claude',
      post({
        hook_event_name: 'PermissionRequest',
        tool_name: 'Bash',
        tool_input: { command: `curl -H "x-api-key: sk-ant-${'k'.repeat(40)}" shop` },
      }),
    )
    await services.hookReceiver.settled()
    const [agent] = (await services.fleet.read()).processes
    expect(agent).toMatchObject({ activity: 'waiting', lastActiveAt: '1970-01-01T00:16:40.000Z' })
    expect(agent?.asks).toContain('[redacted]')
    expect(agent?.asks).not.toContain('kkkk')
    expect((await services.hooks.read()).heard).toEqual({ total: 1, lastMinute: 1, sessionIds: [sessionId] })
    await services.close()
  })

  it('counts when the registry shows the session only a good second after it began', async () => {
    const { services, state } = machine([])
    services.hookReceiver.receive('claude', post({ hook_event_name: 'UserPromptSubmit', prompt: 'hello' }))
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    state.agents = [{ ...payments, sessionId, activity: 'busy', activitySinceMs: 0 }]
    await services.hookReceiver.settled()
    expect((await services.hooks.read()).heard.total).toBe(1)
    await services.close()
  })

  it('is nothing when no registry shows the session', async () => {
    const { services } = machine([{ ...payments, sessionId: 'another', activity: 'busy', activitySinceMs: 0 }])
    services.hookReceiver.receive('claude', post({ hook_event_name: 'PermissionRequest', tool_name: 'Bash' }))
    await services.hookReceiver.settled()
    expect((await services.hooks.read()).heard.total).toBe(0)
    await services.close()
  })
})

describe('a hook of a folder that is left out', () => {
  it('is kept without anything that was said, and tells what its session is at all the same', async () => {
    const captured: object[] = []
    const { hooksOf } = realHooks()
    const receiver = createHookReceiver(
      {
        hooksOf,
        maxEventBytes: () => 100_000,
        registeredSessions: async () => new Set(['s1']),
        isLeftOut: (folder) => folder === '/home/dev/private',
      },
      { capture: async (events) => ok([...events].map((event) => captured.push(event)) && []) },
      { clock: () => 5, reportError: (what) => expect.fail(what) },
    )
    const said = { session_id: 's1', hook_event_name: 'UserPromptSubmit', prompt: 'the launch code' }
    receiver.receive('claude', new TextEncoder().encode(JSON.stringify({ ...said, cwd: '/home/dev/private' })))
    receiver.receive('claude', new TextEncoder().encode(JSON.stringify({ ...said, cwd: '/home/dev/open' })))
    await receiver.settled()
    const [left, open] = captured
    expect(left).toMatchObject({ session_id: 's1', event_type: 'UserPromptSubmit' })
    expect(JSON.stringify(left)).not.toContain('launch')
    expect(open).toMatchObject({ message: 'the launch code' })
    expect(receiver.heard.of('s1')).toBeDefined()
  })
})
