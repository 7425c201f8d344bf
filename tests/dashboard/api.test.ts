/** The routes, and that they answer what the OpenAPI document says. */
import { randomBytes } from 'node:crypto'
import { hc } from 'hono/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { identityProof } from '../../src/control/identity-proof.ts'
import type { KillOutcome } from '../../src/core/kill/kill.ts'
import type { FleetReport } from '../../src/core/process/report.ts'
import type { DashboardApi } from '../../src/dashboard/app.ts'
import { problemOf, startTestDashboard, type TestDashboard } from './running-dashboard.ts'

interface Operation {
  readonly parameters?: {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly schema: object
  }[]
  readonly security?: object[]
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, { schema: object }> }
  >
}
interface ApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: Record<string, object> }
}

let dashboard: TestDashboard
let api: ApiDocument
beforeAll(async () => {
  dashboard = await startTestDashboard({ changeLimit: { burst: 1000, refillMs: 1 } })
  api = (await (await dashboard.fetch('/api/openapi.json')).json()) as ApiDocument
})
afterAll(() => dashboard.close())

const read = (path: string) => dashboard.fetch(path, { headers: { Authorization: `Bearer ${dashboard.token}` } })

/** The schema the document gives for this answer, as something that validates. */
function documented(method: string, path: string, status: number): z.ZodType {
  const schema = api.paths[path]?.[method]?.responses[status]?.content?.['application/json']?.schema
  if (schema === undefined) throw new Error(`${method} ${path} documents no ${status}`)
  const text = JSON.stringify({ ...schema, $defs: api.components.schemas })
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
}

async function expectAsDocumented(response: Response, method: string, path: string): Promise<unknown> {
  const body = await response.json()
  expect(documented(method, path, response.status).safeParse(body)).toMatchObject({ success: true })
  return body
}

