import { describe, expect, it } from 'vitest'
import {
  mostHeld,
  noEvents,
  paused,
  resumed,
  withNewest,
  withOlder,
  withTold,
} from '../../../../src/dashboard/web/events/held-events.ts'
import { atMs, eventsDownFrom, idsOf, someEvent } from './some-events.ts'

const ten = withNewest(noEvents, { events: eventsDownFrom(10, 1) })

describe('the events that the live view holds', () => {
  it('has what is told in front, each once, however the page and the stream overlap', () => {
    const held = withTold(ten, [someEvent(9), someEvent(10), someEvent(11), someEvent(12)])
    expect(idsOf(held.shown).slice(0, 4)).toEqual([12, 11, 10, 9])
    expect(held.shown).toHaveLength(12)
  })

  it('stays the same object when nothing new is told', () => {
    expect(withTold(ten, [someEvent(10)])).toBe(ten)
    expect(withNewest(ten, { events: eventsDownFrom(10, 8), nextCursor: 8 })).toBe(ten)
  })

  it('adds what was missed in a break where the newest page reaches back to what is known', () => {
    const held = withNewest(ten, { events: eventsDownFrom(14, 9), nextCursor: 9 })
    expect(idsOf(held.shown).slice(0, 5)).toEqual([14, 13, 12, 11, 10])
    expect(held.shown).toHaveLength(14)
  })

  it('begins anew where it does not: between them events are missing', () => {
    const held = withNewest(ten, { events: eventsDownFrom(60, 41), nextCursor: 41 })
    expect([held.shown.length, held.olderFrom]).toEqual([20, 41])
  })

  it('keeps what it holds when a search without an index finds nothing in its time', () => {
    const held = withNewest(ten, { events: [], nextCursor: 3, lookedAt: { events: 9, ofEvents: 20 } })
    expect(held).toBe(ten)
  })

  it('does not move while it is paused, counts what comes, and has it all afterwards', () => {
    const still = withTold(withTold(paused(ten, atMs), [someEvent(11)]), [someEvent(12), someEvent(13)])
    expect([idsOf(still.shown)[0], still.waitingCount, still.pausedAtMs]).toEqual([10, 3, atMs])
    const held = resumed(still)
    expect(idsOf(held.shown).slice(0, 4)).toEqual([13, 12, 11, 10])
    expect([held.waitingCount, held.pausedAtMs]).toEqual([0, undefined])
  })

  it('shows after a pause with a gap in it only what is whole', () => {
    const still = withNewest(paused(ten, atMs), { events: eventsDownFrom(60, 41), nextCursor: 41 })
    expect([idsOf(still.shown)[0], still.waitingCount]).toEqual([10, 20])
    const held = resumed(still)
    expect([held.shown.length, held.shown.at(-1)?.id, held.olderFrom]).toEqual([20, 41, 41])
  })

  it('holds no more than it may, and knows where to ask for the rest', () => {
    const full = withTold(ten, eventsDownFrom(mostHeld + 30, 11).toReversed())
    expect([full.shown.length, full.shown[0]?.id, full.olderFrom]).toEqual([mostHeld, mostHeld + 30, 31])
    const still = withTold(paused(ten, atMs), eventsDownFrom(mostHeld + 30, 11).toReversed())
    expect([still.waiting.length, still.waitingCount, still.isGapBefore]).toEqual([mostHeld, mostHeld + 20, true])
  })

  it('goes on behind the last, not doubling what came in between', () => {
    const held = withOlder(withNewest(noEvents, { events: eventsDownFrom(10, 6), nextCursor: 6 }), {
      events: eventsDownFrom(6, 3),
      nextCursor: 3,
    })
    expect([idsOf(held.shown), held.olderFrom]).toEqual([[10, 9, 8, 7, 6, 5, 4, 3], 3])
  })
})
