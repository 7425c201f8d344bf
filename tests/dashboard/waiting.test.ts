/** Answering over HTTP: who may, and that an agent's connection is held open until then. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problemOf, startTestDashboard, type TestDashboard } from './running-dashboard.ts'

const secret = `tcehook_${'s'.repeat(43)}`
let dashboard: TestDashboard
beforeAll(async () => {
  dashboard = await startTestDashboard({ hookSecret: async () => secret })
})
afterAll(async () => {
  await dashboard.close()
  await dashboard.services.close()
})

const answer = (headers: Record<string, string> = {}, body: object = { nonce: 'n', answer: 'allow' }) =>
  dashboard.post('/api/approvals/wq3kf', body, headers)

describe('an answer', () => {
  it('is taken from who holds the token, under the name of the program', async () => {
    expect(await problemOf(await answer({ 'TCE-Client': 'tray' }))).toMatchObject({ status: 404, code: 'not-found' })
    expect(dashboard.services.answers.at(-1)).toMatchObject({ id: 'wq3kf', actor: { kind: 'token', name: 'tray' } })
  })

  it.each([
    ['an agent that calls tce itself', () => ({ 'TCE-Agent': 'payments-api' }), 403, 'person-needed'],
    ['the secret of the hooks', () => ({ Authorization: `Bearer ${secret}` }), 403, 'not-permitted'],
    ['a wrong token', () => ({ Authorization: `Bearer ${'0'.repeat(64)}` }), 401, 'wrong-token'],
    ['a page of others', () => ({ Origin: 'https://evil.example' }), 403, 'origin-not-allowed'],
  ] as const)('is not taken from %s', async (_, headers, status, code) => {
    const before = dashboard.services.answers.length
    expect(await problemOf(await answer(headers()))).toMatchObject({ status, code })
    expect(dashboard.services.answers).toHaveLength(before)
  })

  it('is not taken from the same user without the token, who may read', async () => {
    const headers = { 'Content-Type': 'application/json' }
    const unsigned = await dashboard.fetch('/api/approvals/wq3kf', {
      method: 'POST',
      headers,
      body: '{"nonce":"n","answer":"allow"}',
    })
    expect([401, 403]).toContain(unsigned.status)
  })

  it.each([
    [{ answer: 'allow' }, 'nonce'],
    [{ nonce: 'n', answer: 'yes' }, 'answer'],
    [{ nonce: 'n', answer: 'allow', updatedInput: {} }, 'updatedInput'],
  ])('%j is none: it says why', async (body, words) => {
    const { status, code, message } = await problemOf(await answer({}, body))
    expect([status, code]).toEqual([400, 'bad-request'])
    expect(message).toContain(words)
  })
})

describe('the limits', () => {
  it('of answers are their own: who kills has answers left', async () => {
    await using other = await startTestDashboard({ changeLimit: { burst: 2, refillMs: 60_000 } })
    const kill = () => other.post('/api/kill/1')
    await kill()
    await kill()
    expect((await kill()).status).toBe(429)
    const again = () => other.post('/api/approvals/wq3kf', { nonce: 'n', answer: 'deny' })
    expect([(await again()).status, (await again()).status]).toEqual([404, 404])
    expect(await problemOf(await again())).toMatchObject({ status: 429, code: 'too-many-answers' })
  })
})