describe('the OpenAPI document', () => {
  it('is whole: version, title, every reference and every path parameter', () => {
    expect(api).toMatchObject({ openapi: '3.1.0', info: { title: 'TCE', version: '9.9.9' } })
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    expect(references.length).toBeGreaterThan(20)
    for (const [, name = ''] of references) expect(Object.keys(api.components.schemas)).toContain(name)
    for (const [path, operations] of Object.entries(api.paths)) {
      const inPath = [...path.matchAll(/\{(.+?)\}/g)].map(([, name]) => name)
      for (const { parameters = [], responses, security } of Object.values(operations)) {
        expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(inPath)
        expect(Object.values(responses).every(({ description }) => description !== '')).toBe(true)
        for (const scheme of (security ?? []).flatMap(Object.keys)) {
          expect(Object.keys(api.components.securitySchemes)).toContain(scheme)
        }
      }
    }
  })
  it('lists every route, and the only open ones are signing in and proving who we are', () => {
    const routes = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { security }]) => ({ route: `${method} ${path}`, security })),
    )
    expect(routes.map(({ route }) => route).sort()).toEqual([
      'delete /api/backends/{name}',
      'delete /api/projects/{name}',
      'delete /api/tasks/{id}',
      'delete /api/tasks/{id}/clipboard',
      'delete /api/tasks/{id}/comments/{comment}',
      'delete /api/tasks/{id}/pin',
      'get /api/advice',
      'get /api/alerts',
      'get /api/alerts/dead',
      'get /api/alerts/fired',
      'get /api/analytics',
      'get /api/analytics.csv',
      'get /api/analytics/compare',
      'get /api/analytics/messages',
      'get /api/backends',
      'get /api/data',
      'get /api/data/archive',
      'get /api/data/project',
      'get /api/data/session',
      'get /api/deploy',
      'get /api/deploy/folders',
      'get /api/event-types',
      'get /api/events',
      'get /api/events/counts',
      'get /api/events/export',
      'get /api/events/histogram',
      'get /api/events/intake',
      'get /api/events/prunable',
      'get /api/events/queries',
      'get /api/events/retention',
      'get /api/events/stream',
      'get /api/events/totals',
      'get /api/events/{id}',
      'get /api/health',
      'get /api/ideas',
      'get /api/identity',
      'get /api/inbox',
      'get /api/integrations',
      'get /api/integrations/hooks',
      'get /api/integrations/instructions',
      'get /api/integrations/statusline',
      'get /api/keys',
      'get /api/limits',
      'get /api/log',
      'get /api/maintenance/prune-completed',
      'get /api/markers',
      'get /api/metrics',
      'get /api/prices',
      'get /api/processes',
      'get /api/projects',
      'get /api/projects/full',
      'get /api/projects/{name}/choices',
      'get /api/projects/{name}/files',
      'get /api/projects/{name}/setup',
      'get /api/prompts/commands',
      'get /api/prompts/files',
      'get /api/prompts/history',
      'get /api/prompts/history/{id}',
      'get /api/prompts/recents',
      'get /api/prompts/recents/{id}',
      'get /api/prompts/templates',
      'get /api/prompts/{id}',
      'get /api/queue',
      'get /api/sandbox',
      'get /api/search',
      'get /api/series',
      'get /api/series/{id}',
      'get /api/sessions',
      'get /api/sessions/{id}',
      'get /api/sessions/{id}/events',
      'get /api/sessions/{id}/events/{cursor}',
      'get /api/sessions/{id}/export',
      'get /api/sessions/{id}/state',
      'get /api/sessions/{id}/stream',
      'get /api/settings',
      'get /api/skills',
      'get /api/sources',
      'get /api/stream',
      'get /api/tasks',
      'get /api/tasks/removed',
      'get /api/tasks/{id}',
      'get /api/tasks/{id}/artifacts',
      'get /api/tasks/{id}/artifacts/{name}',
      'get /api/tasks/{id}/attach',
      'get /api/tasks/{id}/clipboard',
      'get /api/tasks/{id}/comments',
      'get /api/tasks/{id}/commit',
      'get /api/tasks/{id}/conversations',
      'get /api/tasks/{id}/files',
      'get /api/tasks/{id}/folder',
      'get /api/tasks/{id}/git/diff',
      'get /api/tasks/{id}/git/diff/state',
      'get /api/tasks/{id}/git/image',
      'get /api/tasks/{id}/git/status',
      'get /api/tasks/{id}/links',
      'get /api/tasks/{id}/merge',
      'get /api/tasks/{id}/output',
      'get /api/tasks/{id}/pr',
      'get /api/tasks/{id}/removal',
      'get /api/tasks/{id}/why',
      'get /api/team/chat',
      'get /api/team/graph',
      'get /api/tray',
      'get /api/usage',
      'get /api/usage.csv',
      'get /api/waiting',
      'get /event-types',
      'get /events',
      'get /metrics',
      'get /sources',
      'get /ws',
      'post /api/advice',
      'post /api/alerts/channels',
      'post /api/alerts/channels/remove',
      'post /api/alerts/channels/test',
      'post /api/alerts/quiet',
      'post /api/alerts/retry',
      'post /api/alerts/rules',
      'post /api/alerts/rules/remove',
      'post /api/alerts/rules/try',
      'post /api/alerts/snooze',
      'post /api/approvals/{id}',
      'post /api/backends/{name}/test',
      'post /api/data/archive/delete',
      'post /api/data/delete',
      'post /api/data/delete-session',
      'post /api/data/forget',
      'post /api/deploy',
      'post /api/events',
      'post /api/events/prune',
      'post /api/events/queries',
      'post /api/events/queries/remove',
      'post /api/events/vacuum',
      'post /api/hooks/{agent}',
      'post /api/ideas',
      'post /api/ideas/{id}',
      'post /api/inbox',
      'post /api/inbox/read',
      'post /api/integrations/hooks/install',
      'post /api/integrations/hooks/uninstall',
      'post /api/integrations/instructions/install',
      'post /api/integrations/instructions/uninstall',
      'post /api/integrations/statusline/install',
      'post /api/integrations/statusline/uninstall',
      'post /api/jump/{pid}',
      'post /api/keys',
      'post /api/keys/revoke',
      'post /api/kill',
      'post /api/kill/{pid}',
      'post /api/limits/ask',
      'post /api/maintenance/prune-completed',
      'post /api/markers',
      'post /api/markers/remove',
      'post /api/markers/tags',
      'post /api/pin/{pid}',
      'post /api/projects',
      'post /api/projects/scan',
      'post /api/projects/{name}/trust',
      'post /api/prompts',
      'post /api/prompts/commands',
      'post /api/prompts/files',
      'post /api/prompts/foresee',
      'post /api/prompts/history/{id}/star',
      'post /api/prompts/recents',
      'post /api/prompts/templates',
      'post /api/prompts/templates/remove',
      'post /api/prompts/{id}/done',
      'post /api/queue/go-on',
      'post /api/queue/hold',
      'post /api/queue/{id}',
      'post /api/session',
      'post /api/session/link',
      'post /api/sessions/stop-all',
      'post /api/sessions/{id}/marks',
      'post /api/settings',
      'post /api/tasks',
      'post /api/tasks/{id}/archive',
      'post /api/tasks/{id}/artifacts',
      'post /api/tasks/{id}/comments',
      'post /api/tasks/{id}/comments/send',
      'post /api/tasks/{id}/commit',
      'post /api/tasks/{id}/folder',
      'post /api/tasks/{id}/fork',
      'post /api/tasks/{id}/input',
      'post /api/tasks/{id}/merge',
      'post /api/tasks/{id}/merge/stop',
      'post /api/tasks/{id}/open',
      'post /api/tasks/{id}/pin',
      'post /api/tasks/{id}/pr',
      'post /api/tasks/{id}/rename',
      'post /api/tasks/{id}/restart',
      'post /api/tasks/{id}/resume',
      'post /api/tasks/{id}/status',
      'post /api/tasks/{id}/stop',
      'post /api/tasks/{id}/unarchive',
      'post /api/tasks/{id}/undo',
      'post /api/tasks/{id}/upload',
      'post /api/team/chat',
      'post /api/team/graph',
      'post /api/tray/hide',
      'post /api/tray/show',
      'post /api/unpin/{pid}',
      'post /api/waiting/not-now',
      'post /api/waiting/seen',
      'post /events',
      'post /v1/logs',
      'post /v1/metrics',
      'post /v1/traces',
      'put /api/backends/{name}',
      'put /api/projects/{name}',
      'put /api/tasks/{id}/clipboard',
      'put /api/tasks/{id}/comments/{comment}',
      'put /api/tasks/{id}/result',
      'put /api/tasks/{id}/viewed',
    ])
    const open = routes.filter(({ security }) => security?.length === 0)
    expect(open.map(({ route }) => route).sort()).toEqual(['get /api/identity', 'get /ws', 'post /api/session'])
  })
  it('gives limits and groupings with their allowed values', () => {
    const parameters = api.paths['/api/sessions']?.['get']?.parameters
    expect(parameters?.find(({ name }) => name === 'limit')?.schema).toMatchObject({
      minimum: 1,
      maximum: 1000,
      default: 20,
    })
  })
})

