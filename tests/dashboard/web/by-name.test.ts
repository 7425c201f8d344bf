import { expect, it } from 'vitest'
import { byName } from '../../../src/dashboard/web/parts/sort.ts'

const sorted = (...names: readonly string[]) => byName(names, (name) => name)

it('names stand by the alphabet, whatever their case', () => {
  expect(sorted('web', 'Api', 'cli', 'api-2')).toEqual(['Api', 'api-2', 'cli', 'web'])
})

it('letters of other alphabets stand where a reader looks for them', () => {
  expect(sorted('zebra', 'äpfel', 'birne')).toEqual(['äpfel', 'birne', 'zebra'])
})

it('equal names keep their order', () => {
  const rows = [
    { name: 'b', at: 1 },
    { name: 'a', at: 2 },
    { name: 'a', at: 3 },
  ]
  expect(byName(rows, ({ name }) => name).map(({ at }) => at)).toEqual([2, 3, 1])
})
