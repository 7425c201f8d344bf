/** The work of one made-up task, as it is looked at before something is done with it. */
import { ok } from '../../../src/core/result.ts'
import type { Task } from '../../../src/core/tasks/task.ts'
import type { TaskWorkService } from '../../../src/services/task-work.ts'
import { noTaskWork } from '../../services/no-tasks.ts'

const task: Task = {
  ...{ id: 'tidemp', name: 'idempotency-keys', project: 'payments-api', state: 'in_review', backend: 'claude' },
  ...{ since: '2026-11-20T10:00:00.000Z', createdAt: '2026-11-20T10:00:00.000Z', remarks: [] },
  ...{ isPinned: false, isArchived: false },
}
const message = 'Idempotent charges: state column, 409 in flight'
const trusted = { isTrusted: true, hasChanged: false }

export const demoTaskWork: TaskWorkService = {
  ...noTaskWork,
  commitLook: async () =>
    ok({
      ...{
        task,
        branch: 'tce/idempotency-keys',
        addedLines: 70,
        removedLines: 22,
        message,
        obstacles: [],
        confirm: 'a',
      },
      files: [
        { path: 'src/keys/store.ts', state: 'changed', isStaged: false },
        { path: 'migrations/0043_idempotency_state.sql', state: 'untracked', isStaged: false },
      ],
      programs: [
        {
          ...{ kind: 'hook', name: 'pre-commit', hash: 'b', isTrusted: false, hasChanged: true },
          files: ['/home/dev/payments-api/.git/hooks/pre-commit'],
        },
      ],
    }),
  mergeLook: async (_, how) =>
    ok({
      ...{ task, how, ahead: 2, behind: 3, notPushed: 2, commits: [], programs: [], confirm: 'a', message },
      into: { branch: 'main', commit: 'c', path: '/home/dev/payments-api', catchesUp: 0 },
      open: { count: 3, names: ['store.ts'], addedLines: 70, removedLines: 22 },
      test: { kind: 'tests', name: 'npm test', command: 'npm test', files: [], hash: 'h', ...trusted },
      steps: [`commits 3 open files: ${message}`, 'merges 3 commits; tried just now, 1 conflict'],
      conflicts: [
        {
          path: 'src/routes/refunds.ts',
          theirs: { commit: '5d1c0aa', author: 'Ada Kern', at: '2026-11-20T10:00:00.000Z' },
        },
      ],
      obstacles: ['it conflicts with main in src/routes/refunds.ts'],
    }),
  pullRequestLook: async () =>
    ok({
      ...{ task, repository: 'acme/payments-api', branch: 'tce/idempotency-keys', base: 'main', title: message },
      ...{ body: '* State column', push: { remote: 'origin', commit: 'c9d2a41', count: 2 }, commits: [] },
      ...{ uncommitted: 3, obstacles: [], confirm: 'a' },
    }),
}