describe('reading', () => {
  it.each([
    ['/api/processes', '/api/processes'],
    ['/api/health', '/api/health'],
    ['/api/log?limit=2', '/api/log'],
    ['/api/usage?by=model&splitBy=model&since=2026-11-01&timezone=Europe/Rome', '/api/usage'],
    ['/api/sessions?limit=1&sort=cost', '/api/sessions'],
    ['/api/sessions/3f2a', '/api/sessions/{id}'],
    ['/api/series?name=a,b&limit=5', '/api/series'],
    [`/api/identity?challenge=${'ab'.repeat(16)}`, '/api/identity'],
  ])('%s answers as documented', async (url, path) => {
    const response = await read(url)
    expect(response.status).toBe(200)
    await expectAsDocumented(response, 'get', path)
  })
  it.each([
    ['/api/sessions?limit=0', 'limit: a whole number from 1 to 1000'],
    ['/api/sessions?limit=1001', 'limit: a whole number from 1 to 1000'],
    ['/api/sessions?limit=ten', 'limit: a whole number from 1 to 1000'],
    ['/api/sessions?limit=', 'limit: a whole number from 1 to 1000'],
    ['/api/sessions?limit=1&limit=2', 'limit: a whole number from 1 to 1000'],
    ['/api/sessions?sort=moon', 'one of start, active, cost, tokens, duration, agent'],
    ['/api/log?limit=1.5', 'limit: a whole number from 1 to 1000'],
    [
      '/api/usage?by=moon',
      'one of hour, day, week, month, model, project, session, branch, agent, subagent, block, hour-of-week',
    ],
    ['/api/usage?since=yesterday', 'since: a day as YYYY-MM-DD'],
    ['/api/usage?since=2026-02-30', 'since: a day as YYYY-MM-DD'],
    ['/api/usage?timezone=Mars/Olympus', 'timezone: an IANA time zone, e.g. Europe/Rome'],
    ['/api/usage?weekStartsOn=friday', 'weekStartsOn: monday or sunday'],
    ['/api/identity?challenge=short', 'challenge: 32 to 128 hexadecimal digits'],
  ])('%s says what is allowed', async (url, message) => {
    expect(await problemOf(await read(url))).toMatchObject({
      status: 400,
      code: 'bad-request',
      message: expect.stringContaining(message),
    })
  })
  it('hands the query on as it was asked', async () => {
    dashboard.services.queries.length = 0
    await read('/api/usage?by=project&until=2026-11-20&model=m&weekStartsOn=sunday&unknown=1')
    expect(dashboard.services.queries).toEqual([
      { by: 'project', until: '2026-11-20', model: 'm', weekStartsOn: 'sunday' },
    ])
  })
  it('takes kinds of agents by mark or id, several with commas or again', async () => {
    dashboard.services.queries.length = 0
    await read('/api/usage?agent=cx,claude&agent=PI')
    expect(dashboard.services.queries).toEqual([{ by: 'day', agent: ['codex', 'claude', 'pi'] }])
    const codex = await read('/api/processes?agent=cx')
    expect(await codex.json()).toMatchObject({ processes: [], dot: 'grey', counts: { total: 0 } })
    const claude = (await (await read('/api/processes?agent=cl')).json()) as FleetReport
    expect(claude.processes.length).toBeGreaterThan(0)
    for (const path of ['/api/processes?agent=vim', '/api/sessions?agent=cx,vim', '/api/usage.csv?agent=']) {
      expect(await problemOf(await read(path))).toMatchObject({
        status: 400,
        message: expect.stringContaining('agent: one or several of cl (claude), cx (codex), '),
      })
    }
  })
  it('of what is not there is a 404 in the same shape, in /api and outside', async () => {
    for (const path of ['/api/sessions/nope', '/api/nope', '/nope.txt', '/api/kill']) {
      expect(await problemOf(await read(path))).toMatchObject({ status: 404, message: expect.any(String) })
    }
  })
  it('that fails inside is a 500 that tells nothing, and is reported', async () => {
    await using broken = await startTestDashboard()
    broken.services.usage.report = async () => {
      throw new Error('secret of the database')
    }
    const response = await broken.fetch('/api/usage', { headers: { Authorization: `Bearer ${broken.token}` } })
    expect(await problemOf(response)).toMatchObject({
      status: 500,
      code: 'internal',
      message: expect.not.stringContaining('secret'),
    })
    expect(broken.errors).toEqual([expect.stringContaining('GET /api/usage failed: Error: secret')])
  })
})

