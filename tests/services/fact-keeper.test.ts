import { expect, it } from 'vitest'
import type { NewCaptured } from '../../src/core/captured/captured-event.ts'
import type { BusEvent } from '../../src/core/events/event.ts'
import { allEventTypes } from '../../src/core/events/event-types.ts'
import { err } from '../../src/core/result.ts'
import { createBus } from '../../src/services/local/bus.ts'
import { createFactKeeper, type KeptFact } from '../../src/services/local/fact-keeper.ts'
import { realEvents } from './real-events.ts'

const pinned = (pid: number, once?: string) => {
  const data = { agentId: `${pid}:1`, pid, agent: 'claude', role: 'interactive' }
  return { type: 'agent.pinned', data, once } as const
}
const fact = { ...pinned(1), at: '2026-11-20T10:00:00.000Z', machine: 'm' }
const report = (message: string, cause: unknown) => {
  throw new Error(message, { cause })
}

/** A bus whose facts are kept by this, and all that it tells. */
function busThat(keepFact: (pid: number, once: string | undefined) => Promise<KeptFact>) {
  const told: BusEvent[] = []
  const bus = createBus({
    machine: () => 'm',
    states: () => ({}),
    clock: () => 0,
    keepFact: ({ data, once }) => keepFact('pid' in data ? Number(data.pid) : 0, once),
    reportError: report,
  })
  bus.follow(allEventTypes, (event) => told.push(event))
  return { bus, told }
}

it('is told in the order it happened, whichever is on disk first; a state does not wait for it, and places grow', async () => {
  const first = Promise.withResolvers<KeptFact>()
  const { bus, told } = busThat((pid) => (pid === 1 ? first.promise : Promise.resolve({ eventId: 12, isKnown: false })))
  bus.append(pinned(1))
  bus.append(pinned(2))
  bus.append({ type: 'usage.changed', data: {} })
  first.resolve({ eventId: 11, isKnown: false })
  await bus.settled()
  expect(told.map(({ type, event_id }) => [type, event_id])).toEqual([
    ['usage.changed', undefined],
    ['agent.pinned', 11],
    ['agent.pinned', 12],
  ])
  const places = told.map(({ id }) => id)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(new Set(places).size).toBe(3)
})

it('is told without a number where the disk takes nothing, or not in time', async () => {
  const full = err({ kind: 'unwritable', message: 'full', retryAfterMs: 1 } as const)
  expect(await createFactKeeper({ capture: async () => full }, report)(fact)).toEqual({ isKnown: false })
  const never = createFactKeeper({ capture: () => new Promise(() => {}) }, report, 5)
  expect(await never(fact)).toEqual({ isKnown: false })
})

it('is told all the same when keeping it fails, which goes to the log', async () => {
  const failures: string[] = []
  const broken = async (): Promise<never> => {
    throw new Error('a bug')
  }
  const keep = createFactKeeper({ capture: broken }, (message) => void failures.push(message))
  expect(await keep(fact)).toEqual({ isKnown: false })
  expect(failures).toEqual(['agent.pinned could not be kept'])
})

it('is told once under its name, also in other words, and by the program that comes after this one', async () => {
  const { openEvents } = realEvents()
  const tellAgain = async () => {
    const events = await openEvents(report)
    const keep = createFactKeeper(events, report)
    const { bus, told } = busThat(async (pid, once) => keep({ ...fact, ...pinned(pid, once) }))
    for (const one of [pinned(1, 'a'), pinned(1, 'a'), pinned(3, 'a'), pinned(2)]) bus.append(one)
    await bus.settled()
    await events.close()
    return told.map(({ event_id }) => event_id)
  }
  expect(await tellAgain()).toEqual([1, 2])
  expect(await tellAgain()).toEqual([3])
})

it('has no name of a sender where it needs none: of what comes once nothing more is kept', async () => {
  const captured: NewCaptured[] = []
  const keep = createFactKeeper(
    {
      async capture(events) {
        captured.push(...events)
        return { ok: true, value: [{ status: 'captured', eventId: 1 }] }
      },
    },
    report,
  )
  await keep(fact)
  await keep({ ...fact, once: 'a' })
  expect(captured.map(({ senderId }) => senderId)).toEqual([undefined, 'm a'])
})
