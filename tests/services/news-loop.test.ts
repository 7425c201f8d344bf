/** When it is looked: one look at a time, what comes in a burst together, again by itself, and not after its end. */
import { expect, it } from 'vitest'
import { loopOnNews } from '../../src/services/local/news-loop.ts'

function setUp(againMs: () => number | undefined = () => undefined) {
  const seen = { looks: 0, atOnce: 0, most: 0, faults: [] as unknown[], fails: false }
  const loop = loopOnNews({
    async look() {
      seen.looks += 1
      seen.atOnce += 1
      seen.most = Math.max(seen.most, seen.atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      seen.atOnce -= 1
      if (seen.fails) throw new Error('The disk is full.')
      return againMs()
    },
    restMs: 5,
    onFault: (cause) => seen.faults.push(cause),
  })
  return { seen, loop }
}

it('looks once for a burst, once more for what came meanwhile, never twice at a time', async () => {
  const { seen, loop } = setUp()
  for (const _ of Array(1000)) loop.note()
  await loop.settled()
  expect([seen.looks, seen.most]).toEqual([2, 1])
  await loop.settled()
  loop.note()
  await loop.settled()
  expect([seen.looks, seen.most]).toEqual([3, 1])
})

it('comes to rest between looks that it makes by itself, however soon those are', async () => {
  let left = 3
  const { seen, loop } = setUp(() => (left-- > 0 ? 1 : undefined))
  loop.note()
  await loop.settled()
  await expect.poll(() => seen.looks).toBe(4)
})

it('goes on after a look that failed, and looks no more after its end', async () => {
  const { seen, loop } = setUp()
  seen.fails = true
  loop.note()
  await loop.settled()
  seen.fails = false
  loop.note()
  await loop.settled()
  expect([seen.looks, seen.faults.length]).toEqual([2, 1])
  await loop.stop()
  loop.note()
  await loop.settled()
  expect([seen.looks, loop.isStopped]).toEqual([2, true])
})
