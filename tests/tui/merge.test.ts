/** A merge in `tce tui`: shown as it was tried, asked about with what would run, and done as it was looked at. */
import { expect, it } from 'vitest'
import { err, ok } from '../../src/core/result.ts'
import type { AskedProgram, MergeLook, MergeOrder } from '../../src/core/tasks/task-work.ts'
import { lineText, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { startModel } from '../../src/tui/model.ts'
import type { TaskNews } from '../../src/tui/tasks/tasks-news.ts'
import { createWorkDesk } from '../../src/tui/tasks/work-desk.ts'
import { onKey } from '../../src/tui/update.ts'
import { frameFor } from '../../src/tui/view/layout.ts'
import { screenLines } from '../../src/tui/view/screen.ts'
import { fakeServices } from '../cli/fake-services.ts'
import { designTasks, nowMs } from '../fixtures/tasks/design-tasks.ts'

const [task] = designTasks.tasks
if (task === undefined) throw new Error('no task')

const tests: AskedProgram = {
  ...{ kind: 'tests', name: 'npm test', files: [], hash: 'h1', isTrusted: true, hasChanged: false },
}
const looked: MergeLook = {
  ...{ task, how: 'squash', ahead: 2, behind: 0, conflicts: [], commits: [], programs: [], test: tests },
  into: { branch: 'main', commit: 'c', path: '/home/ada/code/payments-api', catchesUp: 0 },
  open: { count: 3, names: ['store.ts'], addedLines: 70, removedLines: 22 },
  message: 'Idempotent charges: state column, 409 in flight',
  ...{ steps: ['one'], obstacles: [], confirm: 'abc' },
}

const frame = frameFor({ columns: 80, rows: 24 }, unicodeGlyphs)
function pressed(of: MergeLook, ...keys: readonly string[]) {
  const looked = { ...of, into: of.into && { ...of.into, path: '~/code/payments-api' } }
  const overlay = { kind: 'merge', looked, isTrusting: false } as const
  let model = { ...startModel, screen: 'tasks' as const, tasks: { ...startModel.tasks, list: designTasks, overlay } }
  const effects: unknown[] = []
  for (const text of keys) {
    const update = onKey(model, { name: 'text', text }, frame)
    model = update.model as typeof model
    effects.push(...update.effects)
  }
  const shown = screenLines(model, nowMs, frame).map((spans) => lineText(spans).trimEnd())
  return { notice: model.notice, effects, shown }
}

it('is looked at by its key', () => {
  const model = { ...startModel, screen: 'tasks' as const, tasks: { ...startModel.tasks, list: designTasks } }
  expect(onKey(model, { name: 'text', text: 'm' }, frame).effects).toEqual([
    { type: 'task', effect: { do: 'ask-merge', taskId: task.id } },
  ])
})

it('is drawn step by step, and nothing but y is a yes', () => {
  const asked = pressed(looked)
  expect(asked.shown.slice(0, 6)).toEqual([
    ' payments-api idempotency-keys',
    '─'.repeat(80),
    ' Merge 3 commits (squash) into main of ~/code/payments-api? It is clean.',
    '   1  commits 3 open files: Idempotent charges: state column, 409 in flight',
    '   2  merges; tried just now, no conflict',
    '   3  runs npm test there; undoes the merge if it fails',
  ])
  expect(asked.shown.at(-1)).toBe(' Nothing is pushed. Merge? [y/N]')
  expect(pressed(looked, 'y').effects).toEqual([
    { type: 'task', effect: { do: 'merge', taskId: task.id, order: { confirm: 'abc', how: 'squash' } } },
  ])
  expect(pressed(looked, 'n')).toMatchObject({ effects: [], notice: 'Nothing was merged.' })
})

it('says what is in its way, and is not done then', () => {
  const inTheWay = { ...looked, obstacles: ['main has open files'] }
  expect(pressed(inTheWay).shown.join('\n')).toContain('✗ main has open files')
  expect(pressed(inTheWay, 'y').effects).toEqual([])
})

it('asks about what nobody has trusted, and says yes to that alone', () => {
  const untrusted = { ...looked, test: { ...tests, isTrusted: false } }
  const asked = pressed(untrusted, 'y')
  expect(asked.effects).toEqual([])
  expect(asked.shown.join('\n')).toContain('npm test  after the merge')
  expect(asked.shown.at(-1)).toBe(' May that run? [y/N]')
  expect(pressed(untrusted, 'y', 'y').effects).toMatchObject([{ effect: { order: { trust: ['h1'] } } }])
  expect(pressed(untrusted, 'y', 'q').effects).toEqual([])
})

it('shows paths as a person reads them, and tells what was observed', async () => {
  const told: TaskNews[] = []
  const said: string[] = []
  const orders: MergeOrder[] = []
  const services = fakeServices()
  const desk = createWorkDesk(
    {
      services: {
        ...services,
        taskWork: {
          ...services.taskWork,
          mergeLook: async (id) => (id === task.id ? ok(looked) : err({ kind: 'no-task', message: 'gone' })),
          merge: async (_, order) => {
            orders.push(order)
            return ok({ task, commit: '8d3c1f2', into: 'main', tests: { passed: 41, failed: 0 }, hasTested: true })
          },
        },
      },
      tell: (news) => told.push(news),
      shorten: (path) => path.replace('/home/ada', '~'),
    },
    async (_, deed, words) => {
      const done = await deed
      if (done.ok) said.push(words(done.value))
    },
  )
  await desk.askToMerge(task.id)
  expect(told.at(-1)).toMatchObject({ overlay: { looked: { into: { path: '~/code/payments-api' } } } })
  await desk.askToMerge('gone')
  expect(told.at(-1)).toMatchObject({ overlay: { kind: 'message', lines: ['gone'] } })
  await desk.merge(task.id, { confirm: 'abc', how: 'squash' })
  expect([orders, said]).toEqual([
    [{ confirm: 'abc', how: 'squash' }],
    ['Merged as 8d3c1f2. 41 tests passed. Tidy up: X'],
  ])
})
