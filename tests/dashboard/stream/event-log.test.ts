import { describe, expect, it } from 'vitest'
import { createEventLog } from '../../../src/dashboard/stream/event-log.ts'
import { createEventQueue } from '../../../src/dashboard/stream/event-queue.ts'
import { frame } from '../../../src/dashboard/stream/frame.ts'

describe('the log of events', () => {
  const startedAtMs = 1_800_000_000_000
  const firstId = startedAtMs * 1000

  it('replays what came after an id, each kind once, newest text, in order', () => {
    const log = createEventLog<string>(startedAtMs)
    const a1 = log.append('a', () => 'a1')
    log.append('b', () => 'b1')
    log.append('a', () => 'a2')
    expect(log.since(a1.id)).toEqual([
      { id: firstId + 2, type: 'b', json: 'b1' },
      { id: firstId + 3, type: 'a', json: 'a2' },
    ])
    expect(log.since(log.newestId)).toEqual([])
    expect(log.since(firstId)?.map(({ json }) => json)).toEqual(['b1', 'a2'])
  })

  it.each([
    ['before the start', -1],
    ['of another server, later', 10],
    ['that is no number', Number.NaN],
    ['that is no whole number', 0.5],
  ])('does not know an id %s', (_, offset) => {
    const log = createEventLog<string>(startedAtMs)
    log.append('a', () => '')
    expect(log.since(firstId + offset)).toBeUndefined()
  })

  it('does not know what is too long ago', () => {
    const log = createEventLog<string>(startedAtMs, 4)
    const ids = Array.from({ length: 9 }, () => log.append('a', () => '').id)
    expect(log.since(ids[0] ?? 0)).toBeUndefined()
    expect(log.since(ids[8] ?? 0)).toEqual([])
    expect(log.since(ids[7] ?? 0)).toHaveLength(1)
  })

  it('has larger ids after a restart', () => {
    const before = createEventLog<string>(startedAtMs)
    for (let i = 0; i < 500; i++) before.append('a', () => '')
    expect(createEventLog<string>(startedAtMs + 1).newestId).toBeGreaterThan(before.newestId)
  })
})

describe("a reader's queue", () => {
  const text = async (queue: ReturnType<typeof createEventQueue>) => {
    const next = await queue.take()
    return next && new TextDecoder().decode(next.bytes)
  }

  it('keeps the newest of each kind for a slow reader', async () => {
    const queue = createEventQueue()
    for (let i = 1; i <= 100; i++) queue.push(frame('processes', `${i}`, i))
    queue.push(frame('usage', '{}', 101))
    expect(queue.length).toBe(2)
    expect(await text(queue)).toBe('event: processes\nid: 100\ndata: 100\n\n')
    expect(await text(queue)).toBe('event: usage\nid: 101\ndata: {}\n\n')
  })

  it('lets a reader go that did not take one heartbeat before the next, and tells it to resync', async () => {
    const queue = createEventQueue()
    queue.push(frame('processes', '{}', 1))
    queue.push(frame('heartbeat', '{}'))
    queue.push(frame('heartbeat', '{}'))
    expect(queue.isEnded).toBe(true)
    queue.push(frame('processes', '{}', 2))
    expect(await text(queue)).toContain('event: resync')
    expect(await text(queue)).toBeUndefined()
  })

  it('wakes a waiting reader, also at the end', async () => {
    const queue = createEventQueue()
    const first = text(queue)
    queue.push(frame('usage', '{}', 1))
    expect(await first).toContain('usage')
    const second = text(queue)
    queue.end()
    expect(await second).toBeUndefined()
  })
})
