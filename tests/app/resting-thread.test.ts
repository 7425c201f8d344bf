import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RestingThreadOptions, restingThread } from '../../src/app/resting-thread.ts'
import type { WorkerCalls } from '../../src/storage/worker-calls.ts'

/** What happened in threads, in its order; a call is answered when it is let. */
function threads(rest: Partial<RestingThreadOptions<string>> = {}) {
  const said: string[] = []
  const open: (() => void)[] = []
  let count = 0
  const start = (): WorkerCalls<string> => {
    const no = ++count
    said.push(`begin ${no}`)
    return {
      async call<T>(call: string) {
        said.push(`${call} ${no}`)
        if (call === 'long') await new Promise<void>((resolve) => open.push(resolve))
        if (call === 'break') throw new Error('broken')
        return call as T
      },
      async end() {
        said.push(`end ${no}`)
      },
    }
  }
  return { said, answer: () => open.shift()?.(), thread: restingThread({ start, lastCall: 'close', ...rest }) }
}

describe('a thread that rests', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const minute = () => vi.advanceTimersByTimeAsync(60_000)

  it('begins with the first call, is closed and ended a minute after the last, and begins anew', async () => {
    const rested = vi.fn()
    const { thread, said } = threads({ onRest: rested })
    expect(said).toEqual([])
    await thread.call('one')
    await vi.advanceTimersByTimeAsync(59_000)
    await thread.call('two')
    await vi.advanceTimersByTimeAsync(59_000)
    expect(said).toEqual(['begin 1', 'one 1', 'two 1'])
    expect(rested).not.toHaveBeenCalled()
    await minute()
    expect(said.slice(3)).toEqual(['close 1', 'end 1'])
    expect(rested).toHaveBeenCalledOnce()
    await thread.call('three')
    expect(said.slice(5)).toEqual(['begin 2', 'three 2'])
  })

  it('is left alone as long as it works, or may not rest', async () => {
    let mayRest = true
    const { thread, said, answer } = threads({ mayRest: () => mayRest })
    const long = thread.call('long')
    await thread.call('short')
    await minute()
    expect(said).toEqual(['begin 1', 'long 1', 'short 1'])
    answer()
    await long
    mayRest = false
    await minute()
    await minute()
    expect(said).toHaveLength(3)
    mayRest = true
    await minute()
    expect(said.slice(3)).toEqual(['close 1', 'end 1'])
  })

  it('that broke is ended as any other, and the next call has a new one', async () => {
    const { thread, said } = threads({ lastCall: 'break' })
    await thread.call('one')
    await minute()
    expect(said).toEqual(['begin 1', 'one 1', 'break 1', 'end 1'])
    await thread.call('two')
    expect(said.slice(4)).toEqual(['begin 2', 'two 2'])
  })

  it('is closed for good: what runs is told, nothing begins any more', async () => {
    const { thread, said, answer } = threads()
    const long = thread.call('long')
    await vi.advanceTimersByTimeAsync(0)
    await thread.close()
    expect(said).toEqual(['begin 1', 'long 1', 'close 1', 'end 1'])
    answer()
    await long
    await minute()
    await expect(thread.call('late')).rejects.toThrow('has ended')
    expect(said).toHaveLength(4)
  })
})
