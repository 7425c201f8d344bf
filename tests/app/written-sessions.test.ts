import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { gatherWritten } from '../../src/app/written-sessions.ts'

describe('sessions that are written', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('are taken in together, each once, soon after the first write and not at every line', async () => {
    const taken: (readonly string[])[] = []
    const written = gatherWritten(async (ids) => void taken.push(ids))
    for (let line = 0; line < 20; line++) {
      written.note(['one', line % 2 === 0 ? 'one' : 'two'])
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(taken).toEqual([])
    await vi.advanceTimersByTimeAsync(300)
    expect(taken).toEqual([['one', 'two']])
  })

  it('that are written while others are taken in come next, never two at once', async () => {
    const taken: (readonly string[])[] = []
    let free = () => {}
    const written = gatherWritten((ids) => {
      taken.push(ids)
      return new Promise((resolve) => {
        free = resolve
      })
    })
    written.note(['one'])
    await vi.advanceTimersByTimeAsync(300)
    written.note(['two'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(taken).toEqual([['one']])
    free()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(taken).toEqual([['one'], ['two']])
  })

  it('are left alone when it was stopped', async () => {
    const taken: unknown[] = []
    const written = gatherWritten(async (ids) => void taken.push(ids))
    written.note(['one'])
    written.stop()
    written.note(['two'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(taken).toEqual([])
  })
})
