/** When the queue of prompts begins to be worked on. */
import { expect, it } from 'vitest'
import { ok } from '../../src/core/result.ts'
import { createPrompts } from '../../src/services/local/prompts.ts'
import { realPrompts } from './real-prompts.ts'

function prompts() {
  let begun = 0
  const { openPrompts } = realPrompts()
  const beside = {
    looks: {
      read: () => Promise.reject(new Error('nobody looks')),
      scanFor: () => Promise.reject(new Error('nobody looks')),
    },
    log: { record: async () => {} },
    bus: { append: () => {} },
    ...{ hasHooks: async () => true, clock: Date.now, reportError: () => {} },
  }
  const service = createPrompts(
    {
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
  return { service, begun: () => begun }
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
