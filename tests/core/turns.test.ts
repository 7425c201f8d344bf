import { expect, it } from 'vitest'
import { createTurns } from '../../src/core/turns.ts'

it('begins each when the one before is over, however that ended, and answers with its own outcome', async () => {
  const inTurn = createTurns()
  const order: string[] = []
  const first = Promise.withResolvers<string>()
  const done = [
    inTurn(() => {
      order.push('first')
      return first.promise
    }),
    inTurn(async () => {
      order.push('second')
      throw new Error('no')
    }),
    inTurn(async () => {
      order.push('third')
      return 3
    }),
  ]
  await Promise.resolve()
  expect(order).toEqual(['first'])
  first.resolve('1')
  expect(await Promise.allSettled(done)).toMatchObject([{ value: '1' }, { reason: { message: 'no' } }, { value: 3 }])
  expect(order).toEqual(['first', 'second', 'third'])
})
