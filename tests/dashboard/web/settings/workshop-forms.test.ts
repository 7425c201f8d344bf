/** What the forms of projects and backends change: what is another one, and nothing else. */
import { expect, it } from 'vitest'
import type { BackendReport } from '../../../../src/core/tasks/backend.ts'
import { changeOfBackend, lastWord, textsOfBackend } from '../../../../src/dashboard/web/settings/backend-form.ts'
import { changeOf, textsOf } from '../../../../src/dashboard/web/settings/project-form.ts'

const project = {
  ...{ name: 'shop', path: '/code/shop', branch: 'main', copy: ['.env'], origins: {}, isRepository: true, tasks: 0 },
}

it('of a project nothing is changed that reads the same; an emptied text takes the value back', () => {
  const before = textsOf(project)
  expect(changeOf(before, { ...before, path: ' /code/shop ' })).toEqual({})
  expect(changeOf(before, { ...before, branch: ' ', setup: 'npm ci', copy: '.env\n .npmrc\n\n' })).toEqual({
    ...{ branch: null, setup: 'npm ci', copy: ['.env', '.npmrc'] },
  })
  expect(changeOf(before, { ...before, copy: '' })).toEqual({ copy: null })
  expect(changeOf(before, { ...before, test: ' npm test ' })).toEqual({ test: 'npm test' })
})

const backend: BackendReport = {
  ...{ name: 'mine', command: ['bash', '-c', 'sleep 5', '{prompt}'], promptFlag: '', env: { LOG: 'quiet' } },
  ...{ origins: {}, isSeeded: false, isDefault: false, isInstalled: true },
}

it('of a backend words stay words, whatever they have in them', () => {
  const before = textsOfBackend(backend)
  expect(before.command).toBe("bash -c 'sleep 5' {prompt}")
  expect(before.promptFlag).toBe(lastWord)
  expect(changeOfBackend(before, before)).toEqual({})
  expect(changeOfBackend(before, { ...before, command: `${before.command} --more` })).toEqual({
    command: ['bash', '-c', 'sleep 5', '{prompt}', '--more'],
  })
  expect(changeOfBackend(before, { ...before, promptFlag: '', resume: '', model: 'opus' })).toEqual({
    ...{ promptFlag: null, model: 'opus' },
  })
})

it('a variable is a name and a value; another line is none', () => {
  const before = textsOfBackend(backend)
  expect(changeOfBackend(before, { ...before, env: 'LOG=loud\nURL=http://a/?b=c' })).toEqual({
    env: { LOG: 'loud', URL: 'http://a/?b=c' },
  })
  expect(changeOfBackend(before, { ...before, env: 'LOG loud' })).toBeUndefined()
})
