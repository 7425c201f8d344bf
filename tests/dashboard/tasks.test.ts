/** What the routes of tasks add to their service: who may, and that nothing is destroyed that was not looked at. */
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { err, ok } from '../../src/core/result.ts'
import type { Task } from '../../src/core/tasks/task.ts'
import { type AttachBytes, type AttachNews, readBytesMessage, typedMessage } from '../../src/core/terminals/attach.ts'
import type { AttachOptions, TerminalViewer } from '../../src/runner/terminals.ts'
import type { TaskService } from '../../src/services/tasks.ts'
import { noTaskReview } from '../services/no-task-review.ts'
import { noTaskFiles, noTasks, type noTaskView } from '../services/no-tasks.ts'
import { waitFor } from '../tools/wait-for.ts'
import { cookieOf, startTestDashboard, type TestDashboard, unknownPeers } from './running-dashboard.ts'

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
    peers: unknownPeers,
    findTask: async (given) => (given === secret ? { id: task.id, name: task.name } : undefined),
  })
  Object.assign(dashboard.services.tasks, { ...noTasks, ...fake })
})
afterAll(async () => {
  Object.assign(dashboard.services.tasks, noTasks)
  Object.assign(dashboard.services.taskFiles, noTaskFiles)
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

it('an artifact is a page of no place without a right; its agent shows one of its own task, and offers a text', async () => {
  const hostile = '<script>fetch("/api/tasks")</script><form action="/api/kill/1" method="post"><img src="/api/tasks">'
  const artifact = { name: 'report.html', path: 'out/report.html', sizeBytes: 3, addedAt: task.createdAt }
  Object.assign(dashboard.services.taskFiles, {
    read: async (_: string, name: string) => ok({ artifact: { ...artifact, name }, bytes: Buffer.from(hostile) }),
    addArtifact: async (id: string, { path }: { path: string }, actor: { kind: string }) => {
      did.push(`${actor.kind} ${id} ${path}`)
      return ok(artifact)
    },
    stage: async (id: string, text: string) =>
      ok({ text: `${id} ${text}`, from: 'told', at: task.since, until: task.since }),
  })
  const page = await ask('GET', '/api/tasks/tabcde/artifacts/report.html', dashboard.token)
  expect([page.status, await page.text()]).toEqual([200, hostile])
  const header = (name: string) => page.headers.get(name)
  expect(header('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
  expect(header('content-security-policy')).not.toMatch(/allow-|script-src|'self'/)
  expect([header('x-content-type-options'), header('cross-origin-resource-policy'), header('content-type')]).toEqual([
    ...['nosniff', 'same-origin', 'text/html; charset=utf-8'],
  ])
  expect(header('content-disposition')).toBe("inline; filename*=UTF-8''report.html")
  const file = await ask('GET', `/api/tasks/tabcde/artifacts/${encodeURIComponent('a\r\nX: y.exe')}`, dashboard.token)
  expect([file.headers.get('content-type'), file.headers.get('x'), file.headers.get('content-disposition')]).toEqual([
    ...['application/octet-stream', null, "attachment; filename*=UTF-8''a%0D%0AX%3A%20y.exe"],
  ])
  const shown = { path: 'out/report.html' }
  expect((await ask('POST', '/api/tasks/tabcde/artifacts', secret, shown)).status).toBe(200)
  expect((await ask('PUT', '/api/tasks/tabcde/clipboard', secret, { text: 'x' })).status).toBe(200)
  for (const [method, path, body] of [
    ['POST', '/api/tasks/tother/artifacts', shown],
    ['PUT', '/api/tasks/tother/clipboard', { text: 'x' }],
    ['GET', '/api/tasks/tabcde/clipboard', undefined],
    ['GET', '/api/tasks/tabcde/artifacts/report.html', undefined],
    ['DELETE', '/api/tasks/tabcde/clipboard', undefined],
    ['POST', '/api/tasks/tabcde/upload', { name: 'x', base64: '' }],
  ] as const)
    expect((await ask(method, path, secret, body)).status, path).toBe(403)
  expect(did.splice(0)).toEqual(['task tabcde out/report.html'])
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

/** A terminal that shows what a test lets it. */
const seen = { viewer: undefined as TerminalViewer | undefined, options: {} as AttachOptions, done: [] as string[] }
const size = { columns: 80, rows: 24 }
const running = {
  ...{ id: 'tabcde.1', taskId: 'tabcde', generation: 1, argv: ['x'], cwd: '/', spawn: 'aspawn', size },
  ...{ startedAtMs: 0, offset: 5, viewers: 1 },
}
const terminal: typeof noTaskView.attach = async (id, viewer, options, actor) => {
  if (id !== 'tabcde') return err({ kind: 'no-task', message: `There is no task ${id}.` })
  Object.assign(seen, { viewer, options, done: [`by ${actor.kind}`] })
  // The first picture may be there before the answer is.
  void viewer.picture({ bytes: Buffer.from('hello'), size, offset: 5, hasHistory: false })
  return ok({
    ...{ kind: 'live', name: 'refunds' },
    terminal: {
      ...{ session: running, lastTyped: 3 },
      async type(bytes, number) {
        seen.done.push(`${number} ${bytes}`)
        return String(bytes) === 'late' ? err({ kind: 'ended', message: 'It has ended.' }) : ok(undefined)
      },
      size: (shown, takes) => void seen.done.push(`${shown.columns} ${takes === true ? 'taken' : 'shown'}`),
      close: () => void seen.done.push('left'),
    },
  })
}

interface Look {
  readonly socket: WebSocket
  readonly said: (AttachNews | AttachBytes)[]
  readonly closed: Promise<number>
  say(order: object): void
  next(type: string): Promise<AttachNews | AttachBytes>
}

async function look(headers: Record<string, string>, id = 'tabcde'): Promise<Look> {
  dashboard.services.taskView.attach = terminal
  const socket = new WebSocket(`ws://127.0.0.1:${dashboard.port}/api/tasks/${id}/attach`, { headers })
  const said: (AttachNews | AttachBytes)[] = []
  socket.on('message', (data: Buffer, isBinary) => {
    const bytes = isBinary ? readBytesMessage(data) : undefined
    said.push(bytes ?? (JSON.parse(String(data)) as AttachNews))
  })
  const closed = once(socket, 'close').then(([code]) => Number(code))
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  const kindOf = (one: AttachNews | AttachBytes) => ('type' in one ? one.type : one.kind)
  return {
    ...{ socket, said, closed },
    say: (order) => socket.send(JSON.stringify(order)),
    next: (type) => waitFor(`${type} from the terminal`, () => said.find((one) => kindOf(one) === type)),
  }
}
const attach = { type: 'attach', writer: 'a-writer-of-a-test' }
const bearer = () => ({ Authorization: `Bearer ${dashboard.token}` })

it('a terminal is looked at by who may read; what is typed is taken in its order, and told when it was given', async () => {
  const one = await look(bearer())
  one.say({ ...attach, size: { columns: 98, rows: 30 }, have: { spawn: 'aspawn', offset: 2 }, slices: true })
  for (const [number, text] of [
    [4, 'a'],
    [5, 'b'],
    [6, 'late'],
  ] as const)
    one.socket.send(typedMessage(number, Buffer.from(text)))
  expect(await one.next('not-typed')).toMatchObject({ number: 6, kind: 'ended', message: 'It has ended.' })
  expect(one.said.slice(0, 2)).toEqual([
    expect.objectContaining({
      type: 'begin',
      run: 'tabcde.1',
      spawn: 'aspawn',
      isLive: true,
      lastTyped: 3,
      mayType: true,
    }),
    expect.objectContaining({ kind: 'picture', offset: 5, size, bytes: Buffer.from('hello') }),
  ])
  expect(seen.options).toMatchObject({ writer: attach.writer, have: { spawn: 'aspawn', offset: 2 }, history: false })
  one.say({ type: 'size', size: { columns: 120, rows: 30 }, take: true })
  await expect.poll(() => seen.done).toEqual(['by token', '98 shown', '4 a', '5 b', '6 late', '120 taken'])
  void seen.viewer?.slice?.({ bytes: Buffer.from('above'), isFirst: true })
  expect(await one.next('slice')).toMatchObject({ isFirst: true, bytes: Buffer.from('above') })
  seen.viewer?.resized({ columns: 120, rows: 30 }, 9)
  seen.viewer?.over({ isObserved: true, code: 7, signal: 0, atMs: 0 })
  expect(await one.next('size')).toMatchObject({ offset: 9, size: { columns: 120 } })
  expect(await one.next('over')).toMatchObject({ isClean: false, words: 'ended with 7' })
  one.socket.close()
  await expect.poll(() => seen.done.at(-1)).toBe('left')
})

it('a page types with what only it knows, after a sign-in of the last minutes; others of its browser look', async () => {
  const signedIn = await dashboard.post('/api/session', { token: dashboard.token }, { Authorization: '' })
  const { csrf } = (await signedIn.json()) as { csrf: string }
  const page = { Cookie: cookieOf(signedIn), Origin: `http://localhost:${dashboard.port}` }
  const other = await look(page)
  other.say(attach)
  expect(await other.next('begin')).toMatchObject({ mayType: false, code: 'csrf' })
  other.socket.send(typedMessage(4, Buffer.from('rm')))
  expect(await other.next('not-typed')).toMatchObject({ number: 4, kind: 'not-permitted' })
  other.say({ type: 'size', size, take: true })
  await expect.poll(() => seen.done).toEqual(['by browser', '80 shown'])
  other.say({ type: 'may', csrf })
  expect(await other.next('may')).toMatchObject({ mayType: true })
  const own = await look(page)
  own.say({ ...attach, csrf })
  expect(await own.next('begin')).toMatchObject({ mayType: true })
  for (const headers of [{}, { Authorization: `Bearer ${secret}` }]) {
    const socket = new WebSocket(`ws://127.0.0.1:${dashboard.port}/api/tasks/tabcde/attach`, { headers })
    const [refused] = await once(socket, 'error')
    expect(String(refused), JSON.stringify(headers)).toMatch(/40[13]/)
  }
  expect((await ask('GET', '/api/tasks/tabcde/attach', dashboard.token)).status).toBe(400)
})

it('who does not say what it drew gets no more than 64 KiB on its way; a word that is none ends it', async () => {
  const one = await look(bearer())
  one.say(attach)
  await one.next('picture')
  // Who did not ask for slices gets rows above in one picture.
  expect(seen.viewer?.slice).toBeUndefined()
  const taken = seen.viewer?.output(Buffer.alloc(60_000), 5)
  expect(taken).toBeUndefined()
  let isTaken = false
  const held = Promise.resolve(seen.viewer?.output(Buffer.alloc(60_000), 60_005)).then(() => {
    isTaken = true
  })
  one.say({ type: 'drawn', bytes: 5 })
  one.say({ type: 'size', size })
  await expect.poll(() => seen.done.at(-1)).toBe('80 shown')
  expect(isTaken).toBe(false)
  one.say({ type: 'drawn', bytes: 60_005 })
  await held
  one.say({ type: 'what' })
  expect(await one.closed).toBe(1008)
  const none = await look(bearer(), 'tnone')
  none.say(attach)
  expect(await none.next('refused')).toMatchObject({ kind: 'no-task' })
  expect(await none.closed).toBe(1000)
})

it('an image that an agent made runs nothing, and belongs to no page', async () => {
  const evil = Buffer.from('<script>alert(1)</script>')
  Object.assign(dashboard.services.taskReview, {
    image: async () => ok({ bytes: evil, type: 'image/png' }),
  })
  const told = await ask('GET', '/api/tasks/tabcde/git/image?path=a.png', dashboard.token)
  expect([told.status, await told.text()]).toEqual([200, String(evil)])
  expect(told.headers.get('content-type')).toBe('image/png')
  expect(told.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
  expect(told.headers.get('x-content-type-options')).toBe('nosniff')
  Object.assign(dashboard.services.taskReview, { image: noTaskReview.state })
  expect((await ask('GET', '/api/tasks/tabcde/git/image?path=a.png', dashboard.token)).status).toBe(404)
  expect((await ask('GET', '/api/tasks/tabcde/git/diff?of=--output', dashboard.token)).status).toBe(400)
  // An agent writes no prompt, and no comment either.
  for (const path of ['/api/tasks/tabcde/comments', '/api/tasks/tabcde/comments/send'])
    expect((await ask('POST', path, secret, {})).status, path).toBe(403)
})
