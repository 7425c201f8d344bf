import { expect, it } from 'vitest'
import type { BusService } from '../../src/services/bus.ts'
import { withAgents } from '../../src/services/fleet-of-agents.ts'
import { fakeServices } from '../cli/fake-services.ts'
import { severalKinds } from '../fixtures/fleet/several-kinds.ts'

const fleetChanged = { id: 1, type: 'fleet.changed', at: '2026-11-20T10:00:00.000Z', machine: 'm', data: severalKinds }
const ended = { id: 2, type: 'agent.ended', at: '2026-11-20T10:00:01.000Z', machine: 'm', data: { agent: 'claude' } }
const bus = {
  follow(_types: readonly string[], listener: (event: unknown) => void) {
    listener(fleetChanged)
    listener(ended)
    return () => {}
  },
} as unknown as BusService
const services = { ...fakeServices({ fleets: [severalKinds] }), bus }

it('tells of some kinds alone, when it is asked and when something changes', async () => {
  const { fleet, bus: told } = withAgents(services, ['gemini', 'opencode'])
  const kinds = (processes: readonly { readonly agent: string }[]) => processes.map(({ agent }) => agent)
  const expected = ['gemini', 'opencode', 'gemini', 'opencode']
  expect(kinds((await fleet.read()).processes)).toEqual(expected)
  const heard: unknown[] = []
  told.follow(['fleet.changed', 'agent.ended'], (event) => {
    heard.push(event.type === 'fleet.changed' ? kinds(event.data.processes) : event)
  })
  expect(heard).toEqual([expected, ended])
})

it('is the services themselves where all are wanted, and ends whom it is told to end', async () => {
  expect(withAgents(services, undefined)).toBe(services)
  const target = { pid: 48213, start: '1' }
  await withAgents(services, ['gemini']).fleet.kill(
    { targets: [target], force: false },
    { kind: 'own-user', name: 'cli' },
  )
  expect(services.kills).toEqual([{ targets: [target], force: false }])
})
