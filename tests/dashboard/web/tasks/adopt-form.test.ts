/** A session that is moved into TCE: what is asked for, by which agents, and whether a task has it. */
import { expect, it } from 'vitest'
import type { BackendReport } from '../../../../src/core/tasks/backend.ts'
import { adoptionOf, backendsFor, taskOf, usualAdoption } from '../../../../src/dashboard/web/tasks/adopt-form.ts'
import { aTask } from '../../../fixtures/tasks.ts'

it('leaves to the server what nobody chose, as the command does', () => {
  expect(adoptionOf('5f0c2a1b', usualAdoption)).toEqual({ session: '5f0c2a1b' })
  expect(adoptionOf('5f0c2a1b', { ...usualAdoption, name: '  ' })).toEqual({ session: '5f0c2a1b' })
  expect(
    adoptionOf('5f0c2a1b', { name: ' Sorted ', project: 'shop', backend: 'claude', place: 'folder', start: 'now' }),
  ).toEqual({
    ...{ session: '5f0c2a1b', name: 'Sorted', project: 'shop', backend: 'claude', isInWorktree: false, start: 'now' },
  })
  expect(adoptionOf('5f0c2a1b', { ...usualAdoption, place: 'worktree' })).toMatchObject({ isInWorktree: true })
})

it('offers the backends of its kind of agent that take sessions up again', () => {
  const backend = (name: string, agent: string, resume?: readonly string[]): BackendReport => ({
    ...{ name, agent, resume, command: [name], origins: {}, isSeeded: true, isDefault: false, isInstalled: true },
  })
  const all = [
    backend('claude', 'claude', ['claude', '--resume', '{session}']),
    backend('once', 'claude'),
    backend('codex', 'codex', ['codex', 'resume', '{session}']),
  ]
  expect(backendsFor('claude', all).map(({ name }) => name)).toEqual(['claude'])
  expect(backendsFor(undefined, all)).toEqual([])
})

it('knows the task that has it', () => {
  const task = aTask('shop', 'refunds', { sessionId: '5f0c2a1b' })
  expect(taskOf('5f0c2a1b', [aTask('shop', 'other'), task])).toBe(task)
  expect(taskOf('7b2e', [task])).toBeUndefined()
})
