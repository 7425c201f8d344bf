/** By what it is known what a task is at, in words and as a report of a wrong one. */
import { expect, it } from 'vitest'
import { rulesInWords, type TaskWhy, wrongStatus } from '../../../src/core/tasks/task-why.ts'

const why: TaskWhy = {
  ...{ activity: 'idle', source: 'screen', since: '2026-11-28T09:00:00Z', manifests: [], problems: [], title: 'codex' },
  rule: { id: 'composer', state: 'idle', matched: [{ row: 12, text: '› Find a bug' }] },
  ...{ firstRow: 11, rows: ['Allow this?', '› Find a bug'] },
}

it('names whose rules there are, and where they lie', () => {
  const file = { origin: 'file', version: 1, rules: 1, path: '/home/dev/screens/codex.json' } as const
  expect(rulesInWords(file, (path) => path.replace('/home/dev', '~'))).toBe('~/screens/codex.json (1 rule, first)')
  expect(rulesInWords({ origin: 'default', version: 1, rules: 6 })).toBe("TCE's own (6 rules, form 1, revision 1)")
})

it('a report has what was made of the rows, what it really was, and nothing else of the task', () => {
  expect(wrongStatus('codex', why, 'waiting')).toEqual({
    ...{ version: 1, agent: 'codex', really: 'waiting', title: 'codex', rows: why.rows },
    said: { activity: 'idle', waitingFor: undefined, source: 'screen', rule: 'composer' },
  })
})
