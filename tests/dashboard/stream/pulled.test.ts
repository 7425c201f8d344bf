/** Streams whose readers ask for the next: they end as those that are told do. */
import { describe, expect, it } from 'vitest'
import { Frame } from '../../../src/dashboard/stream/frame.ts'
import type { Streams } from '../../../src/dashboard/stream/streams.ts'
import { createStreams } from '../../../src/dashboard/stream/streams.ts'

function open(streams: Streams, next = () => new Promise<readonly Frame[] | undefined>(() => {})) {
  let ends = 0
  const stream = streams.openPulled({ kind: 'events', next, end: () => void ends++ })
  return { stream, ends: () => ends }
}

describe('a stream that is read as its reader asks', () => {
  it('gives what comes next, and ends with its source', async () => {
    const told = [[new Frame('event', '{}', 1)], undefined]
    const { stream, ends } = open(createStreams(), async () => told.shift())
    expect((await stream?.take())?.map(({ type }) => type)).toEqual(['event'])
    expect(await stream?.take()).toBeUndefined()
    expect([ends(), stream?.ended.aborted]).toEqual([1, true])
  })

  it('beats while nothing comes, and lets go who has not read by the next beat', async () => {
    const streams = createStreams({ heartbeatMs: 20 })
    const { stream, ends } = open(streams)
    expect((await stream?.take())?.map(({ type }) => type)).toEqual(['heartbeat'])
    expect(await stream?.take()).toBeUndefined()
    expect([ends(), streams.stats]).toEqual([1, { open: 0, queued: 0, dropped: 1 }])
  })

  it('ends at once when the server closes, and when it is asked for only then', async () => {
    const streams = createStreams()
    const before = open(streams)
    streams.close()
    const late = open(streams)
    for (const { stream, ends } of [before, late]) {
      expect(await stream?.take()).toBeUndefined()
      expect([ends(), stream?.ended.aborted]).toEqual([1, true])
    }
  })

  it('ends its source where too many are open already', () => {
    const streams = createStreams({ limit: 1 })
    open(streams)
    const { stream, ends } = open(streams)
    expect([stream, ends()]).toEqual([undefined, 1])
  })
})
