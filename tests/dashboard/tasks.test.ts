/** What the routes of tasks add to their service: who may, and that nothing is destroyed that was not looked at. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { err, ok } from '../../src/core/result.ts'
import type { Task } from '../../src/core/tasks/task.ts'
import type { TaskService } from '../../src/services/tasks.ts'
import { noTasks } from '../services/no-tasks.ts'
import { startTestDashboard, type TestDashboard } from './running-dashboard.ts'

const secret = `tcetask_${'a'.repeat(43)}`
const task: Task = {
  ...{
    id: 'tabcde',
    name: 'refunds',
    project: 'shop',
    state: 'in_review',
    since: '2026-11-20T10:00:00.000Z',
    backend: 'x',
  },
  ...{ isPinned: false, isArchived: false, createdAt: '2026-11-20T10:00:00.000Z', remarks: [] },
}
const did: string[] = []
const fake: Partial<TaskService> = {
  setResult: async (id, result, actor) => {
    did.push(`${actor.kind} ${actor.name}: ${id} ${result}`)
    return ok({ ...task, result })
  },
  removal: async () => ok({ task, confirm: 'abc', isAllElsewhere: false, obstacles: [] }),
  remove: async (id, { confirm, copy }) => {
    did.push(`remove ${id} ${confirm} ${copy}`)
    return confirm === 'abc' ? ok({ task }) : err({ kind: 'changed', message: 'It has changed.' })
  },
}

let dashboard: TestDashboard
beforeAll(async () => {
  dashboard = await startTestDashboard({
    findTask: async (given) => (given === secret ? { id: task.id, name: task.name } : undefined),
  })
  Object.assign(dashboard.services.tasks, { ...noTasks, ...fake })
})
afterAll(async () => {
  Object.assign(dashboard.services.tasks, noTasks)
  await dashboard.close()
})

const ask = (method: string, path: string, bearer: string, body?: object) =>
  dashboard.fetch(path, {
    method,
    headers: { Authorization: `Bearer ${bearer}`, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })

it('an agent says what came of its own task with its secret, and can do nothing else with it', async () => {
  expect((await ask('PUT', '/api/tasks/tabcde/result', secret, { result: 'done' })).status).toBe(200)
  expect(did.splice(0)).toEqual(['task refunds: tabcde done'])
  expect((await ask('PUT', '/api/tasks/tother/result', secret, { result: 'done' })).status).toBe(403)
  const others = [
    ['POST', '/api/tasks/tabcde/stop', {}],
    ['POST', '/api/tasks', { project: 'shop' }],
    ['DELETE', '/api/tasks/tabcde', undefined],
    ['POST', '/api/kill/1', { start: '1' }],
    ['GET', '/api/tasks', undefined],
    ['PUT', '/api/backends/x', { command: ['sh'] }],
  ] as const
  for (const [method, path, body] of others) expect((await ask(method, path, secret, body)).status, path).toBe(403)
  expect((await ask('PUT', '/api/tasks/tabcde/result', `${secret}x`, { result: 'x' })).status).toBe(401)
  expect(did).toEqual([])
})

it('a task goes only with the word for what was looked at; without it that is shown', async () => {
  const asked = await ask('DELETE', '/api/tasks/tabcde', dashboard.token)
  expect([asked.status, await asked.json()]).toEqual([
    409,
    expect.objectContaining({
      error: expect.objectContaining({ code: 'confirm-needed' }),
      removal: expect.objectContaining({ confirm: 'abc' }),
    }),
  ])
  expect(did).toEqual([])
  expect((await ask('DELETE', '/api/tasks/tabcde?confirm=old', dashboard.token)).status).toBe(409)
  expect((await ask('DELETE', '/api/tasks/tabcde?confirm=abc', dashboard.token)).status).toBe(200)
  expect(did.splice(0)).toEqual(['remove tabcde old keep', 'remove tabcde abc keep'])
})
