/** Who is interrupted by a hard budget: once, when no tool runs, and what is said of it. On the real store of alerts. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openAlertStore } from '../../src/alerts/alert-store.ts'
import { covers, type ReachedBudget } from '../../src/core/alerts/budgets.ts'
import type { FleetAgentReport } from '../../src/core/process/report.ts'
import { err, ok } from '../../src/core/result.ts'
import { guardBudgets } from '../../src/services/local/budget-guard.ts'
import { busy, fleet, waiting } from '../tray/fleet.ts'

const budget: ReachedBudget = {
  ...{ ruleId: 'shop', key: 'shop/2026-11-27/5', per: 'day', allowedUsd: 5, spentUsd: 5.4, project: 'shop' },
}
const at = { sessionId: 's1' }
const working = { ...busy(1, 'shop', 'fix'), ...at, name: 'fix' }

function setUp(dir = mkdtempSync(join(tmpdir(), 'tce-guard-'))) {
  const store = openAlertStore(dir, 'm')
  if (!store.ok) throw new Error(store.error)
  const world = { reached: [budget], tools: [] as unknown[], refused: undefined as string | undefined, nowMs: 1e12 }
  const [pressed, logged, told]: [string[], string[], string[]] = [[], [], []]
  const guard = guardBudgets({
    reached: async (agent) => world.reached.filter((one) => covers(one, agent)),
    openCalls: async () => world.tools,
    interrupted: store.value.interrupted,
    async breakOff({ sessionId }, { whyNot, begin }) {
      const why = (await whyNot()) ?? world.refused
      if (why !== undefined) return err(why)
      await begin()
      pressed.push(sessionId)
      return ok({ outcome: 'interrupted', by: 'esc', through: 'tmux pane %7', afterMs: 200 })
    },
    log: { record: async ({ outcome, message }) => void logged.push(`${outcome}: ${message}`) },
    tell: (_, { title }) => told.push(title),
    clock: () => world.nowMs,
    reportError: (message, cause) => {
      throw new Error(message, { cause })
    },
    lookEveryMs: 5,
  })
  const close = async () => {
    await guard.stop()
    await store.value.close()
  }
  const show = async (...agents: readonly FleetAgentReport[]) => {
    guard.takeFleet(fleet(...agents))
    await guard.settled()
  }
  return { dir, world, pressed, logged, told, close, show, store: store.value }
}

it('interrupts who is at work once, also over a restart; not others, and again in the next window', async () => {
  const first = setUp()
  const others = [
    { ...busy(2, 'notes', 'sorting'), sessionId: 's2' },
    { ...waiting(3, 'shop'), sessionId: 's3' },
  ]
  await first.show(working, ...others)
  await first.show(working, ...others)
  expect(first.pressed).toEqual(['s1'])
  expect(first.logged).toEqual([
    'interrupted: The budget “shop” is used up: over $5.00 today for shop. Esc was pressed once in tmux pane %7, and its turn was interrupted after 0.2 s.',
  ])
  expect(first.told).toEqual(['shop · fix was interrupted by its budget'])
  await first.close()
  const second = setUp(first.dir)
  onTestFinished(second.close)
  await second.show(working, ...others)
  expect(second.pressed).toEqual([])
  second.world.reached = [{ ...budget, key: 'shop/2026-11-28/5' }]
  await second.show(working)
  expect(second.pressed).toEqual(['s1'])
})

it('presses no second key after everything that was told is deleted, with who was interrupted', async () => {
  const { pressed, show, close, store } = setUp()
  onTestFinished(close)
  await show(working)
  expect(await store.interrupted.has(budget.key, working.id)).toBe(true)
  await store.forget(undefined)
  expect(await store.interrupted.has(budget.key, working.id)).toBe(false)
  await show(working)
  expect(pressed).toEqual(['s1'])
})

it('waits while a tool runs, and comes back by itself when it has ended', async () => {
  const { world, pressed, logged, show, close } = setUp()
  onTestFinished(close)
  world.tools = [{}]
  await show(working)
  expect([pressed, logged]).toEqual([[], []])
  world.tools = []
  await expect.poll(() => pressed).toEqual(['s1'])
})

it('says once that it could not be interrupted and why, tries again later, and presses once when it can', async () => {
  const { world, pressed, logged, told, show, close } = setUp()
  onTestFinished(close)
  world.refused = 'TCE has no key that would interrupt it.'
  await show(working)
  world.nowMs += 6_000
  await show(working)
  expect([pressed, told]).toEqual([[], ['shop · fix goes on over its budget']])
  expect(logged).toEqual([expect.stringContaining('It could not be interrupted. TCE has no key')])
  world.refused = undefined
  world.nowMs += 6_000
  await expect.poll(() => pressed).toEqual(['s1'])
})

it('does nothing while no budget is used up', async () => {
  const { world, pressed, show, close } = setUp()
  onTestFinished(close)
  world.reached = []
  await show(working)
  expect(pressed).toEqual([])
})
