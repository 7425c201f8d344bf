/** The bus, in this program and through a server: the same events, in the same order, with the same ids. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownUser } from '../../src/core/audit/audit.ts'
import type { BusEvent } from '../../src/core/events/event.ts'
import type { EventType } from '../../src/core/events/event-types.ts'
import { allEventTypes } from '../../src/core/events/event-types.ts'
import type { FollowOptions } from '../../src/services/bus.ts'
import { type Machine, machine, payments } from './machine.ts'
import { type Opened, until } from './services.contract.ts'

export function testBus(name: string, open: (machine: Machine) => Promise<Opened>): void {
  let given: Machine
  let opened: Opened
  const begin = async (...of: Parameters<typeof machine>) => {
    given = machine(...of)
    opened = await open(given)
  }
  const end = async () => {
    await opened.close()
    await given.services.close()
  }
  beforeEach(() => begin())
  afterEach(end)

  const facts = allEventTypes.filter((type) => !type.endsWith('.changed'))

  /** Begun, so that what happens from now on is told. */
  async function follow(types: readonly EventType[], options: FollowOptions = {}) {
    const events: BusEvent[] = []
    const begins: { readonly place: number; readonly isGap: boolean }[] = []
    const onBegin = (place: number, isGap: boolean) => void begins.push({ place, isGap })
    const stop = opened.services.bus.follow(types, (event) => events.push(event), { ...options, onBegin })
    await until(() => begins.length > 0)
    return { events, begins, stop, types: () => events.map(({ type }) => type) }
  }

  /** As the machine's own looks would tell it. */
  async function show(...agents: Machine['state']['agents'][number][]): Promise<void> {
    given.state.agents = agents
    await given.services.fleet.read()
  }

  describe(`the bus, ${name}`, () => {
    it('begins with the fleet as it is', async () => {
      const { events } = await follow(['fleet.changed'])
      await until(() => events.length > 0)
      expect(events[0]).toMatchObject({
        type: 'fleet.changed',
        machine: 'a-machine',
        at: new Date(given.state.nowMs).toISOString(),
        data: { processes: [{ pid: payments.pid }] },
      })
    })

    it('tells what happened, each fact once, in order, with growing ids', async () => {
      await show(payments)
      const { events, types } = await follow(facts)
      await show({ ...payments, activity: 'waiting', waitingFor: 'permission' })
      await show()
      await until(() => events.length === 2)
      expect(types()).toEqual(['agent.waiting', 'agent.ended'])
      expect(events[0]).toMatchObject({
        data: { agentId: '48213:1000', project: 'payments-api', waitingFor: 'permission' },
      })
      expect(events[1]?.id).toBeGreaterThan(events[0]?.id ?? 0)
    })

    it('tells only of the types that were asked for', async () => {
      await show(payments)
      const { events, types } = await follow(['agent.started', 'usage.changed'])
      await given.services.usage.report({ by: 'day' })
      await show(payments, { ...payments, pid: 2, start: '2', sessionId: 's' })
      given.state.ledgerChanged()
      await until(() => events.length === 2)
      expect(types()).toEqual(['agent.started', 'usage.changed'])
    })

    it('tells who was ended by whom, a pin, and which settings were changed', async () => {
      const second = { ...payments, pid: 2, start: '2', project: 'docs' }
      await show(payments, second)
      const { events, types } = await follow(
        allEventTypes.filter((type) => type !== 'fleet.changed' && type !== 'waiting.changed'),
      )
      await opened.services.fleet.pin(second, ownUser('cli'))
      await opened.services.fleet.kill({ targets: [{ pid: 48213, start: '1000' }], force: true }, ownUser('cli'))
      await opened.services.settings.change({ 'refresh.idle_seconds': 30 }, ownUser('cli'))
      await opened.services.settings.change({ 'refresh.wrong': 30 }, ownUser('cli'))
      await until(() => events.length === 4)
      expect(types()).toEqual(['agent.pinned', 'agent.killed', 'agent.ended', 'settings.changed'])
      expect(events[1]).toMatchObject({ data: { agentId: '48213:1000', by: 'cli', forced: true } })
      expect(events[3]).toMatchObject({ data: { keys: ['refresh.idle_seconds'], by: 'cli' } })
    })

    it('tells that a limit passed a mark, once for each window, also when its log is read again', async () => {
      const { events } = await follow(['limit.crossed', 'settings.changed'])
      const nowMs = given.state.nowMs
      const told = (usedPercent: number, atMs: number) => {
        const window = { name: 'primary', usedPercent, windowMinutes: 300, resetsAtMs: nowMs + 3_600_000 }
        given.state.accounts = [{ agent: 'codex', atMs, account: { plan: 'pro', windows: [window] } }]
        given.state.ledgerChanged()
      }
      await given.services.usage.report({ by: 'day' })
      told(40, nowMs + 1)
      told(84, nowMs + 2)
      told(84, nowMs + 2)
      told(86, nowMs + 3)
      await given.services.limits.read()
      await given.services.settings.change({ 'refresh.idle_seconds': 30 }, ownUser('cli'))
      await until(() => events.some(({ type }) => type === 'settings.changed'))
      expect(events.map(({ data }) => ('markPercent' in data ? data : undefined))).toEqual([
        expect.objectContaining({ account: 'ChatGPT Pro', window: 'primary', markPercent: 80, usedPercent: 84 }),
        undefined,
      ])
    })

    it('tells that a session compacted its context, each time once, and nothing of what is long past', async () => {
      const { events } = await follow(['session.compacted', 'settings.changed'])
      await given.services.usage.report({ by: 'day' })
      const of = { sessionId: 's1', agent: 'claude', project: 'shop', cwd: '/srv/shop' }
      given.state.nowMs = Date.parse('2026-11-20T10:00:00Z')
      const [longAgo, first, second] = ['09:40:00', '09:58:00', '09:59:00'].map((time) =>
        Date.parse(`2026-11-20T${time}Z`),
      ) as [number, number, number]
      for (const atMs of [[longAgo], [longAgo, first], [longAgo, first], [longAgo, first, second]]) {
        given.state.compactions.splice(0, 1, { ...of, atMs })
        given.state.ledgerChanged({ sessionIds: ['s1'] })
      }
      given.state.ledgerChanged({ sessionIds: ['another'] })
      await opened.services.settings.change({ 'refresh.idle_seconds': 30 }, ownUser('cli'))
      await until(() => events.some(({ type }) => type === 'settings.changed'))
      expect(events.slice(0, -1).map(({ type, data }) => [type, data])).toEqual([
        ['session.compacted', { ...of, compactedAt: '2026-11-20T09:58:00.000Z' }],
        ['session.compacted', { ...of, compactedAt: '2026-11-20T09:59:00.000Z' }],
      ])
    })

    it('goes on behind an event: every fact since, of states the newest, and nothing twice', async () => {
      await show(payments)
      const first = await follow(allEventTypes)
      await show(payments, { ...payments, pid: 2, start: '2' })
      await until(() => first.types().includes('agent.started'))
      const after = first.events.at(-1)?.id
      first.stop()
      await show(payments, { ...payments, pid: 3, start: '3' })
      await show(payments)
      const again = await follow(allEventTypes, { after })
      expect(again.begins).toEqual([{ place: after, isGap: false }])
      await until(() => again.events.length === 4)
      expect(again.types()).toEqual(['agent.ended', 'agent.started', 'fleet.changed', 'agent.ended'])
      expect(again.events[2]).toMatchObject({ data: { processes: [{ pid: 48213 }] } })
    })

    it('has a place to come back to before anything happened', async () => {
      await show(payments)
      const first = await follow(facts)
      first.stop()
      await show()
      const again = await follow(facts, { after: first.begins[0]?.place })
      await until(() => again.events.length === 1)
      expect([again.types(), again.begins[0]?.isGap]).toEqual([['agent.ended'], false])
    })

    it.each([1, 9e15])(
      'says that there is a gap behind %d, which it does not know, and tells the states',
      async (after) => {
        const { events, begins, types } = await follow(allEventTypes, { after })
        expect(begins).toMatchObject([{ isGap: true }])
        await until(() => events.length > 1)
        expect(types().toSorted()).toEqual(['fleet.changed', 'waiting.changed'])
      },
    )

    it('tells of a fact that is kept its number among the events, when it is there', async () => {
      await end()
      await begin([payments], { keepsFacts: true })
      await show(payments)
      const { events } = await follow(facts)
      await show({ ...payments, activity: 'waiting', waitingFor: 'permission' })
      await show()
      await until(() => events.length === 2)
      const kept = await Promise.all(events.map(({ event_id = 0 }) => opened.services.events.find(event_id)))
      expect(kept).toMatchObject([
        { source: 'tce', event_type: 'agent.waiting', timestamp: events[0]?.at },
        { source: 'tce', event_type: 'agent.ended' },
      ])
    })

    it('looks quickly while somebody looks', async () => {
      const { stop } = await follow([], { isAttentive: true })
      const scans = given.state.scans
      await until(() => given.state.scans > scans)
      stop()
    })
  })
}
