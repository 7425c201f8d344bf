import { expect, it } from 'vitest'
import { taskBeside } from '../../../../src/dashboard/web/tasks/task-beside.ts'

it('the next task is the one below in the list, round and round; from nowhere the first or the last', () => {
  const ids = ['a', 'b', 'c']
  expect(taskBeside(ids, 'a', 1)).toBe('b')
  expect(taskBeside(ids, 'a', -1)).toBe('c')
  expect(taskBeside(ids, 'c', 1)).toBe('a')
  expect(taskBeside(ids, undefined, 1)).toBe('a')
  expect(taskBeside(ids, 'gone', -1)).toBe('c')
  expect(taskBeside([], 'a', 1)).toBeUndefined()
})
