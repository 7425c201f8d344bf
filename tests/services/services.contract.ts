/** What services answer, whether they look themselves or ask a server: the same to the letter. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listPrices } from '../../src/agents/list-prices.ts'
import { type AuditEntry, ownUser } from '../../src/core/audit/audit.ts'
import type { HookReport } from '../../src/core/hooks/hook-report.ts'
import type { AgentId } from '../../src/core/process/agent-ids.ts'
import type { AgentProcess } from '../../src/core/process/process.ts'
import { err, ok } from '../../src/core/result.ts'
import type { PromptPage } from '../../src/core/search/prompt-question.ts'
import type { Services } from '../../src/services/services.ts'
import { exportSession } from '../../src/services/session-export.ts'
import { agentReport, fleetOf } from '../dashboard/fake-services.ts'
import { type Machine, machine, payments, redis } from './machine.ts'

export interface Opened {
  readonly services: Services
  close(): Promise<void>
}

/** A fact that is not known is absent; on its way through JSON or not. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** `open` reaches the services of the machine in its own way. */
export function testServices(name: string, open: (machine: Machine) => Promise<Opened>): void {
  let given: Machine
  let opened: Opened
  const use = async (agents?: readonly AgentProcess[]) => {
    given = machine(agents)
    opened = await open(given)
  }
  beforeEach(() => use())
  afterEach(async () => {
    await opened.close()
    await given.services.close()
  })

  describe(`limits, ${name}`, () => {
    it('are what agents told last, with when and by whom; of whom nothing is known is said', async () => {
      const { nowMs } = given.state
      const window = { name: 'primary', usedPercent: 42, windowMinutes: 300, resetsAtMs: nowMs + 7_200_000 }
      given.state.accounts = [{ agent: 'codex', atMs: nowMs - 60_000, account: { plan: 'plus', windows: [window] } }]
      const report = await opened.services.limits.read()
      expect(plain(report)).toEqual(plain(await given.services.limits.read()))
      expect(report.accounts).toMatchObject([{ id: 'codex', name: 'ChatGPT Plus', source: 'session-log' }])
      expect(report.accounts[0]?.windows).toMatchObject([
        { window: 'primary', label: 'Primary, 5 hours', state: 'known', origin: 'official', usedPercent: 42 },
      ])
      expect(report.unknown).toMatchObject([{ agent: 'claude', next: 'tce statusline install' }])
    })
  })

  describe(`asking for limits, ${name}`, () => {
    it('asks each once whoever wants it meanwhile, keeps what is said, and logs it', async () => {
      const { state } = given
      let asked = 0
      const windows = [{ window: 'five-hours', usedPercent: 42, resetsAtMs: state.nowMs + 7_200_000 }]
      state.limitAskers = [
        {
          ...{ agent: 'claude', folder: '/home/dev/.claude', isByFolder: true },
          ask: async () => {
            asked += 1
            await new Promise((resolve) => setTimeout(resolve, 50))
            return ok([{ plan: 'max', windows }])
          },
        },
        { agent: 'codex', folder: '/home/dev/.codex', isByFolder: false, ask: async () => err('it says no limits') },
      ]
      const { limits } = opened.services
      const [{ answers, limits: report }] = await Promise.all([limits.ask(ownUser('cli')), limits.ask(ownUser('cli'))])
      expect(asked).toBe(1)
      expect(answers.map(({ place, isHeard, message }) => [place, isHeard, message])).toEqual([
        ['~/.claude', true, 'Claude Code was asked, and said 1 number.'],
        ['/home/dev/.codex'.replace('/home/dev', '~'), false, 'Codex was asked: it says no limits.'],
      ])
      expect(report.accounts).toMatchObject([
        { id: 'claude ~/.claude', name: 'Claude Max', source: 'asked', windows: [{ usedPercent: 42, state: 'known' }] },
      ])
      const log = state.audit.filter(({ action }) => action === 'limits.ask')
      expect(log.map(({ subject, outcome }) => [subject, outcome])).toEqual([
        ['~/.claude', 'done'],
        ['~/.codex', 'not-heard'],
      ])
    })
  })

  describe(`the status line, ${name}`, () => {
    it('is installed and uninstalled by a word, each in the audit log, and says how it stands', async () => {
      const { statusLine } = opened.services
      expect((await statusLine.read()).places).toMatchObject([{ agent: 'claude', state: 'none' }])
      expect(await statusLine.install(ownUser('cli'))).toMatchObject({
        ok: true,
        value: { places: [{ state: 'ours' }] },
      })
      expect(plain(await statusLine.read())).toEqual(plain(await given.services.statusLine.read()))
      expect(await statusLine.uninstall(ownUser('cli'))).toMatchObject({
        ok: true,
        value: { places: [{ state: 'none' }] },
      })
      const log = given.state.audit.filter(({ action }) => action.startsWith('statusline'))
      expect(log.map(({ action, outcome }) => [action, outcome])).toEqual([
        ['statusline.install', 'done'],
        ['statusline.uninstall', 'done'],
      ])
    })
  })

  describe(`the fleet, ${name}`, () => {
    it('is what the machine shows, and a fact that is not known stays unknown', async () => {
      const [agent] = (await opened.services.fleet.read()).processes
      expect(plain(agent)).toEqual(plain((await given.services.fleet.read()).processes[0]))
      expect(agent).toMatchObject({ pid: 48213, project: 'payments-api', capabilities: ['kill', 'pin'] })
      expect(agent?.cpuPercent).toBeUndefined()
      expect(agent?.figures).toBeUndefined()
    })

    it('tells the sessions that go on although no process of theirs is seen', async () => {
      const { id } = given.state.session
      const known = { agent: 'claude', project: 'shop', activity: 'busy', doing: 'Bash cargo test' } as const
      given.state.glimpses = [{ ...known, sessionId: id, lastRecordAt: '2026-11-20T10:00:00.000Z' }]
      const told = (await opened.services.fleet.read()).sessionsWithoutProcess
      expect(plain(told)).toEqual(given.state.glimpses)
      given.state.agents = [{ ...payments, sessionId: id }]
      given.state.nowMs += 60_000
      expect((await opened.services.fleet.read()).sessionsWithoutProcess).toEqual([])
    })

    it('keeps words of a machine that knows more than we do, and never takes them for "healthy"', async () => {
      const odd = { health: 'overloaded', role: 'swarm', activity: 'dreaming', capabilities: ['kill', 'prompt'] }
      given.services.fleet.read = async () => fleetOf([{ ...agentReport(48213), ...odd } as never])
      expect((await opened.services.fleet.read()).processes[0]).toMatchObject(odd)
    })

    it('ends exactly the named processes: one report each, in order, and the log says who asked', async () => {
      const other = { ...payments, pid: 50418, start: '1200', project: 'mobile-app' }
      given.state.agents = [payments, other]
      const targets = [other, payments].map(({ pid, start }) => ({ pid, start }))
      const reports = await opened.services.fleet.kill({ targets, force: false }, ownUser('cli'))
      expect(reports).toMatchObject([
        { pid: 50418, outcome: 'ended', ok: true, sent: ['SIGTERM'] },
        { pid: 48213, outcome: 'ended', ok: true },
      ])
      expect(await opened.services.log.newest(1)).toMatchObject([
        {
          actor: { name: 'cli' },
          action: 'process.kill',
          outcome: 'ended',
          target: { project: expect.any(String), agent: 'claude' },
        },
      ])
    })

    it('pins an agent and takes that back', async () => {
      expect(await opened.services.fleet.pin(payments, ownUser('cli'))).toEqual({
        id: '48213:1000',
        pinned: true,
        ok: true,
        message: 'payments-api is pinned: it is never stale.',
      })
      expect((await opened.services.fleet.read()).processes[0]).toMatchObject({ health: 'pinned', pinned: true })
      expect(await opened.services.fleet.unpin(payments, ownUser('cli'))).toMatchObject({ pinned: false, ok: true })
      expect(given.state.pins).toEqual([])
    })

    it("shows an agent's terminal, or says why not and what leads there, and notes who wanted it", async () => {
      given.state.agents = [{ ...payments, tty: 'pts/3' }]
      await given.services.fleet.read()
      const shown = await opened.services.fleet.jump(payments, ownUser('cli'))
      const id = '48213:1000'
      expect(shown).toEqual({ id, ok: true, message: 'Shown: tmux pane %7, in the terminal pts/3.' })
      given.state.agents = [payments]
      given.state.nowMs += 60_000
      await given.services.fleet.read()
      const command = 'claude --resume 48213'
      expect(await opened.services.fleet.jump(payments, ownUser('cli'))).toEqual({
        ...{ id, ok: false, message: 'It has no terminal: another program started it.', command },
      })
      expect(await opened.services.log.newest(2)).toMatchObject([
        { action: 'terminal.show', outcome: 'not-shown', target: { project: 'payments-api' } },
        { action: 'terminal.show', outcome: 'done', actor: { name: 'cli' } },
      ])
      const gone = await opened.services.fleet.jump({ pid: 4, start: '4' }, ownUser('cli'))
      expect(gone).toMatchObject({ id: '4:4', ok: false, message: expect.stringContaining('4') })
    })

    it.each([
      ['a process that is no agent', { pid: redis.pid, start: redis.start }],
      ['a pid that is another process by now', { pid: payments.pid, start: '2000' }],
      ['a process that is gone', { pid: 4, start: '4' }],
    ])('does not pin %s, and says so', async (_, target) => {
      given.state.agents = [{ ...payments, children: [redis] }]
      await given.services.fleet.read()
      const report = await opened.services.fleet.pin(target, ownUser('cli'))
      expect(report).toMatchObject({ id: `${target.pid}:${target.start}`, ok: false, pinned: false })
      expect(report.message).toContain(String(target.pid))
      expect(given.state.pins).toEqual([])
    })
  })

  describe(`usage, ${name}`, () => {
    it('is the report of the ledger to exactly this question', async () => {
      const query = { by: 'model', splitBy: 'model', since: '2026-11-01', until: '2026-11-20', project: 'a&b' } as const
      const report = await opened.services.usage.report(query)
      expect(given.state.usageQueries).toEqual([query])
      expect(plain(report)).toEqual(plain(await given.services.usage.report(query)))
      expect(report.periods.today.unpriced).toEqual([{ model: 'mystery-1', tokens: 7 }])
    })

    it('tells the prices in force, every figure of every model', async () => {
      expect(plain(await opened.services.usage.prices())).toEqual(plain(listPrices))
    })
  })

  describe(`sessions, ${name}`, () => {
    it('have what they say of themselves by OpenTelemetry beside what is counted, never in it', async () => {
      const { id } = given.state.session
      const told = { agent: 'claude', sessionId: id, costUsd: 0.5, input: 7, requests: 1 }
      const before = await opened.services.sessions.find(id)
      expect(before?.told).toBeUndefined()
      const record = { source: 'claude-otel', event_type: 'api_request', atMs: given.state.nowMs, session_id: id, told }
      await given.services.events.capture([record])
      const session = await opened.services.sessions.find(id)
      expect(session?.told).toMatchObject({ by: 'logs', costUsd: 0.5, requests: 1, tokens: { input: 7, output: 0 } })
      expect(plain({ ...session, told: undefined })).toEqual(plain(before))
    })

    it('are listed as asked for', async () => {
      const query = { limit: 5, sort: 'cost', search: 'naïve ⌘', agent: ['codex', 'pi'] } as const
      expect(plain(await opened.services.sessions.list(query))).toEqual(
        plain({ sessions: [given.state.session], total: 1, agents: ['claude'] }),
      )
      expect(given.state.sessionQueries).toEqual([query])
    })

    it('are found by a beginning of their id; one that is not there is undefined', async () => {
      const { session } = given.state
      expect(plain(await opened.services.sessions.find(session.id.slice(0, 8)))).toEqual(plain(session))
      expect(await opened.services.sessions.find('ffffffff')).toBeUndefined()
      expect(await opened.services.sessions.watch('ffffffff')).toBeUndefined()
    })

    it('keep the name, star, tags and note that their user gives them, beside what their agent wrote', async () => {
      const { sessions, log } = opened.services
      const { id, title } = given.state.session
      const change = {
        name: 'naïve ⌘ locks',
        note: 'two\nlines',
        addTags: ['Release'],
        isStarred: true,
        isArchived: false,
      }
      const marked = await sessions.mark(id.slice(0, 8), change, ownUser('cli'))
      const kept = { name: 'naïve ⌘ locks', note: 'two\nlines', tags: ['release'], isStarred: true, title }
      expect(marked).toMatchObject({ ok: true, value: { id, ...kept } })
      expect(await sessions.find(id)).toMatchObject(kept)
      expect((await sessions.find(id))?.isArchived).toBeUndefined()
      expect((await sessions.list({ limit: 1 })).sessions[0]).toMatchObject(kept)
      expect((await log.newest(1))[0]).toMatchObject({ action: 'session.mark', subject: id, outcome: 'done' })
      const search = async (query: string) => {
        const found = await opened.services.search.search({ query: `advisory lock ${query}` })
        return found.ok ? found.value.groups.map(({ name }) => name) : found.error.message
      }
      for (const query of ['is:starred', 'tag:release', 'is:failed,starred', '-is:archived', '-tag:other'])
        expect([query, await search(query)]).toEqual([query, ['naïve ⌘ locks']])
      for (const query of ['is:archived', '-is:failed,starred', 'tag:rel'])
        expect([query, await search(query)]).toEqual([query, []])
      const cleared = await sessions.mark(id, { name: '', note: '', removeTags: ['release'] }, ownUser('cli'))
      expect(plain(cleared.ok && [cleared.value.name, cleared.value.note, cleared.value.tags])).toEqual([
        null,
        null,
        null,
      ])
      expect(cleared).toMatchObject({ ok: true, value: { isStarred: true } })
    })

    it('lend their name to the agent that runs them', async () => {
      const { sessions, fleet } = opened.services
      const { id } = given.state.session
      given.state.agents = [{ ...payments, sessionId: id, name: 'webhook-retries' }]
      const nameNow = async () => (await fleet.read()).processes[0]?.name
      expect(await nameNow()).toBe('webhook-retries')
      await sessions.mark(id, { name: 'naïve ⌘' }, ownUser('cli'))
      expect(await nameNow()).toBe('naïve ⌘')
      await sessions.mark(id, { name: '' }, ownUser('cli'))
      expect(await nameNow()).toBe('webhook-retries')
    })

    it('are exported whole, read a page at a time', async () => {
      const { sessions } = opened.services
      const { id } = given.state.session
      for (let n = 0; n < 450; n += 1)
        given.state.watch.add({ kind: 'text', lane: 'main', cursor: `main@${1_000 + n}.0`, text: `answer ${n}` })
      const file = await exportSession(sessions, id.slice(0, 8), 'json')
      let text = ''
      for await (const piece of file?.text ?? []) text += piece
      const { session, events } = JSON.parse(text)
      expect(session.id).toBe(id)
      expect(events.slice(-450).map((event: { text: string }) => event.text)).toEqual(
        Array.from({ length: 450 }, (_, n) => `answer ${n}`),
      )
      await until(() => given.state.watch.listeners === 0)
      expect(await exportSession(sessions, 'ffffffff', 'json')).toBeUndefined()
    })

    it('say why nothing is kept: of one that is not there, and what can’t be taken', async () => {
      const { sessions } = opened.services
      const of = async (id: string, change: object) => {
        const marked = await sessions.mark(id, change, ownUser('cli'))
        return marked.ok ? undefined : marked.error
      }
      expect(await of('ffffffff', { isStarred: true })).toMatchObject({ kind: 'no-session' })
      expect(await of(given.state.session.id, { addTags: ['two words'] })).toMatchObject({
        kind: 'bad-text',
        message: expect.stringContaining('"two words" is no tag'),
      })
    })

    it('are followed: the state, what was, one event whole, and what comes', async () => {
      const { watch: behind } = given.state
      const watch = await opened.services.sessions.watch(behind.sessionId.slice(0, 8))
      if (watch === undefined) throw new Error('It was not found.')
      expect(watch.sessionId).toBe(behind.sessionId)
      expect(plain(watch.state())).toEqual(plain(behind.state()))
      const page = await watch.events({ limit: 2, kinds: ['prompt', 'tool-call'] })
      expect(page.events.map(({ cursor }) => cursor)).toEqual(['main@0.0', 'main@100.0'])
      expect(await watch.event('main@200.0')).toMatchObject({ kind: 'tool-result', text: 'a\nb' })
      expect(await watch.event('main@999.0')).toBeUndefined()
      const heard = new Promise((resolve) => watch.subscribe((change) => change.type === 'events' && resolve(change)))
      await until(() => behind.listeners > 0)
      const event = { kind: 'text', lane: 'main', cursor: 'main@300.0', text: 'done' } as const
      behind.add(event)
      expect(await heard).toEqual({ type: 'events', events: [event] })
      watch.close()
      await until(() => behind.listeners === 0)
    })
  })

  describe(`analytics, ${name}`, () => {
    const query = { days: 7, trend: 10 } as const

    it('tell of the messages of these days, with what they cost and did', async () => {
      const report = await opened.services.analytics.report(query)
      expect(report).toMatchObject({
        ...{ messages: 12, days: 7, trend: 10, timezone: 'UTC', progress: { sessions: 1, read: 1 } },
        models: [{ key: 'claude-opus-5-5', messages: 12 }],
        tools: [{ name: 'Read', calls: 12, failures: 2, medianMs: 1000 }],
        files: [{ path: '/code/api/a.ts', reads: 12, edits: 0, sessions: 1 }],
      })
      expect(report.costUsd).toBeGreaterThan(0)
      expect(report.figures.find(({ id }) => id === 'amplification')).toMatchObject({ value: 50, origin: 'estimate' })
    })

    it('tell a stretch of them, of one agent alone where that is asked for', async () => {
      const { analytics } = opened.services
      const window = await analytics.messages({ trend: 10, count: 5, points: 100 })
      expect(window).toMatchObject({ total: 12, from: 7, count: 5, oneOf: 1 })
      expect(window.points.map(({ index }) => index)).toEqual([7, 8, 9, 10, 11])
      expect(await analytics.messages({ trend: 10, count: 5, points: 100, agent: ['codex'] })).toMatchObject({
        total: 0,
      })
    })

    it('tell the metrics of one session, beside what the ledger knows of it', async () => {
      const { analytics } = opened.services
      const { id, costUsd } = given.state.session
      const { instances, rates } = await analytics.metrics({ session: id })
      expect(instances).toHaveLength(1)
      expect(instances[0]).toMatchObject({
        ...{ sessionId: id, messages: 12, errors: 0, retries: 0, costUsd },
        time: { modelMs: 84_000, modelOrigin: 'estimate', toolMs: 12_000, waitingMs: 572_000 },
      })
      expect(instances[0]?.context.at(-1)).toMatchObject({ tokens: 1_000 })
      expect(rates.requests).toMatchObject({ highest: 2, limit: 4000 })
      expect((await analytics.metrics({ session: 'none' })).instances).toEqual([])
      given.state.agents = given.state.agents.map((agent) => ({ ...agent, sessionId: id }))
      expect((await analytics.metrics()).instances.map(({ sessionId }) => sessionId)).toEqual([id])
    })

    it('compare two of something, and refuse a period that is none', async () => {
      const { analytics } = opened.services
      const comparison = await analytics.compare({ by: 'agent', a: 'claude', b: 'codex' })
      expect(comparison).toMatchObject({ a: { messages: 12 }, b: { messages: 0 } })
      await expect(analytics.compare({ by: 'period', a: 'soon', b: '2026-11-17..' })).rejects.toThrow(/soon/)
    })

    it('are marked, which the log tells, and the mark goes again', async () => {
      const { analytics } = opened.services
      const at = new Date(given.state.nowMs - 400_000).toISOString()
      const made = await analytics.mark({ label: 'Shipped v2.0', at }, ownUser('cli'))
      expect(plain(made)).toEqual({ ok: true, value: { id: '1', label: 'Shipped v2.0', at, source: 'user' } })
      expect((await given.services.log.newest(1))[0]).toMatchObject({ action: 'marker.add', subject: 'Shipped v2.0' })
      const { effect, markers } = await analytics.report(query)
      expect(effect).toMatchObject({ marker: { label: 'Shipped v2.0' }, before: 9, after: 3 })
      expect(markers).toHaveLength(1)
      expect(await analytics.removeMarker('1', ownUser('cli'))).toMatchObject({ ok: true, value: { id: '1' } })
      expect(await analytics.removeMarker('1', ownUser('cli'))).toMatchObject({
        ok: false,
        error: { kind: 'no-marker' },
      })
      expect(await analytics.mark({ label: ' ' }, ownUser('cli'))).toMatchObject({
        ok: false,
        error: { kind: 'bad-marker' },
      })
    })

    it('have what the agent itself tells by OpenTelemetry: how soon an answer begins, and when it is whole', async () => {
      const { analytics } = opened.services
      const { id } = given.state.session
      const told = { source: 'claude-otel', event_type: 'api_request', agent: 'claude', session_id: id }
      const atMs = given.state.nowMs - 300_000
      await given.services.events.capture([
        { ...told, atMs, duration_ms: 6_000, data: '{"ttft_ms":"1300"}' },
        { ...told, atMs, duration_ms: 8_000, data: '{"ttft_ms":700}', session_id: 'another' },
      ])
      expect((await analytics.report(query)).told).toEqual({ requests: 2, firstTokenMs: 1_000, answerMs: 7_000 })
      expect((await analytics.report({ ...query, project: 'payments-api' })).told).toBeUndefined()
      const { time } = await analytics.metrics({ session: id })
      // One of many responses is told: the gaps tell more.
      expect(time).toMatchObject({ firstTokenMs: 1_300, modelOrigin: 'estimate', modelMs: 84_000 })
    })

    it('are marked by what a program shipped, and that marker goes with its event alone', async () => {
      const { analytics } = opened.services
      const atMs = given.state.nowMs - 300_000
      await given.services.events.capture([{ source: 'ci', event_type: 'deploy.shipped', message: 'Shipped v3', atMs }])
      const told = (await analytics.markers()).find(({ source }) => source === 'event')
      expect(told).toMatchObject({ label: 'Shipped v3', at: new Date(atMs).toISOString() })
      const { effect } = await analytics.report({ ...query, marker: told?.id })
      expect(effect.marker).toEqual(told)
      expect(await analytics.removeMarker(told?.id ?? '', ownUser('cli'))).toMatchObject({
        ok: false,
        error: { kind: 'bad-marker' },
      })
    })

    it('are marked once by each tag of a repository', async () => {
      const { analytics } = opened.services
      const made = await analytics.markTags('/code/tagged', ownUser('cli'))
      expect(made.ok && made.value.map(({ label, project }) => [label, project])).toEqual([
        ['v2.0', 'tagged'],
        ['v1.0', 'tagged'],
      ])
      expect(await analytics.markTags('/code/tagged', ownUser('cli'))).toEqual({ ok: true, value: [] })
      expect(await analytics.markTags('/tmp', ownUser('cli'))).toMatchObject({
        ok: false,
        error: { kind: 'no-repository' },
      })
    })
  })

  describe(`search, ${name}`, () => {
    it('finds a passage of a session, with what the ledger knows of that', async () => {
      given.state.session = { ...given.state.session, project: 'payments-api' }
      const { id, title } = given.state.session
      const found = await opened.services.search.search({ query: 'advisory lock' })
      if (!found.ok) throw new Error(found.error.message)
      expect(plain({ ...found.value, tookMs: 0 })).toMatchObject({
        ...{ hits: 1, sessions: 1, isBounded: false, progress: { sessions: 1, indexed: 1 } },
        groups: [
          {
            ...{ sessionId: id, agent: 'claude', title, project: 'payments-api', more: 0 },
            hits: [
              {
                ...{ cursor: 'main@0.0', role: 'prompt', at: '2026-11-20T11:59:00.000Z' },
                excerpt: 'Check that the advisory lock is taken once',
                marks: [
                  { from: 15, to: 23 },
                  { from: 24, to: 28 },
                ],
              },
            ],
          },
        ],
      })
    })

    it('lists prompts, with their session, whole, and starred as long as their user wants it', async () => {
      given.state.session = { ...given.state.session, project: 'payments-api' }
      const { promptLibrary } = opened.services
      const list = async (query?: string) => {
        const found = await promptLibrary.sent({ query, limit: 5 })
        if (!found.ok) throw new Error(found.error.message)
        return plain(found.value) as PromptPage
      }
      const { id: sessionId, title } = given.state.session
      const text = 'Check that the advisory lock is taken once'
      const all = await list()
      expect(all).toMatchObject({
        prompts: [{ text, sessionId, title, project: 'payments-api', cursor: 'main@0.0', timesSent: 1, isLast: true }],
        counts: { prompts: 1, days: [{ day: '2026-11-20', prompts: 1 }], all: 1, starred: 0, agents: ['claude'] },
      })
      const id = all.prompts[0]?.id ?? ''
      expect(await promptLibrary.sentText(id)).toBe(text)
      expect(await promptLibrary.sentText('1.1')).toBeUndefined()
      expect(await promptLibrary.starSent(id, true, ownUser('cli'))).toEqual({ ok: true, value: undefined })
      expect(await list('project:payments-api is:starred')).toMatchObject({
        prompts: [{ id, isStarred: true }],
        counts: { starred: 1 },
      })
      await promptLibrary.starSent(id, false, ownUser('cli'))
      expect((await list('is:starred')).prompts).toEqual([])
      expect((await list('project:another')).prompts).toEqual([])
      expect((await list(`session:"${title}"`)).prompts).toHaveLength(1)
      expect(await promptLibrary.starSent('1.1', true, ownUser('cli'))).toMatchObject({ error: { kind: 'no-prompt' } })
      expect(await promptLibrary.sent({ query: 'colour:red' })).toMatchObject({
        error: { atCharacter: 0, characters: 6, message: expect.stringContaining('“colour” is no key') },
      })
    })

    it('goes by what only the ledger knows: the project', async () => {
      given.state.session = { ...given.state.session, project: 'payments-api' }
      const hits = async (query: string) => {
        const found = await opened.services.search.search({ query, order: 'newest', limit: 3, hits: 1 })
        return found.ok ? found.value.hits : found.error
      }
      expect(await hits('lock project:pay*')).toBe(2)
      expect(await hits('lock project:another')).toBe(0)
      expect(await hits('lock -project:another')).toBe(2)
      given.state.session = { ...given.state.session, worktree: 'fix-2' }
      expect([await hits('lock project:payments-api'), await hits('lock project:fix-2')]).toEqual([2, 2])
    })

    it('says where a query can not be read', async () => {
      expect(await opened.services.search.search({ query: 'lock colour:red' })).toEqual({
        ok: false,
        error: { atCharacter: 5, characters: 6, message: expect.stringMatching(/“colour” is no key/) },
      })
    })
  })

  describe(`prompts, ${name}`, () => {
    const agent: AgentProcess = { ...payments, sessionId: '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3' }
    const request = {
      target: { pid: agent.pid, start: agent.start },
      text: 'Say DEPLOY_TOKEN=abcdef123456',
      when: 'idle',
    } as const
    beforeEach(() => {
      given.state.agents = [agent]
    })
    const sendOne = async (more: object = {}) => {
      const sent = await opened.services.prompts.send({ ...request, ...more }, ownUser('cli'))
      if (!sent.ok) throw new Error(sent.error.message)
      return sent.value
    }

    it('are foreseen without being sent, and kept with what was foreseen when they are', async () => {
      const { prompts } = opened.services
      const how = 'typed into tmux pane %7 as you'
      expect(await prompts.foresee(request)).toMatchObject({
        ok: true,
        value: { how, as: 'you', goes: 'now', ahead: 0 },
      })
      expect((await prompts.queue()).sessions).toEqual([])
      const { prompt, foreseen } = await sendOne()
      expect([prompt, foreseen]).toMatchObject([{ id: 'q1', state: 'queued', text: request.text }, { how }])
      expect(await sendOne({ when: 'after', after: 'q1' })).toMatchObject({
        foreseen: { goes: 'after q1, when it is idle', ahead: 1 },
      })
      // q2 waits for q1, so that alone goes before what could go now.
      expect(await prompts.foresee(request)).toMatchObject({
        value: { starts: 'behind', goes: 'when the one before it has gone', ahead: 1 },
      })
      expect(await given.services.log.newest(1)).toMatchObject([
        { action: 'prompt.add', target: { project: 'payments-api' } },
      ])
    })

    it('that would interrupt an agent that asks something are refused, and nothing is kept', async () => {
      const { prompts } = opened.services
      const asked = { ...request, when: 'interrupt' } as const
      given.state.agents = [{ ...agent, activity: 'waiting' }]
      const error = { kind: 'not-now', message: expect.stringContaining('which Esc would answer') }
      expect(await prompts.foresee(asked)).toMatchObject({ ok: false, error })
      expect(await prompts.send(asked, ownUser('cli'))).toMatchObject({ ok: false, error })
      expect((await prompts.queue()).sessions).toEqual([])
    })

    it('wait while a hard budget is used up, and nothing is begun meanwhile; both until it is off', async () => {
      const { alerts, deploy, log } = opened.services
      const person = ownUser('cli')
      const budget = { id: 'all', kind: 'spend', usd: 0.01, hard: true, channels: [] }
      expect(await alerts.saveRule(budget, person)).toMatchObject({ ok: true })
      expect((await sendOne()).foreseen).toMatchObject({ starts: 'go-on', goes: expect.stringContaining('budget') })
      const begin = () => deploy.start({ folder: tmpdir(), agent: 'claude' }, person)
      expect(await begin()).toMatchObject({
        error: {
          kind: 'budget',
          message: 'Nothing was started. The budget “all” is used up: over $0.01 today. $0.50 were spent.',
          next: expect.stringContaining('tce alerts off all'),
        },
      })
      expect(await log.newest(1)).toMatchObject([{ action: 'agent.start', outcome: 'refused' }])
      expect(given.state.terminal.opened).toEqual([])
      expect(await alerts.saveRule({ ...budget, on: false }, person)).toMatchObject({ ok: true })
      expect(await begin()).toMatchObject({ ok: true })
    })

    it('stand in lists by their beginning and without secrets, and whole by themselves', async () => {
      await sendOne({ text: `${request.text}\nthen stop` })
      const [session] = (await opened.services.prompts.queue()).sessions
      expect(session?.target).toMatchObject({ pid: agent.pid, sessionId: agent.sessionId })
      expect(session?.prompts.map(({ text }) => text)).toEqual(['Say DEPLOY_TOKEN=[redacted] then stop'])
      expect((await opened.services.prompts.find('q1'))?.text).toBe(`${request.text}\nthen stop`)
      expect(await opened.services.prompts.find('q9')).toBeUndefined()
    })

    it('are edited, moved, held, released and cancelled, and what their state does not allow is said', async () => {
      const { prompts } = opened.services
      await sendOne()
      await sendOne({ text: 'two' })
      const change = async (id: string, what: Parameters<typeof prompts.change>[1]) => {
        const changed = await prompts.change(id, what, ownUser('cli'))
        return changed.ok ? changed.value.state : changed.error.kind
      }
      expect(await change('q1', { do: 'edit', text: 'one' })).toBe('queued')
      expect(await change('q2', { do: 'move', to: 1 })).toBe('queued')
      expect((await prompts.queue()).sessions[0]?.prompts.map(({ text }) => text)).toEqual(['two', 'one'])
      expect(await change('q1', { do: 'hold' })).toBe('held')
      expect(await change('q1', { do: 'retry' })).toBe('not-now')
      expect(await change('q1', { do: 'release' })).toBe('queued')
      expect(await change('q1', { do: 'cancel' })).toBe('cancelled')
      expect(await change('q1', { do: 'edit', text: 'late' })).toBe('not-now')
      expect(await change('q1', { do: 'edit', text: '\u001b[A' })).toBe('bad-text')
      expect(await change('q9', { do: 'cancel' })).toBe('no-prompt')
      expect(await prompts.done('q2')).toMatchObject({ ok: false, error: { kind: 'not-now', next: 'tce queue' } })
    })

    it('are held and released all at once', async () => {
      const { prompts } = opened.services
      const statesAfter = async (isHeld: boolean) => {
        const held = await prompts.holdAll(isHeld, ownUser('cli'))
        return held.ok && held.value.sessions[0]?.prompts.map(({ state }) => state)
      }
      await sendOne()
      await sendOne({ text: 'two' })
      await prompts.change('q2', { do: 'hold' }, ownUser('cli'))
      expect(await statesAfter(true)).toEqual(['held', 'held'])
      expect(await statesAfter(false)).toEqual(['queued', 'queued'])
    })

    it('go again as another one where nobody knows whether they arrived, and else not', async () => {
      const { prompts } = opened.services
      const sendAgain = async (id: string) => {
        const sent = await prompts.change(id, { do: 'send-again' }, ownUser('cli'))
        return sent.ok ? sent.value : sent.error.kind
      }
      const { prompt } = await sendOne()
      expect(await sendAgain('q1')).toBe('not-now')
      const { promptStore, nowMs } = given.state
      for (const step of ['claim', 'begin', 'doubt'] as const) await promptStore?.step('q1', step, { nowMs })
      expect(await sendAgain('q1')).toMatchObject({ id: 'q2', state: 'queued', text: prompt.text })
      expect((await prompts.find('q1'))?.state).toBe('cancelled')
      expect(await sendAgain('q1')).toBe('not-now')
    })

    it('say why nothing was sent', async () => {
      const { prompts } = opened.services
      const kindOf = async (more: object) => {
        const sent = await prompts.send({ ...request, ...more }, ownUser('cli'))
        return sent.ok ? 'sent' : sent.error.kind
      }
      expect(await kindOf({ target: { pid: 4, start: '4' } })).toBe('no-agent')
      expect(await kindOf({ text: ' ' })).toBe('bad-text')
      expect(await kindOf({ text: '/clear the table' })).toBe('bad-text')
      expect(await kindOf({ text: '/clear', isCommand: true })).toBe('sent')
      expect(await kindOf({ when: 'after', after: 'tomorrow' })).toBe('bad-time')
      given.state.agents = [payments]
      given.state.nowMs += 60_000
      await given.services.fleet.read()
      expect(await kindOf({})).toBe('unreachable')
      expect(await prompts.goOn('nobody', ownUser('cli'))).toMatchObject({ ok: false, error: { kind: 'no-prompt' } })
    })
  })

  describe(`what helps writing a prompt, ${name}`, () => {
    const agent: AgentProcess = { ...payments, sessionId: '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3' }
    const target = { pid: agent.pid, start: agent.start }
    const person = ownUser('cli')
    beforeEach(() => {
      given.state.agents = [agent]
    })

    it('are the commands of its agent, those at hand in an order of its user’s, and what it can be set to', async () => {
      const { promptLibrary } = opened.services
      const commands = await promptLibrary.commands(target)
      const list = commands.ok ? commands.value : undefined
      expect(list?.commands.find(({ name }) => name === '/clear')).toMatchObject({ caution: 'asks' })
      expect(list?.settings.map(({ id }) => id)).toEqual(['model', 'effort', 'mode'])
      expect(await promptLibrary.setQuick(target, ['/review', '/compact keep all', '/review'], person)).toMatchObject({
        value: { quick: ['/review', '/compact keep all'] },
      })
      expect(await promptLibrary.setQuick(target, [' '], person)).toMatchObject({ error: { kind: 'bad-text' } })
      expect(await promptLibrary.commands({ pid: 4, start: '4' })).toMatchObject({ error: { kind: 'no-agent' } })
    })

    it('are templates, saved, replaced and removed', async () => {
      const { promptLibrary } = opened.services
      const saved = await promptLibrary.saveTemplate({ name: 'Flaky test', text: 'Run {{test}}' }, person)
      const id = saved.ok ? (saved.value[0]?.id ?? 0) : 0
      await promptLibrary.saveTemplate({ id, name: 'Flaky', text: 'Run {{test}} 50 times' }, person)
      expect(await promptLibrary.templates()).toEqual([{ id, name: 'Flaky', text: 'Run {{test}} 50 times' }])
      const unknown = await promptLibrary.saveTemplate({ id: id + 1, name: 'x', text: 'y' }, person)
      expect(unknown).toMatchObject({ error: { kind: 'no-prompt' } })
      expect(await promptLibrary.removeTemplate(id, person)).toMatchObject({ value: [] })
      expect(await promptLibrary.removeTemplate(id, person)).toMatchObject({ error: { kind: 'no-prompt' } })
    })

    it('goes before a prompt as commands of the agent’s own, which hold it until they are confirmed', async () => {
      const { prompts } = opened.services
      const request = { target, text: 'Go on', when: 'now', settings: { effort: 'high', model: 'opus' } } as const
      expect(await prompts.foresee(request)).toMatchObject({ value: { before: ['/model opus', '/effort high'] } })
      const sent = await prompts.send(request, person)
      expect(sent).toMatchObject({ value: { prompt: { id: 'q3', when: 'idle' } } })
      const [session] = (await prompts.queue()).sessions
      expect(session?.prompts.map(({ text, isCommand }) => [text, isCommand])).toEqual([
        ['/model opus', true],
        ['/effort high', true],
        ['Go on', false],
      ])
      const unknown = await prompts.foresee({ ...request, settings: { model: 'gpt' } })
      expect(unknown).toMatchObject({ error: { kind: 'bad-text' } })
    })
  })

  describe(`the log, ${name}`, () => {
    it('begins with the newest, has no more than asked for, and keeps words that nobody here knows', async () => {
      const target = { id: '1:2', pid: 1, start: '2' }
      const entries = ['pin', 'prompt'].map((action, index) => ({
        at: `2026-11-20T10:00:0${index}.000Z`,
        ...{ actor: 'somebody', action, target, outcome: 'undecided', message: action },
      }))
      given.state.audit = entries as never
      expect(await opened.services.log.newest(5)).toEqual(entries.toReversed())
      expect(await opened.services.log.newest(1)).toEqual([entries[1]])
    })

    it('leaves out, where kinds of agents are named, what was done to others and to none', async () => {
      const entry = (pid: number, agent?: string): AuditEntry => ({
        ...{
          at: '2026-11-20T10:00:00.000Z',
          actor: ownUser('cli'),
          action: 'process.kill',
          outcome: 'ended',
          message: '',
        },
        target: { id: `${pid}:2`, pid, start: '2', agent },
      })
      given.state.audit = [entry(1, 'codex'), entry(2, 'claude'), entry(3), entry(4, 'codex'), entry(5, 'kimi')]
      const pids = async (limit: number, agents?: readonly AgentId[]) =>
        (await opened.services.log.newest(limit, agents)).map(({ target }) => target?.pid)
      expect(await pids(10, ['codex', 'kimi'])).toEqual([5, 4, 1])
      expect(await pids(1, ['claude'])).toEqual([2])
      expect(await pids(10, ['aider'])).toEqual([])
      expect(await pids(10)).toHaveLength(5)
    })
  })

  describe(`settings, ${name}`, () => {
    it('are read and changed', async () => {
      const { settings } = opened.services
      expect(plain(await settings.read())).toEqual(plain(await given.services.settings.read()))
      const changed = await settings.change({ 'refresh.idle_seconds': 30 }, ownUser('cli'))
      expect(changed).toMatchObject({ ok: true, value: { needsRestart: [], report: { settings: [{ value: 30 }] } } })
    })

    it.each([
      ['refresh.wrong', 'not-allowed'],
      ['refresh.odd', 'not-editable'],
      ['refresh.full', 'not-written'],
    ])('say of %s why it was not changed', async (key, kind) => {
      const changed = await opened.services.settings.change({ [key]: 1 }, ownUser('cli'))
      expect(changed).toEqual({ ok: false, error: { kind, message: `${key} is ${kind}.` } })
    })
  })

  describe(`events, ${name}`, () => {
    const event = { source: 'ci', event_type: 'build', atMs: Date.parse('2026-11-20T10:00:00Z') }
    const page = (answer: Awaited<ReturnType<Services['events']['ask']>>) => {
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.value
    }

    it('are captured once, one outcome each, and found as they were sent, numbers included', async () => {
      const { events } = opened.services
      const data = '{"id":12345678901234567890,"ok":true}'
      const first = {
        ...event,
        senderId: 'a',
        message: 'one',
        data,
        level: 'warn',
        sentTimestamp: '2026-11-20T11:00:00.000001+01:00',
      } as const
      const captured = await events.capture([first, first, { ...first, message: 'another' }])
      expect(captured).toEqual({
        ok: true,
        value: [
          { status: 'captured', eventId: 1 },
          { status: 'duplicate', eventId: 1 },
          { status: 'refused', reason: { kind: 'conflict', field: 'id', message: expect.stringContaining('“a”') } },
        ],
      })
      expect(plain(await events.find(1))).toEqual(plain(await given.services.events.find(1)))
      expect(await events.find(1)).toMatchObject({
        data,
        message: 'one',
        timestamp: first.sentTimestamp,
        machine: 'a-machine',
      })
      expect(await events.find(99)).toBeUndefined()
    })

    it('are asked for page by page, and a query that can’t be read says where', async () => {
      const { events } = opened.services
      await events.capture([1, 2, 3].map((n) => ({ ...event, message: `step ${n}`, session_id: `s${n % 2}` })))
      const newest = page(await events.ask({ limit: 2, fields: { source: ['ci', 'cd'] } }))
      expect(newest.events.map(({ id }) => id)).toEqual([3, 2])
      expect(page(await events.ask({ limit: 2, afterId: newest.nextId })).events.map(({ id }) => id)).toEqual([1])
      expect(page(await events.ask({ limit: 9, query: 'session:s1', order: 'oldest' })).events).toHaveLength(2)
      expect(await events.ask({ limit: 9, query: 'session:s1 colour:red' })).toMatchObject({
        ok: false,
        error: { field: 'query', atCharacter: 11, characters: 6 },
      })
      expect(await events.ask({ limit: 9, since: 'soon' })).toMatchObject({ ok: false, error: { field: 'since' } })
    })

    it('says what is kept and what would go, and takes it away by name', async () => {
      const { events } = opened.services
      await events.capture([event, { ...event, source: 'cd' }])
      // Others write on the same disk meanwhile, and the log is put into the file when it likes.
      const { diskFreeBytes, fileBytes, freeBytes, ...kept } = await given.services.events.retention()
      expect([typeof diskFreeBytes, typeof fileBytes, typeof freeBytes]).toEqual(['number', 'number', 'number'])
      const sizes = {
        diskFreeBytes: expect.any(Number),
        fileBytes: expect.any(Number),
        freeBytes: expect.any(Number),
      }
      expect(plain(await events.retention())).toEqual({ ...(plain(kept) as object), ...sizes })
      const request = { older: '2030-01-01', sources: ['cd'] }
      expect(await events.prunable(request)).toMatchObject({
        ok: true,
        value: { events: 1, sources: [{ source: 'cd' }] },
      })
      expect(await events.prune(request, ownUser('cli'))).toMatchObject({ ok: true, value: { events: 1 } })
      expect((await events.totals()).sources.map(({ source }) => source)).toEqual(['ci'])
      const wrong = { ok: false, error: { kind: 'no-time' } }
      expect(await events.prunable({ older: 'soon' })).toMatchObject(wrong)
      expect(await events.prune({ older: 'soon' }, ownUser('cli'))).toMatchObject(wrong)
      const [entry] = await given.services.log.newest(1)
      expect(entry).toMatchObject({ action: 'events.prune', subject: 'older than 2030-01-01, of cd', outcome: 'done' })
    })

    it('are among what is stored, and go with the project of their session after which the log says who asked', async () => {
      const { data, events } = opened.services
      const { id, project = 'payments-api' } = given.state.session
      await events.capture([event, { ...event, session_id: id }])
      const { stores, dataDir } = await data.read()
      expect(dataDir).not.toBe('')
      expect(stores.map((store) => [store.id, store.canBeRebuilt])).toEqual([
        ['events', false],
        ['usage', true],
        ['analytics', true],
        ['search', true],
        ['archive', false],
        ['advice', true],
        ['alerts', false],
        ['user', false],
        ['limits', false],
        ['audit', false],
      ])
      expect(stores[0]).toMatchObject({ rows: 2, bytes: expect.any(Number), since: expect.any(String) })
      const counts = {
        ok: true,
        value: { project, sessions: 1, events: 1, texts: 0, prompts: 0, archivedBytes: 0, keptHereAlone: 0 },
      }
      expect(await data.ofProject(project)).toEqual(counts)
      expect(await data.forget(project, ownUser('cli'))).toEqual(counts)
      expect((await events.totals()).events).toBe(1)
      const [entry] = await given.services.log.newest(1)
      expect(entry).toMatchObject({ action: 'data.forget', subject: project, outcome: 'done', actor: { name: 'cli' } })
    })

    it('go with their session when that is deleted for good, which one that runs is not', async () => {
      const { data, events } = opened.services
      const { id, title } = given.state.session
      await events.capture([event, { ...event, session_id: id }])
      const counts = { id, title, isOnlyHere: false, events: 1, texts: 0, prompts: 0, archivedBytes: 0 }
      expect(await data.ofSession(id.slice(0, 8))).toEqual({ ok: true, value: counts })
      given.state.agents = [{ ...payments, sessionId: id, activity: 'busy', activitySinceMs: 0 }]
      given.state.nowMs += 60_000
      expect(await data.deleteSession(id, ownUser('cli'))).toMatchObject({ ok: false, error: { kind: 'running' } })
      expect((await events.totals()).events).toBe(2)
      given.state.agents = []
      given.state.nowMs += 60_000
      expect(await data.deleteSession(id, ownUser('cli'))).toEqual({ ok: true, value: counts })
      expect((await events.totals()).events).toBe(1)
      const [entry] = await given.services.log.newest(1)
      expect(entry).toMatchObject({ action: 'session.delete', subject: id, outcome: 'done', actor: { name: 'cli' } })
      const none = { ok: false, error: { kind: 'no-session' } }
      expect(await data.ofSession('nothing')).toMatchObject(none)
      expect(await data.deleteSession('nothing', ownUser('cli'))).toMatchObject(none)
    })

    it('beside an archive that holds nothing: nothing of it goes, and the log says who asked', async () => {
      const { data } = opened.services
      const nothing = { ok: true, value: { sessions: 0, onlyHere: 0, bytes: 0 } }
      expect(await data.archived({})).toEqual(nothing)
      expect(await data.archived({ agent: 'claude', olderThanDays: 30 })).toEqual(nothing)
      expect(await data.deleteArchived({ agent: 'codex', olderThanDays: 30 }, ownUser('cli'))).toEqual(nothing)
      const [entry] = await given.services.log.newest(1)
      expect(entry).toMatchObject({
        action: 'archive.delete',
        subject: 'of codex, older than 30 days',
        outcome: 'done',
      })
    })

    it('all go when everything is deleted, and what comes next is kept', async () => {
      const { data, events } = opened.services
      await events.capture([event, event])
      expect(await data.deleteAll(ownUser('cli'))).toMatchObject({ ok: true, value: { bytes: expect.any(Number) } })
      expect((await events.totals()).events).toBe(0)
      expect(await events.capture([event])).toMatchObject({ ok: true, value: [{ eventId: 3 }] })
      const [entry] = await given.services.log.newest(1)
      expect(entry).toMatchObject({ action: 'data.delete', outcome: 'done' })
    })

    it('gives the space of what is gone back, and says who asked', async () => {
      const { events } = opened.services
      await events.capture([event])
      expect(await events.giveBack(ownUser('cli'))).toMatchObject({ ok: true, value: { bytes: expect.any(Number) } })
      const [entry] = await given.services.log.newest(1)
      expect(entry).toMatchObject({ action: 'events.vacuum', outcome: 'done' })
    })

    it('are counted', async () => {
      const { events } = opened.services
      await events.capture([event, { ...event, source: 'cd', level: 'error' }])
      expect([await events.sources(), await events.eventTypes()]).toEqual([['cd', 'ci'], ['build']])
      const question = { sinceMs: event.atMs - 60_000, untilMs: event.atMs + 60_000, binMs: 60_000 }
      expect(await events.histogram(question)).toEqual([{ fromMs: event.atMs, counts: { none: 1, error: 1 } }])
      expect(await events.totals()).toMatchObject({ events: 2, newestId: 2 })
      const counted = await events.count({ ...question, by: 'source', query: 'level:error OR source:ci' })
      expect(counted).toEqual({
        ok: true,
        value: { counts: ['ci', 'cd'].map((source) => ({ fromMs: event.atMs, name: source, events: 1 })) },
      })
      expect(await events.count({ ...question, by: 'level', query: 'nokey:1' })).toMatchObject({
        ok: false,
        error: { field: 'query', atCharacter: 0 },
      })
    })
  })

  describe(`advice, ${name}`, () => {
    it('names the evidence and the money, and hides what is of no use to its user, for a project or everywhere', async () => {
      const { advice, log } = opened.services
      const { findings, spentUsd, minUsd } = await advice.report({ days: 30 })
      expect(minUsd).toBe(2)
      expect(spentUsd === undefined || spentUsd >= 0).toBe(true)
      expect(findings.map(({ rule, usd, cases }) => [rule, Math.round(usd * 100) / 100, cases])).toEqual([
        ['cache-pause', 2.3, 1],
      ])
      expect(findings[0]?.dearest[0]).toMatchObject({ cursor: 'main@4.0', amount: 720_000, tokens: 400_000 })
      const hidden = { rule: 'cache-pause' as const }
      const changed = await advice.change({ ...hidden, isHidden: true }, ownUser('cli'))
      expect(plain(changed)).toEqual({ ok: true, value: { hidden: [hidden] } })
      expect((await advice.report({ days: 30 })).findings).toEqual([])
      expect((await advice.report({ days: 30, withHidden: true })).findings[0]?.isHidden).toBe(true)
      await advice.change({ ...hidden, project: 'elsewhere', isHidden: true }, ownUser('cli'))
      await advice.change({ ...hidden, isHidden: false }, ownUser('cli'))
      const report = await advice.report({ days: 30 })
      expect(plain(report.hidden)).toEqual([{ ...hidden, project: 'elsewhere' }])
      expect(report.findings).toHaveLength(1)
      const [entry] = await log.newest(1)
      expect(entry).toMatchObject({
        action: 'advice.change',
        subject: 'cache-pause',
        outcome: 'done',
        actor: { name: 'cli' },
      })
    })
  })

  describe(`saved queries, ${name}`, () => {
    it('are told by rules that are saved, tried, snoozed and removed, and by channels whose secrets nobody is shown', async () => {
      const { alerts, log } = opened.services
      const person = ownUser('cli')
      const usual = await alerts.report()
      expect(usual.rules.map(({ id, from, isOn }) => [id, from, isOn])).toEqual([
        ['waits', 'usual', true],
        ['stale', 'usual', true],
        ['ended', 'usual', true],
      ])
      const flat = { id: 'builds', kind: 'event', query: 'source:ci', channels: ['ntfy'] }
      expect(await alerts.saveRule(flat, person)).toMatchObject({ ok: true, value: { id: 'builds', from: 'here' } })
      expect(await alerts.saveRule({ ...flat, query: 'level:fatal' }, person)).toMatchObject({
        error: { kind: 'bad-rule' },
      })
      expect(await alerts.tryRule(flat)).toMatchObject({ ok: true, value: { days: 7, fired: 0 } })
      expect(await alerts.snooze({ rule: 'gone' }, person)).toMatchObject({ error: { kind: 'no-rule' } })
      expect(await alerts.testChannel('ntfy', person)).toMatchObject({ error: { kind: 'not-set-up' } })
      const values = { url: 'https://ntfy.sh/a-secret-topic-of-mine', token: 'tk_geheim' }
      const set = await alerts.setChannel({ channel: 'ntfy', values }, person)
      expect(set).toMatchObject({ ok: true, value: { isSetUp: true, hasDetails: false } })
      expect(await alerts.testChannel('ntfy', person)).toMatchObject({
        ok: true,
        value: { lastSentAt: expect.any(String) },
      })
      const now = await alerts.setQuiet({ isOn: true, from: '22:00', until: '07:00' }, person)
      expect(now).toMatchObject({ ok: true, value: { quiet: { isOn: true, from: '22:00', until: '07:00' } } })
      expect(JSON.stringify([now, set, given.state.audit])).not.toMatch(/geheim|secret-topic/)
      expect(await alerts.removeRule('builds', person)).toMatchObject({ ok: true })
      expect(await alerts.removeRule('waits', person)).toMatchObject({ error: { kind: 'no-rule' } })
      expect(await alerts.removeChannel('ntfy', person)).toMatchObject({ ok: true })
      expect(await alerts.retry('gone', person)).toMatchObject({ error: { kind: 'no-letter' } })
      expect([await alerts.fired(10), await alerts.deadLetters()]).toEqual([[], []])
      expect((await log.newest(20)).map(({ action }) => action)).toContain('alert.channel')
    })

    it('are kept by name, one in the place of another, and removed; the log says who did', async () => {
      const { savedQueries, log } = opened.services
      expect(await savedQueries.list()).toEqual([])
      const first = { name: 'Errors, 24 h', query: 'level:error' }
      expect(await savedQueries.save(first, ownUser('cli'))).toEqual({ ok: true, value: first })
      await savedQueries.save({ name: 'Builds', query: 'source:ci' }, ownUser('cli'))
      await savedQueries.save({ ...first, query: 'level:error,warn' }, ownUser('cli'))
      expect(plain(await savedQueries.list())).toEqual([
        { name: 'Builds', query: 'source:ci' },
        { name: 'Errors, 24 h', query: 'level:error,warn' },
      ])
      expect(await savedQueries.save({ name: 'Wrong', query: 'level:fatal' }, ownUser('cli'))).toEqual({
        ok: false,
        error: expect.stringMatching(/“fatal” is no level.*not saved/),
      })
      expect(await savedQueries.remove('Builds', ownUser('cli'))).toMatchObject({ query: 'source:ci' })
      expect(await savedQueries.remove('Builds', ownUser('cli'))).toBeUndefined()
      expect((await log.newest(2)).map(({ action, subject }) => [action, subject])).toEqual([
        ['query.remove', 'Builds'],
        ['query.save', 'Errors, 24 h'],
      ])
    })
  })

  describe(`hooks, ${name}`, () => {
    const states = (report: HookReport) => report.places.map(({ state, isWanted }) => [state, isWanted])

    it('are wanted where their user says, and stand there while TCE serves; the log says who asked', async () => {
      const { hooks, log } = opened.services
      const before = await hooks.read()
      expect(plain(before)).toEqual(plain(await given.services.hooks.read()))
      expect(before).toMatchObject({ isServing: false, heard: { total: 0 } })
      expect(before.places[0]?.change?.added.join('\n')).not.toMatch(/tcehook_/)
      const wanted = await hooks.install({}, ownUser('cli'))
      expect(wanted.ok && states(wanted.value)).toEqual([['out', true]])
      await given.services.hooks.begin()
      expect(states(await hooks.read())).toEqual([['in', true]])
      await given.services.hooks.end()
      expect(states(await hooks.read())).toEqual([['out', true]])
      await given.services.hooks.begin()
      const removed = await hooks.uninstall({}, ownUser('cli'))
      expect(removed.ok && states(removed.value)).toEqual([['out', false]])
      expect((await log.newest(2)).map(({ action, outcome }) => [action, outcome])).toEqual([
        ['hooks.uninstall', 'done'],
        ['hooks.install', 'done'],
      ])
    })

    it('say why they can’t be put in, of a folder and of a file, and nothing is wanted then', async () => {
      const { hooks } = opened.services
      const nowhere = await hooks.install({ project: '/nowhere' }, ownUser('cli'))
      expect(nowhere).toEqual({ ok: false, error: { kind: 'no-place', message: '/nowhere is no folder.' } })
      const [place] = (await hooks.read()).places
      writeFileSync(place?.file ?? '', '{ // mine\n}')
      const refused = await hooks.install({}, ownUser('cli'))
      expect(refused).toMatchObject({
        ok: false,
        error: { kind: 'not-written', message: expect.stringMatching(/comment/) },
      })
      expect(states(await hooks.read())).toEqual([['unreadable', false]])
    })
  })

  describe(`keys, ${name}`, () => {
    it('are made, listed without themselves, and revoked by their label; the log says so', async () => {
      const { keys, log } = opened.services
      const added = await keys.add({ label: 'my-app', source: 'ci', mayRead: true }, ownUser('cli'))
      if (!added.ok) throw new Error(added.error)
      expect(added.value.key).toMatchObject({
        label: 'my-app',
        source: 'ci',
        mayRead: true,
        last4: added.value.secret.slice(-4),
      })
      expect(await keys.add({ label: 'my-app', mayRead: false }, ownUser('cli'))).toMatchObject({ ok: false })
      expect(plain(await keys.list())).toEqual([plain(added.value.key)])
      expect(JSON.stringify(await keys.list())).not.toContain(added.value.secret)
      expect(await keys.revoke('my-app', ownUser('cli'))).toMatchObject({ label: 'my-app' })
      expect(await keys.revoke('my-app', ownUser('cli'))).toBeUndefined()
      expect((await log.newest(2)).map(({ action, subject }) => [action, subject])).toEqual([
        ['key.revoke', 'my-app'],
        ['key.add', 'my-app'],
      ])
    })
  })
}

export async function until(isTrue: () => boolean): Promise<void> {
  const endsAtMs = performance.now() + 10_000
  while (!isTrue() && performance.now() < endsAtMs) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(isTrue()).toBe(true)
}
