/** What the form of a new task asks for, what it refuses, and what it says will be made. */
import { describe, expect, it } from 'vitest'
import type { BackendReport } from '../../../../src/core/tasks/backend.ts'
import type { ProjectReport } from '../../../../src/core/tasks/project.ts'
import {
  emptyDraft,
  newTaskOf,
  refusalOf,
  slugOf,
  type TaskDraft,
  whatIsMade,
  withTries,
} from '../../../../src/dashboard/web/tasks/task-draft.ts'

const project: ProjectReport = { name: 'shop', path: '/code/shop', origins: {}, isRepository: true, tasks: 0 }
const backend: BackendReport = {
  ...{ name: 'claude', agent: 'claude', command: ['claude'], origins: {} },
  ...{ isSeeded: true, isDefault: true, isInstalled: true },
}
const places = { running: 5, most: 6 }
const now = { project, backend, places }
const draft = (some: Partial<TaskDraft> = {}): TaskDraft => ({
  ...{ ...emptyDraft, project: 'shop', prompt: 'Refunds above the order total must fail with 422.\nIn the service.' },
  ...some,
})

it('is called after the first words of its prompt, until it has a name', () => {
  expect(slugOf(draft())).toBe('refunds-above-the-order-total-must')
  expect(slugOf(draft({ name: 'Refund limits' }))).toBe('refund-limits')
})

describe('what is asked for', () => {
  it('names only what was chosen', () => {
    expect(JSON.parse(JSON.stringify(newTaskOf(draft())))).toEqual({
      ...{ project: 'shop', prompt: draft().prompt, start: 'when-free' },
    })
    expect(newTaskOf(draft({ isInWorktree: false, base: 'main' }))).toMatchObject({ isInWorktree: false })
    expect(newTaskOf(draft({ isInWorktree: false, base: 'main' })).base).toBeUndefined()
  })

  it('of several tries says each, as the one before where nothing else was chosen', () => {
    const two = withTries(draft({ model: 'opus' }), 2)
    const three = withTries(
      {
        ...two,
        tries: [
          { backend: '', model: 'opus' },
          { backend: 'codex', model: '' },
        ],
      },
      3,
    )
    expect(newTaskOf(three)).toMatchObject({
      best: 3,
      tries: [{ model: 'opus' }, { backend: 'codex' }, { backend: 'codex' }],
    })
    expect(newTaskOf(withTries(three, 1)).best).toBeUndefined()
  })
})

it('is refused with the reason before anything is asked', () => {
  expect(refusalOf(draft(), now)).toBeUndefined()
  expect(refusalOf(draft({ prompt: ' ' }), now)).toContain('what is to be done')
  expect(refusalOf(draft({ base: '--upload-pack=x' }), now)).toContain('option')
  expect(refusalOf(draft(), { ...now, backend: { ...backend, isInstalled: false } })).toContain('not on the PATH')
  expect(refusalOf(draft(), { ...now, project: { ...project, problem: '/code/shop is not there.' } })).toContain(
    'not there',
  )
  expect(refusalOf(draft(), { ...now, project: undefined })).toBe('Choose a project.')
})

it('says what will be made, and who waits', () => {
  expect(whatIsMade(draft(), now)).toBe('Fetches the base, makes the worktree, starts its agent')
  expect(whatIsMade(draft(), { ...now, places: { running: 6, most: 6 } })).toContain('waits for a place')
  expect(whatIsMade(draft({ start: 'now' }), { ...now, places: { running: 6, most: 6 } })).toContain('starts its agent')
  expect(whatIsMade(withTries(draft(), 3), now)).toBe(
    'Fetches the base, makes 3 worktrees, starts 1, the others wait for a place',
  )
  expect(whatIsMade(draft({ isInWorktree: false }), now)).toBe('Works in /code/shop itself, starts its agent')
})