describe('a kill', () => {
  it.each([
    ['ended', 200],
    ['still-alive', 202],
    ['not-permitted', 403],
    ['protected', 403],
    ['not-watched', 404],
    ['gone', 409],
    ['defunct', 409],
  ] satisfies [KillOutcome, number][])('that came to "%s" is a %i with the report', async (outcome, status) => {
    dashboard.services.outcome = outcome
    const response = await dashboard.post('/api/kill/4242', { start: '424200' })
    expect(response.status).toBe(status)
    const body = await expectAsDocumented(response, 'post', '/api/kill/{pid}')
    const report = status < 300 ? body : (body as { report: unknown }).report
    expect(report).toMatchObject({ pid: 4242, outcome, message: `It is ${outcome}.` })
    if (status >= 400) expect(body).toMatchObject({ error: { code: outcome, message: `It is ${outcome}.` } })
    dashboard.services.outcome = 'ended'
  })
  it('goes to exactly the process of the last scan, with force when asked', async () => {
    dashboard.services.kills.length = 0
    await dashboard.post(
      '/api/kill/4343?force=true',
      { startedAt: '2026-11-20T10:00:00+01:00' },
      { 'TCE-Client': 'tray' },
    )
    await dashboard.post('/api/kill/7001')
    expect(dashboard.services.kills).toEqual([
      {
        actor: { kind: 'token', name: 'tray' },
        request: { targets: [{ pid: 4343, start: '434300' }], force: true, isExplicit: true },
      },
      {
        actor: { kind: 'token', name: 'api' },
        request: { targets: [{ pid: 7001, start: '42' }], force: false, isExplicit: true },
      },
    ])
    expect((await dashboard.post('/api/kill/4343?force=yes')).status).toBe(400)
  })
  it('of many gives one report each, in order, and never names a supervisor explicitly', async () => {
    dashboard.services.kills.length = 0
    const targets = [
      { pid: 4343, start: '434300' },
      { pid: 4242, start: 'Thu Nov 20 09:00:00 2026' },
    ]
    const response = await dashboard.post('/api/kill', { targets }, { 'TCE-Client': 'cli' })
    const body = await expectAsDocumented(response, 'post', '/api/kill')
    expect((body as { reports: { pid: number }[] }).reports.map(({ pid }) => pid)).toEqual([4343, 4242])
    expect(dashboard.services.kills).toEqual([
      { actor: { kind: 'token', name: 'cli' }, request: { targets, force: false } },
    ])
  })
})

