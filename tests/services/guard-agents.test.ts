/** Which prompt an agent that calls `tce` by itself may say of that it is done. */
import { expect, it } from 'vitest'
import type { PromptReport } from '../../src/core/prompts/prompt-report.ts'
import { ok } from '../../src/core/result.ts'
import type { InsideAgent } from '../../src/core/rights/agent-rights.ts'
import { createAgentGuard, guardServices } from '../../src/services/guard-agents.ts'
import { fakeServices } from '../cli/fake-services.ts'

const prompt: PromptReport = {
  ...{ id: 'q41', target: { pid: 100, start: '1', agent: 'claude', sessionId: 's1' }, text: 'hello', when: 'idle' },
  ...{
    isCommand: false,
    state: 'answered',
    stateSince: '2026-11-20T10:00:00.000Z',
    createdAt: '2026-11-20T10:00:00.000Z',
  },
  ...{ createdBy: { kind: 'own-user', name: 'cli' }, expiresAt: '2026-11-20T22:00:00.000Z' },
}

function askedBy(inside: InsideAgent | undefined) {
  const services = fakeServices()
  const prompts = { ...services.prompts, find: async () => prompt, done: async () => ok(prompt) }
  const guard = createAgentGuard(
    async () => inside,
    async () => [],
  )
  return guardServices({ ...services, prompts }, guard).prompts.done('q41')
}

it('an agent says that a prompt is done which its own session was sent; a person says it of any', async () => {
  expect(await askedBy({ pid: 100, label: 'shop' })).toEqual(ok(prompt))
  expect(await askedBy(undefined)).toEqual(ok(prompt))
  await expect(askedBy({ pid: 200, label: 'blog' })).rejects.toThrow('another session’s')
})

it('an agent that may change settings does not change the fence around agents', async () => {
  const guard = createAgentGuard(
    async () => ({ pid: 100, label: 'shop' }),
    async () => ['settings'],
  )
  const services = fakeServices()
  const book = {
    ...services.settings,
    change: async () => ({ ok: false, error: { kind: 'not-allowed', message: 'asked' } }),
  }
  const { settings } = guardServices({ ...services, settings: book as typeof services.settings }, guard)
  const me = { kind: 'own-user', name: 'cli' } as const
  await expect(settings.change({ 'refresh.idle_seconds': 30 }, me)).resolves.toMatchObject({ ok: false })
  await expect(settings.change({ 'sandbox.extra_write': ['/'] }, me)).rejects.toThrow(/person|user/i)
})
