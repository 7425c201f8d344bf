/** What the genuine Claude Code posted to `http` hooks (recorded), over HTTP: what it becomes, who may, and that nothing holds an agent up. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard, unknownPeers } from './running-dashboard.ts'

const folder = fileURLToPath(new URL('../fixtures/claude/hooks/', import.meta.url))
const bodyOf = (name: string) => (JSON.parse(readFileSync(`${folder}hook-${name}.json`, 'utf8')) as { body: Body }).body
interface Body {
  readonly [field: string]: unknown
  readonly session_id: string
  readonly hook_event_name: string
}
interface Event {
  readonly [field: string]: unknown
  readonly data: Body
}

const secret = `tcehook_${'s'.repeat(43)}`
const hookSecret = async () => secret
let dashboard: TestDashboard
beforeAll(async () => {
  dashboard = await startTestDashboard({ hookSecret })
})
afterAll(async () => {
  await dashboard.close()
  await dashboard.services.close()
})

const session = 'c0ffee00-0000-4000-8000-000000000001'
const post = (body: unknown, { to = dashboard, path = '/api/hooks/claude', authorization = `Bearer ${secret}` } = {}) =>
  fetch(`${to.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: authorization },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
async function kept(): Promise<readonly Event[]> {
  await dashboard.services.hookReceiver.settled()
  const answer = await dashboard.fetch('/events?source=claude-hooks&order=oldest&limit=1000')
  return ((await answer.json()) as { events: readonly Event[] }).events
}
async function becomes(body: Body): Promise<Event | undefined> {
  dashboard.services.registered.add(body.session_id)
  const before = (await kept()).length
  const answer = await post(body)
  expect([answer.status, await answer.text()]).toEqual([200, '{}'])
  return (await kept())[before]
}

describe('a hook', () => {
  it.each([
    ['UserPromptSubmit', 'info', 'hello'],
    ['PreToolUse-Bash', 'info', /^Bash \S/],
    ['PermissionRequest-AskUserQuestion', 'warn', /^AskUserQuestion .*\?$/],
    ['PermissionRequest-Bash-in-subagent', 'warn', /^Bash \S/],
    ['PostToolUse-Write', 'info', /^Write \/\S+$/],
    ['Stop', 'info', /^Done\. This is mock answer/],
    ['StopFailure', 'error', /^API Error: 529/],
    ['Notification-permission_prompt', 'warn', 'Claude needs your permission'],
    ['Notification-idle_prompt', 'info', 'Claude is waiting for your input'],
    ['SessionEnd-other', 'info', 'other'],
    ['Elicitation', 'warn', 'tce Which environment?'],
  ])('%s becomes an event in words, of its session', async (name, level, message) => {
    const body = bodyOf(name)
    const event = await becomes(body)
    expect(event).toMatchObject({
      source: 'claude-hooks',
      event_type: body.hook_event_name,
      hook: body.hook_event_name,
      agent: 'claude',
      session_id: body.session_id,
      level,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      data: body,
    })
    for (const field of ['tool_name', 'tool_use_id', 'agent_id', 'duration_ms'])
      expect(event?.[field]).toBe(body[field])
  })

  it('of every recorded kind is kept whole, and one that nobody knows by its name', async () => {
    const names = readdirSync(folder).map((name) => name.slice('hook-'.length, -'.json'.length))
    expect(names.length).toBeGreaterThan(20)
    for (const name of names) expect((await becomes(bodyOf(name)))?.data).toEqual(bodyOf(name))
    const event = await becomes({ session_id: session, hook_event_name: 'MoonRise', phase: 'full' })
    expect(event).toMatchObject({ event_type: 'MoonRise', message: null, data: { phase: 'full' } })
  })

  it('is stored without its secrets: by their looks, by their names, and all of an .env file', async () => {
    const key = `sk-ant-${'k'.repeat(40)}`
    const event = await becomes({
      session_id: session,
      hook_event_name: 'PreToolUse',
      tool_name: 'mcp__db__connect',
      tool_input: { command: `curl -H "x-api-key: ${key}"`, password: 'correct horse', tce: secret },
    })
    expect(event?.['message']).toContain('[redacted]')
    expect(JSON.stringify(event)).not.toMatch(/k{20}|correct horse|s{20}/)
    const env = await becomes({
      session_id: session,
      hook_event_name: 'PostToolUse',
      tool_name: 'Read',
      tool_input: { file_path: '/home/dev/.env' },
      tool_response: { file: { content: 'colour=blue\n' } },
    })
    expect(env?.data['tool_response']).toEqual({ file: { content: 'colour=[redacted]\n' } })
  })

  it('that is longer than an event may be is kept shortened; at most 1 MiB is read', async () => {
    const long = (characters: number) => ({
      session_id: session,
      hook_event_name: 'PreToolUse',
      tool_name: 'Write',
      tool_input: { file_path: '/a', content: 'x'.repeat(characters), lines: Array(20).fill('y'.repeat(10_000)) },
    })
    const event = await becomes(long(700_000))
    expect(event).toMatchObject({ message: 'Write /a', tool_name: 'Write' })
    expect(JSON.stringify(event).length).toBeLessThan(512 * 1024)
    expect(JSON.stringify(event)).toContain('… (700000 characters)')
    const before = (await kept()).length
    const tooLong = await post(long(5_000_000))
    expect([tooLong.status, await tooLong.text()]).toEqual([200, '{}'])
    expect(await kept()).toHaveLength(before)
  })
})

describe('the answer is 200 {} and nothing is kept', () => {
  it.each([
    ['of a session that no registry shows', { session_id: 'unseen', hook_event_name: 'Stop' }],
    ['without a session', { hook_event_name: 'Stop' }],
    ['without a name', { session_id: session }],
    ['with a name that is none', { session_id: session, hook_event_name: 'a b\u001b' }],
    ['that is no object', [1]],
    ['that is no JSON', '{"session_id":'],
    ['that is nested without end', '['.repeat(200_000)],
    ['that is empty', ''],
  ])('to one %s', async (_, body) => {
    dashboard.services.registered.add(session)
    const before = (await kept()).length
    const answer = await post(body)
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
    expect(await kept()).toHaveLength(before)
    expect(dashboard.services.hookErrors).toEqual([])
  })

  it('to one of an agent that posts none', async () => {
    expect((await post(bodyOf('Stop'), { path: '/api/hooks/nobody' })).status).toBe(200)
  })

  it('to one that is nested deeper than anybody reads, of which the rest is kept', async () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    const event = await post(`{"session_id":"${session}","hook_event_name":"PreToolUse","tool_input":${deep}}`)
    expect(event.status).toBe(200)
    expect((await kept()).at(-1)).toMatchObject({ event_type: 'PreToolUse', data: { tool_input: { a: {} } } })
  })

  it('where the store fails, or never answers: the agent waits for neither', async () => {
    await using broken = await startTestDashboard({ hookSecret })
    broken.services.registered.add(session)
    const captured: unknown[] = []
    const never = Promise.withResolvers<never>()
    const answers = [() => Promise.reject(new Error('no space left on device')), () => never.promise]
    ;(broken.services as { events: object }).events = {
      capture: (events: readonly unknown[]) => {
        captured.push(...events)
        return (answers.shift() ?? (() => never.promise))()
      },
    }
    const body = { session_id: session, hook_event_name: 'Stop' }
    expect((await post(body, { to: broken })).status).toBe(200)
    await broken.services.hookReceiver.settled()
    expect(broken.services.hookErrors).toMatchObject([{ message: 'no space left on device' }])
    for (let i = 0; i < 5; i += 1) expect((await post(body, { to: broken })).status).toBe(200)
    expect(captured).toHaveLength(2)
  })

  it('within 50 ms, also beside bodies of 1 MB that have to be looked through', async () => {
    const large = {
      session_id: session,
      hook_event_name: 'Stop',
      texts: Array(15).fill(`token=${'z'.repeat(64_000)}\n`),
    }
    const times: number[] = []
    const bare: number[] = []
    const timed = async (into: number[], answer: Promise<Response>, startedAt = performance.now()) => {
      await (await answer).text()
      into.push(performance.now() - startedAt)
    }
    for (let i = 0; i < 20; i += 1) {
      await timed(bare, dashboard.fetch('/api/health'))
      await timed(times, post(i % 4 === 0 ? large : bodyOf('Stop')))
    }
    await dashboard.services.hookReceiver.settled()
    // The machine of the test may be slow or stand still; so is then an answer that looks through nothing.
    const usual = (of: number[]) => of.sort((a, b) => a - b)[Math.floor(of.length * 0.75)] ?? 0
    expect(times).toHaveLength(20)
    expect(usual(times) - usual(bare)).toBeLessThan(50)
  })
})

describe('who may', () => {
  it('post hooks: the secret alone, and nobody with another one, a key, the token or none', async () => {
    const { secret: key } = (await (await dashboard.post('/api/keys', { label: 'no-hook' })).json()) as never
    const status = async (authorization: string) => (await post(bodyOf('Stop'), { authorization })).status
    expect(await status(`Bearer ${secret}`)).toBe(200)
    expect(await status(`Bearer tcehook_${'x'.repeat(43)}`)).toBe(401)
    expect(await status(`Bearer ${key}`)).toBe(403)
    expect(await status(`Bearer ${dashboard.token}`)).toBe(403)
    expect(await status('')).toBe(401)
  })

  it('do anything else with the secret: nobody', async () => {
    const headers = { Authorization: `Bearer ${secret}` }
    for (const path of ['/api/processes', '/events', '/api/settings', '/api/keys']) {
      expect((await dashboard.fetch(path, { headers })).status).toBe(403)
    }
    for (const path of ['/events', '/api/kill', '/api/keys', '/api/settings', '/api/session/link']) {
      expect((await dashboard.post(path, {}, headers)).status).toBe(403)
    }
  })

  it('post from another user, where the system tells whose program it is; without a secret nobody', async () => {
    const peersOf = (uid: number | undefined) => ({ ownUid: 501, tellsRequests: true, uidOf: async () => uid })
    const statuses: number[] = []
    for (const peers of [peersOf(501), peersOf(502), peersOf(undefined), unknownPeers]) {
      await using other = await startTestDashboard({ hookSecret, peers })
      statuses.push((await post(bodyOf('Stop'), { to: other })).status)
    }
    expect(statuses).toEqual([200, 401, 401, 200])
    await using without = await startTestDashboard()
    expect((await post(bodyOf('Stop'), { to: without })).status).toBe(401)
  })

  it('post from a page: nobody, whatever it knows', async () => {
    const answer = await fetch(`${dashboard.url}/api/hooks/claude`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${secret}`, Origin: 'https://evil.example' },
      body: '{}',
    })
    expect(answer.status).toBe(403)
  })
})
