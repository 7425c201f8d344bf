/** What a reader of events is told that comes back late, and one that reads more slowly than events come. */
import { describe, expect, it } from 'vitest'
import type { CapturedEvent } from '../../src/core/captured/captured-event.ts'
import { type EventFeed, followEvents } from '../../src/services/local/event-follower.ts'

const all = { sources: undefined, query: undefined }

function feedOf(newest: { id: number; tell?: () => void }): EventFeed {
  const event = (id: number): CapturedEvent => ({
    id,
    source: 'ci',
    event_type: 'build',
    timestamp: '2026-11-20T10:00:00.000Z',
    created_at: '2026-11-20T10:00:00.000Z',
    machine: 'm',
    message: null,
    level: null,
    data: null,
  })
  return {
    newestId: async () => newest.id,
    after: async (id, limit) =>
      Array.from({ length: Math.min(limit, newest.id - id) }, (_, index) => event(id + 1 + index)),
    onCaptured(listener) {
      newest.tell = listener
      return () => undefined
    },
  }
}

describe('one who follows events', () => {
  it('is told all that it missed before it came, however much that is', async () => {
    const newest = { id: 250_000 }
    const follower = followEvents(feedOf(newest), all, 0)
    let told = 0
    while (told < newest.id) {
      const next = await follower.next()
      expect(next?.isGap).toBe(false)
      told += next?.events.length ?? 0
      // Others go on meanwhile, more slowly than it reads.
      if (newest.id < 251_000) newest.id += 10
    }
    expect(told).toBe(251_000)
  })

  it('is told of a gap when it falls 100,000 further behind than it was, and goes on behind it', async () => {
    const newest = { id: 150_000 }
    const follower = followEvents(feedOf(newest), all, 0)
    expect(await follower.next()).toMatchObject({ isGap: false, newestId: 500 })
    newest.id = 250_500
    expect(await follower.next()).toMatchObject({ isGap: false, newestId: 1_000 })
    newest.id = 251_001
    expect(await follower.next()).toEqual({ isGap: true, newestId: 251_001, events: [] })
    newest.id += 1
    expect(await follower.next()).toMatchObject({ isGap: false, newestId: 251_002 })
  })

  it('that had caught up is told of a gap at 100,000, whatever it missed before', async () => {
    const newest: { id: number; tell?: () => void } = { id: 300_000 }
    const follower = followEvents(feedOf(newest), all, 0)
    for (let at = 0; at < newest.id; ) at = (await follower.next())?.newestId ?? newest.id
    const next = follower.next()
    newest.id = 300_010
    newest.tell?.()
    expect((await next)?.events.length).toBe(10)
    newest.id += 100_001
    newest.tell?.()
    expect(await follower.next()).toMatchObject({ isGap: true })
  })
})
