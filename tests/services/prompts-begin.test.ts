/** When the queue of prompts begins to be worked on. */
import { expect, it } from 'vitest'
import { ok } from '../../src/core/result.ts'
import { days, hours } from '../../src/core/time/duration.ts'
import type { PromptStore } from '../../src/prompts/prompt-store.ts'
import { createPrompts } from '../../src/services/local/prompts.ts'
import { inTmux, realPrompts } from './real-prompts.ts'

function prompts(keepPromptsForMs?: () => number) {
  let begun = 0
  let nowMs = Date.now()
  let store: PromptStore | undefined
  const { openPrompts } = realPrompts(
    () => inTmux,
    (opened) => (store = opened),
  )
  const beside = {
    looks: {
      read: () => Promise.reject(new Error('nobody looks')),
      scanFor: () => Promise.reject(new Error('nobody looks')),
    },
    log: { record: async () => {} },
    bus: { append: () => {} },
    ...{ hasHooks: async () => true, clock: () => nowMs, reportError: () => {} },
  }
  const service = createPrompts(
    {
      keepPromptsForMs,
      async openPrompts(wiring) {
        const opened = await openPrompts(wiring)
        const begin = async () => {
          begun += 1
        }
        return opened.ok ? ok({ ...opened.value, begin }) : opened
      },
    },
    beside as unknown as Parameters<typeof createPrompts>[1],
  )
  return { service, begun: () => begun, store: () => store, goOn: (ms: number) => (nowMs += ms) }
}

it('it begins once, also where a page asked for the queue before the program served', async () => {
  const { service, begun } = prompts()
  await service.queue()
  expect(begun()).toBe(0)
  await service.begin()
  await service.queue()
  expect(begun()).toBe(1)
  await service.close()
})

it('what is over goes with its text after as many days as they are kept, and before that it stays', async () => {
  const { service, store, goOn } = prompts(() => days(30))
  await service.queue()
  const target = { pid: 7, start: '1', agent: 'claude', sessionId: 's1' }
  const added = await store()?.add({
    ...{ target, text: 'once', when: { kind: 'idle' }, isCommand: false },
    ...{ createdBy: { kind: 'own-user', name: 'cli' }, createdAtMs: Date.now(), expiresAtMs: Date.now() + hours(1) },
  })
  const id = added?.id ?? ''
  await store()?.step(id, 'cancel', { nowMs: Date.now() })
  goOn(days(29))
  await service.begin()
  expect(await service.find(id)).toMatchObject({ text: 'once' })
  goOn(days(2))
  await service.begin()
  expect(await service.find(id)).toBeUndefined()
  await service.close()
})
