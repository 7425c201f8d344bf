import { describe, expect, it } from 'vitest'
import type { BusEvent } from '../../src/core/events/event.ts'
import { createEventLog, type EventLog } from '../../src/services/local/event-log.ts'

const startedAtMs = 1_800_000_000_000
const firstId = startedAtMs * 1000

/** Facts are told apart by `text`; of states only the newest is. */
function append(log: EventLog, type: 'usage.changed' | 'fleet.changed' | 'settings.changed', text: string): BusEvent {
  const event = { id: log.nextId(), type, at: '', machine: '', data: { keys: [text] } } as unknown as BusEvent
  log.keep(event)
  return event
}
const texts = (events: readonly BusEvent[] | undefined) =>
  events?.map(({ data }) => (data as { readonly keys: readonly string[] }).keys[0])

describe('the log of events', () => {
  it('replays what came after an id, each state once, newest text, in order', () => {
    const log = createEventLog(startedAtMs)
    const a1 = append(log, 'fleet.changed', 'a1')
    const b1 = append(log, 'usage.changed', 'b1')
    const a2 = append(log, 'fleet.changed', 'a2')
    expect([b1.id, a2.id]).toEqual([firstId + 2, firstId + 3])
    expect(log.since(a1.id)).toEqual([b1, a2])
    expect(log.since(log.newestId)).toEqual([])
    expect(texts(log.since(firstId))).toEqual(['b1', 'a2'])
  })

  it('replays every fact, each in its place among the states', () => {
    const log = createEventLog(startedAtMs)
    append(log, 'settings.changed', 'one')
    append(log, 'fleet.changed', 'a1')
    append(log, 'settings.changed', 'two')
    expect(texts(log.since(firstId))).toEqual(['one', 'a1', 'two'])
    append(log, 'fleet.changed', 'a2')
    expect(texts(log.since(firstId))).toEqual(['one', 'two', 'a2'])
  })

  it.each([
    ['before the start', -1],
    ['of another server, later', 10],
    ['that is no number', Number.NaN],
    ['that is no whole number', 0.5],
  ])('does not know an id %s', (_, offset) => {
    const log = createEventLog(startedAtMs)
    append(log, 'usage.changed', '')
    expect(log.since(firstId + offset)).toBeUndefined()
  })

  it('does not know what is too long ago, and never tells a part of it', () => {
    const log = createEventLog(startedAtMs, 4)
    const ids = Array.from({ length: 9 }, (_, n) => append(log, 'settings.changed', String(n)).id)
    expect(log.since(ids[0] ?? 0)).toBeUndefined()
    expect(log.since(ids[3] ?? 0)).toBeUndefined()
    expect(texts(log.since(ids[4] ?? 0))).toEqual(['5', '6', '7', '8'])
    expect(log.since(ids[8] ?? 0)).toEqual([])
    expect(log.since(ids[7] ?? 0)).toHaveLength(1)
  })

  it('is as small as its facts, however often a state changes, and still knows what came between', () => {
    const log = createEventLog(startedAtMs, 4)
    append(log, 'settings.changed', 'early')
    for (let i = 0; i < 500; i++) append(log, 'fleet.changed', String(i))
    expect(texts(log.since(firstId))).toEqual(['early', '499'])
  })

  it('has larger ids after a restart', () => {
    const before = createEventLog(startedAtMs)
    for (let i = 0; i < 500; i++) append(before, 'usage.changed', '')
    expect(createEventLog(startedAtMs + 1).newestId).toBeGreaterThan(before.newestId)
  })
})