describe('pins', () => {
  it.each(['pin', 'unpin'])('%s answers as documented', async (action) => {
    const response = await dashboard.post(`/api/${action}/4242`, { start: '424200' })
    expect(response.status).toBe(200)
    expect(await expectAsDocumented(response, 'post', `/api/${action}/{pid}`)).toMatchObject({
      pinned: action === 'pin',
    })
    expect((await dashboard.post(`/api/${action}/4242`, { start: '1' })).status).toBe(409)
    expect((await dashboard.post(`/api/${action}/9999`)).status).toBe(404)
  })
})

describe('who we are', () => {
  it('is proved with the token, which is not sent', async () => {
    const challenge = randomBytes(32).toString('hex')
    const answer = await (await dashboard.fetch(`/api/identity?challenge=${challenge}`)).json()
    expect(answer).toMatchObject({ name: 'tce', proof: identityProof(dashboard.token, challenge) })
  })
})

describe('a link', () => {
  it('is made for the holder of the token and signs in once', async () => {
    const response = await dashboard.post('/api/session/link')
    const { url } = (await expectAsDocumented(response, 'post', '/api/session/link')) as { url: string }
    expect(url).toMatch(new RegExp(`^http://localhost:${dashboard.port}/#code=[0-9a-f]{32}$`))
    const code = url.split('=')[1]
    const signedIn = await dashboard.post('/api/session', { code }, { Authorization: '' })
    await expectAsDocumented(signedIn, 'post', '/api/session')
  })
})

describe('the typed client', () => {
  it('takes its types from the routes', async () => {
    const client = hc<DashboardApi>(dashboard.url, { headers: { Authorization: `Bearer ${dashboard.token}` } })
    const response = await client.api.processes.$get({ query: {} })
    if (!response.ok) throw new Error((await response.json()).error.message)
    const fleet = await response.json()
    expect(fleet.processes[0]?.health).toBe('healthy')
    const killed = await client.api.kill[':pid'].$post({ param: { pid: 4242 }, query: {}, json: { start: '1' } })
    expect(killed.status).toBe(409)
    const sessions = await client.api.sessions.$get({ query: { limit: 5, search: 'x' } })
    expect(sessions.status).toBe(200)
  })
})
