/** `tce emit`, `tce events` and `tce keys`, on the real store. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askOn } from '../../src/cli/event-questions.ts'
import type { CapturedEvent, NewCaptured } from '../../src/core/captured/captured-event.ts'
import { ok } from '../../src/core/result.ts'
import { createEvents, type LocalEvents } from '../../src/services/local/events.ts'
import { createKeys } from '../../src/services/local/keys.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { harmIn, hostile } from '../hostile/strings.ts'
import { realEvents } from '../services/real-events.ts'
import { fakeServices } from './fake-services.ts'
import { type RunOptions, runCli } from './run-cli.ts'

let events: LocalEvents
let audited: unknown[]
let services: ReturnType<typeof fakeServices>
beforeEach(() => {
  const real = realEvents(() => nowMs)
  audited = []
  events = createEvents(real, { record: async (entry) => void audited.push(entry) }, console.error)
  services = { ...fakeServices(), events, keys: createKeys(real.keys, { record: async () => {} }) }
})
afterEach(() => events.close())

const tce = (argv: readonly string[], options: RunOptions = {}) => runCli(argv, { services, ...options })
const event = (more: Partial<NewCaptured>): NewCaptured => ({
  source: 'ci',
  event_type: 'step',
  atMs: nowMs - 60_000,
  ...more,
})
const capture = (...all: readonly Partial<NewCaptured>[]) => events.capture(all.map(event))

describe('tce emit', () => {
  it('prints the id of the event when it is kept, with its data from the line or from a pipe', async () => {
    const line = await tce([
      'emit',
      'ci',
      'build.finished',
      '--message',
      '812 passed',
      '--level',
      'info',
      '--data',
      '{"run":4182}',
    ])
    expect([line.code, line.out]).toEqual([0, '1\n'])
    const piped = await tce(['emit', 'ci', 'build.finished', '--data', '-'], { types: ['{"id":12345678901234567890}'] })
    expect([piped.code, piped.out]).toEqual([0, '2\n'])
    expect(await events.find(2)).toMatchObject({ source: 'ci', data: '{"id":12345678901234567890}' })
    const json = await tce(['emit', 'ci', 'build.finished', '--id', 'a', '--json'])
    expect(JSON.parse(json.out)).toEqual({ status: 'captured', event_id: 3 })
  })

  it.each([
    [['ci', 'x', '--level', 'fatal'], '"level" is one of debug, info, warn, error.'],
    [['ci', 'x', '--data', '{'], '--data is no JSON.'],
    [['ci', 'x', '--data', '7'], '"data" is a JSON object.'],
    [['tce', 'agent.started'], "“tce” is TCE's own source."],
  ])('refuses %j and shows how it is right', async (words, message) => {
    const { code, out, err } = await tce(['emit', ...words])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err).toContain('Right: tce emit')
  })
})

describe('tce events', () => {
  it('shows the newest last, a line each, without those of level debug', async () => {
    await capture(
      {
        source: 'nightly-backup',
        event_type: 'upload.failed',
        level: 'error',
        message: 'photos-2026-11.tar.zst: 403 from the bucket',
      },
      { level: 'debug', message: 'noise' },
      { event_type: 'test.finished', level: 'info', message: '812 passed, 2 failed' },
      { source: 'db', event_type: 'slow', level: 'warn', data: '{"ms":900}' },
      { source: 'quiet', event_type: 'x' },
    )
    const { code, out } = await tce(['events'])
    expect(code).toBe(0)
    expect(out).toBe(`TIME          LEVEL   SOURCE          TYPE           MESSAGE
14:31:08.000  ✗ error nightly-backup  upload.failed  photos-2026-11.tar.zst: 40…
14:31:08.000  info    ci              test.finished  812 passed, 2 failed
14:31:08.000  ! warn  db              slow           {"ms":900}
14:31:08.000  –       quiet           x

4 of 4 in the last 30 min; 1 debug event is hidden: --level debug
One of them in full: tce events 5. Keep looking: tce events --follow
`)
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true)
  })

  it('is asked by query and by option, and says how to see more', async () => {
    await capture(
      ...['one', 'two', 'three'].map((message, n) => ({ message, level: 'info' as const, session_id: `s${n % 2}` })),
    )
    const messages = async (...words: readonly string[]) =>
      (await tce(['events', ...words, '--json'])).out
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((text) => JSON.parse(text).message)
    expect(await messages('one', 'OR', 'session:s1')).toEqual(['one', 'two'])
    expect(await messages('--session', 's0', '--limit', '1')).toEqual(['three'])
    expect(await messages('--since', '30s')).toEqual([])
    const { out } = await tce(['events', '--limit', '2'])
    expect(out).toContain('\n2 of 3 in the last 30 min\n')
    expect((await tce(['events', '--limit', '2', 'session:s0,s1'])).out).toContain('The newest 2; more: --limit 10.')
  })

  it('counts by source, type and level, since when it was asked, and of what is older says no more than it shows', async () => {
    const old = { atMs: nowMs - 3 * 3_600_000, level: 'info' } as const
    await capture(old, old, { source: 'db', level: 'warn' }, { source: 'db', level: 'debug' }, { level: 'error' })
    const end = async (...words: readonly string[]) => (await tce(['events', ...words])).out.split('\n').at(-3)
    expect(await end('--since', '1d')).toBe('4 of 4 in the last day; 1 debug event is hidden: --level debug')
    expect(await end('--since', '24h', '--limit', '1', '--source', 'db,ci', '--level', 'info')).toBe(
      '1 of 2 in the last 24 h',
    )
    expect(await end('--source', 'db')).toBe('1 of 1 in the last 30 min; 1 debug event is hidden: --level debug')
    expect(await end('--limit', '4')).toBe('Events of level debug are hidden: --level debug.')
    expect(await end('--limit', '1', '--until', '1h')).toBe(
      'The newest 1; more: --limit 5. Events of level debug are hidden: --level debug.',
    )
  })

  it('is asked for projects, where events tell theirs, and hides debug in each alternative', async () => {
    await capture(
      { message: 'one', data: '{"project":"web shop"}' },
      { message: 'two', data: '{"cwd":"/srv/api"}' },
      { message: 'three', data: '{"project":"other"}' },
      { message: 'one', level: 'debug', data: '{"project":"api"}' },
    )
    const ids = async (...words: readonly string[]) =>
      (await tce(['events', ...words, '--json'])).out
        .split('\n')
        .filter(Boolean)
        .map((text) => JSON.parse(text).id)
    expect(await ids('--project', 'web shop,api')).toEqual([1, 2])
    expect(await ids('project:o*')).toEqual([3])
    expect(await ids('source:ci -project:api')).toEqual([1, 3])
    expect(await ids('one', 'OR', 'two')).toEqual([1, 2])
    expect(await ids('one', 'OR', 'two', '--project', 'api', '--level', 'debug')).toEqual([4])
    expect((await tce(['events', 'a OR colour:red'])).err).toContain('\n       ^^^^^^')
  })

  it('looks on through what no index tells, and says how far it came when that takes too long', async () => {
    const asked: unknown[] = []
    const page = (n: number, nextId: number | undefined, found: readonly CapturedEvent[] = []) => ({
      events: found,
      nextId,
      ...(nextId !== undefined && { lookedAt: { events: n, ofEvents: 5_000_000 } }),
    })
    const [first] = await Promise.all([capture({ data: '{"n":7}' })]).then(async () => [await events.find(1)])
    const answers = [page(1_000_000, 4_000_000), page(500_000, 3_500_000), page(0, undefined, first ? [first] : [])]
    const slow: Pick<LocalEvents, 'ask'> = {
      ask: async (request) => {
        asked.push(request.afterId)
        return ok(answers[asked.length - 1] ?? page(0, undefined))
      },
    }
    const whole = await askOn(slow, { query: 'data.n:7', limit: 20 })
    expect(whole).toMatchObject({ ok: true, value: { events: [{ id: 1 }], isMore: false } })
    expect(asked).toEqual([undefined, 4_000_000, 3_500_000])
    asked.length = 0
    const cut = await askOn(slow, { query: 'data.n:7', limit: 20 }, 0)
    expect(cut).toMatchObject({ value: { events: [], lookedAt: { events: 1_000_000, ofEvents: 5_000_000 } } })
  })

  it('points at what can’t be read in a query', async () => {
    const { code, err } = await tce(['events', 'level:warn colour:red'])
    expect(code).toBe(2)
    expect(err).toContain('  level:warn colour:red')
    expect(err).toContain('\n             ^^^^^^')
    expect((await tce(['events', '--since', 'soon'])).code).toBe(2)
    expect((await tce(['events', '--limit', '0'])).code).toBe(2)
  })

  it('says how events come when there are none, and that none is like that when there are', async () => {
    const { code, out } = await tce(['events'])
    expect(code).toBe(0)
    expect(out).toContain('No events yet. TCE listens on http://localhost:5111/events.')
    expect(out).toContain('tce keys add my-app')
    await capture({})
    expect((await tce(['events', 'nowhere'])).out).toContain('No event is like that.')
  })

  it('shows one in full, with its data by path and what else is of its trace', async () => {
    const trace = { trace_id: 't1' }
    await capture(
      { ...trace, event_type: 'test.finished', message: '812 passed', atMs: nowMs - 67_500 },
      {
        ...trace,
        event_type: 'build.failed',
        level: 'error',
        message: '2 tests failed',
        data: '{"run":4182,"failed":[{"test":"a b"},{"test":"c"}],"none":{},"at":{"x":{"y":[1]}}}',
        session_id: 's1',
        agent: 'claude',
        duration_ms: 61.5,
      },
    )
    const { out } = await tce(['events', '2'])
    expect(out).toBe(`✗ error build.failed                                             14:31:08.000  2
2 tests failed

Source   ci
Session  s1  cl
Took     61.5 ms
Trace    t1

run       4182
failed    2 items
  0
    test  "a b"
  1       1 field, all of them: --full
none      {}
at
  x
    y     1 item, all of them: --full

SAME TRACE
    −7.5 s  test.finished  812 passed
▸      0 s  build.failed   2 tests failed
`)
    const { out: full } = await tce(['events', '2', '--full'])
    expect(full).toContain('\n  1\n    test  "c"\n')
    expect(full).toContain('\n    y     1 item\n      0   1\n')
    expect((await tce(['events', '3'])).code).toBe(3)
    expect(JSON.parse((await tce(['events', '2', '--json'])).out)).toMatchObject({ id: 2, data: { run: 4182 } })
  })

  it('shows a trace as the tree it is, around the event, and all of it in full', async () => {
    const at = (second: number, more: Partial<NewCaptured>) => ({
      ...{ trace_id: 't1', atMs: nowMs - 60_000 + second * 1_000, message: `at ${second}` },
      ...more,
    })
    await capture(
      at(0, { event_type: 'turn', span_id: 'a', duration_ms: 9 }),
      at(1, { event_type: 'tool', span_id: 'b', parent_id: 'a', duration_ms: 3 }),
      at(3, { event_type: 'tool', span_id: 'c', parent_id: 'a' }),
      at(2, { event_type: 'log', span_id: 'b', parent_id: 'a' }),
      ...[4, 5, 6, 7, 8].map((second) => at(second, { event_type: 'late' })),
    )
    const { out } = await tce(['events', '4'])
    expect(out.slice(out.indexOf('SAME')).split('\n')).toEqual([
      'SAME TRACE',
      '    −2.0 s  turn     at 0',
      '    −1.0 s    tool   at 1',
      '▸      0 s      log  at 2',
      '    +1.0 s    tool   at 3',
      '    +2.0 s  late     at 4',
      '    +3.0 s  late     at 5',
      '    +4.0 s  late     at 6',
      '  2 more: tce events trace:t1',
      '',
    ])
    expect((await tce(['events', '4', '--full'])).out).toContain('+6.0 s  late     at 8')
  })

  it('shows what names its span where there is no trace, else what its session said before and after', async () => {
    await capture(
      { event_type: 'begin', span_id: 'a' },
      { event_type: 'step', parent_id: 'a' },
      ...['w1', 'w2', 'w3', 'w4', 'w5'].map((event_type) => ({ event_type, session_id: 's1' })),
      { event_type: 'other', session_id: 's2' },
    )
    const around = async (id: string) => (await tce(['events', id])).out.split('\n\n').at(-1)
    expect(await around('2')).toBe('SAME SPAN\n       0 s  begin\n▸      0 s    step\n')
    expect(await around('4')).toMatch(/^SAME SESSION\n.* w1\n▸ .* w2\n.* w3\n.* w4\n.* w5\n$/)
    expect((await tce(['events', '8'])).out).not.toContain('SAME')
  })

  it('cuts nothing in full, whatever its data is like', async () => {
    const text = 'äö'.repeat(200)
    await capture({ data: JSON.stringify({ text, many: Array.from({ length: 30 }, (_, n) => n) }) })
    const { out } = await tce(['events', '1'])
    expect(out).toContain('10 more, all of them: --full')
    const { out: full } = await tce(['events', '1', '--full'])
    expect(full.split('\n').every((line) => line.length <= 80)).toBe(true)
    expect(full.replace(/\n +/g, '')).toContain(text)
    expect(full).toContain('29')
  })

  it('counts by source', async () => {
    await capture({}, {}, { source: 'db' })
    const { out } = await tce(['events', 'stats'])
    expect(out).toMatch(/SOURCE +EVENTS +SIZE +LAST\nci +2 .*\ndb +1 .*\n\n3 events, .* on disk, since .*\./)
    expect(JSON.parse((await tce(['events', 'stats', '--json'])).out)).toMatchObject({ events: 3 })
  })

  it('hides secrets in a terminal, and only there', async () => {
    await capture({
      message: `token=${'gh'}p_abcdefghijklmnopqrstuvwxyz0123456789`,
      data: `{"api_key":"${'sk-'}ant-abcdefghijklmnop"}`,
    })
    expect((await tce(['events', '1'])).out).not.toMatch(/ghp_|sk-ant/)
    expect((await tce(['events'])).out).not.toMatch(/ghp_/)
    expect((await tce(['events', '1', '--json'])).out).toContain('ghp_')
  })

  it.each(hostile)('can’t be steered by %s', async (_, text) => {
    await capture(
      {
        source: text,
        event_type: text,
        message: text,
        session_id: text,
        trace_id: 't',
        data: JSON.stringify({ [text]: text }),
      },
      { trace_id: 't', message: text },
    )
    const all = [
      ['events'],
      ['events', '1'],
      ['events', '1', '--full'],
      ['events', '--project', text],
      ['events', 'stats'],
      ['events', text],
      ['events', '--json'],
      ['events', '1', '--json'],
      ['emit', text, text, '--level', text],
      ['integrations', text],
      ['integrations', 'otel', text],
      ['keys', text],
      ['keys', 'add', text],
      ['keys', 'list'],
      ['keys', 'revoke', `${text}!`],
    ]
    for (const argv of all) {
      const { out, err } = await tce(argv)
      expect(harmIn(out), argv.join(' ')).toBeUndefined()
      expect(harmIn(err), argv.join(' ')).toBeUndefined()
    }
  })
})

describe('tce integrations', () => {
  it('says who sends, by which way, also those who could and do not', async () => {
    await capture({ source: 'claude-otel', event_type: 'api_request' }, { source: 'ci', event_type: 'step' })
    const { out } = await tce(['integrations'])
    expect(out).toMatch(/^FROM +BY +EVENTS +A MINUTE +SINCE +LAST\n/)
    expect(out).toMatch(/\nClaude Code +OpenTelemetry +1 +(1|–) +\S+ +\S+\n/)
    expect(out).toMatch(/\nCodex +OpenTelemetry +nothing yet +– +– +–\n/)
    expect(out).toMatch(/\nci +events +1 +(1|–) +\S+ +\S+\n/)
    expect(out).toContain('No metrics are kept. 0 keys: tce keys list')
    for (const command of ['hooks install', 'statusline install', 'integrations otel codex'])
      expect(out).toContain(`\n  tce ${command}  `)
    for (const printed of out.split('\n')) expect(printed.length).toBeLessThanOrEqual(80)
    const { integrations } = JSON.parse((await tce(['integrations', '--json'])).out) as { integrations: object[] }
    expect(integrations).toContainEqual(
      expect.objectContaining({
        kind: 'opentelemetry',
        name: 'Claude Code',
        source: 'claude-otel',
        events: 1,
        since: expect.any(String),
      }),
    )
  })

  it('says how the sending to a collector goes', async () => {
    const exported = {
      endpoint: 'http://otel:4318',
      sent: 1204,
      dropped: 2,
      waiting: 1,
      problem: 'connect ECONNREFUSED',
    }
    services = { ...services, events: { ...events, totals: async () => ({ ...(await events.totals()), exported }) } }
    const words =
      'Sent on to http://otel:4318 since TCE began: 1,204 events, 2 dropped, 1 waits. Last trouble: connect ECONNREFUSED.'
    expect((await tce(['integrations'])).out.replace(/\n/g, ' ')).toContain(words)
    await capture({})
    expect((await tce(['events', 'stats'])).out.replace(/\n/g, ' ')).toContain(words)
  })

  it('otel makes a key and prints what a shell can take, for one agent or for all', async () => {
    const claude = await tce(['integrations', 'otel', 'claude'])
    expect(claude.out.trim().split('\n')).toEqual([
      'export OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:5111',
      'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
      expect.stringMatching(/^export OTEL_EXPORTER_OTLP_HEADERS=x-api-key=tce_[\w-]{43}$/),
      'export CLAUDE_CODE_ENABLE_TELEMETRY=1',
      'export OTEL_LOGS_EXPORTER=otlp',
      'export OTEL_METRICS_EXPORTER=otlp',
    ])
    expect(claude.err).toContain('The key “otel-claude” stands in it')
    expect((await tce(['integrations', 'otel', 'claude'])).err).toContain('tce keys revoke "otel-claude"')
    const { out: codex } = await tce(['integrations', 'otel', 'codex'])
    expect(codex).toMatch(/^# ~\/\.codex\/config\.toml:\n\[otel\]\nexporter = .*"x-api-key" = "tce_/)
    const { out: all } = await tce(['integrations', 'otel', '--label', 'everything'])
    expect(all).toContain('export GEMINI_TELEMETRY_OTLP_ENDPOINT=http://localhost:5111')
    expect(all).toContain('\n# [otel]\n# exporter =')
    const { key, variables } = JSON.parse((await tce(['integrations', 'otel', '--label', 'j', '--json'])).out) as {
      key: { label: string }
      variables: Record<string, string>
    }
    expect(key.label).toBe('j')
    expect(Object.keys(variables)).toContain('OTEL_EXPORTER_OTLP_HEADERS')
  })

  it('says what there is instead of what there is not', async () => {
    expect((await tce(['integrations', 'pigeon'])).err).toContain('Right: tce integrations otel')
    expect((await tce(['integrations', 'otel', 'nobody'])).code).toBe(2)
  })
})

describe('tce keys', () => {
  it('prints a new key alone, so that a shell can take it, and lists it without itself', async () => {
    const added = await tce(['keys', 'add', 'my-app', '--source', 'sable', '--read'])
    expect(added.out).toMatch(/^tce_[\w-]{43}\n$/)
    expect(added.err).toContain('The key “my-app” sends events as sable and reads them. It is shown this once.')
    const { out } = await tce(['keys', 'list'])
    expect(out).toMatch(
      /^LABEL +KEY +SOURCE +MAY +MADE +LAST USED\nmy-app +….{4} +sable +send, read +14:32:08 +never\n$/,
    )
    expect(out).not.toContain(added.out.trim())
    expect((await tce(['keys', 'add', 'my-app'])).code).toBe(1)
    expect((await tce(['keys', 'revoke', 'my-app'])).code).toBe(0)
    expect((await tce(['keys', 'revoke', 'my-app'])).code).toBe(3)
    expect((await tce(['keys', 'list'])).out).toContain('No program has a key')
  })

  it('says what is missing', async () => {
    expect((await tce(['keys', 'add'])).err).toContain('Right: tce keys add my-app')
    expect((await tce(['keys', 'print'])).code).toBe(2)
  })
})

describe('tce events --follow', () => {
  it('shows the last ones, then each that comes, a line or NDJSON each, until Ctrl-C', async () => {
    await capture({ message: 'before', level: 'info' })
    const emitSoon = () =>
      setTimeout(
        () =>
          void capture({ message: 'now', level: 'info' }, { message: 'noise', level: 'debug' }, { message: 'last' }),
        100,
      )
    emitSoon()
    const { code, out } = await tce(['events', '--follow'], { interruptedAt: (text) => text.includes('last') })
    expect(code).toBe(130)
    expect(out.split('\n').map((line) => line.slice(51).trim())).toEqual(['MESSAGE', 'before', 'now', 'last', ''])
    emitSoon()
    const json = await tce(['events', '--follow', '--json', '--limit', '1'], {
      interruptedAt: (text) => text.split('last').length > 2,
    })
    expect(
      json.out
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text).id),
    ).toEqual([4, 5, 7])
  })
})

describe('tce events prune', () => {
  const old = { atMs: nowMs, source: 'old' }
  it('shows what would go, takes nothing away unasked, and after a yes what is older, and says so in the log', async () => {
    await capture(old, old, { source: 'other' })
    const shown = await tce(['events', 'prune', '--older', '2030-01-01'])
    expect(shown.out).toMatch(/old +2 .*\n.*other +1 .*\n\n3 events from before .*, about .*, the oldest from/s)
    expect(shown.err).toContain('tce events prune --older 2030-01-01 --yes')
    expect((await events.totals()).events).toBe(3)
    expect((await tce(['events', 'prune', '--older', '14d', '--yes'])).out).toContain('No event is from before')
    expect(audited).toEqual([])
    const gone = await tce(['events', 'prune', '--older', '2030-01-01', '--source', 'old', '--yes', '--json'])
    expect(JSON.parse(gone.out)).toMatchObject({ events: 2 })
    expect((await events.totals()).sources.map(({ source }) => source)).toEqual(['other'])
    expect(audited).toMatchObject([
      { action: 'events.prune', subject: 'older than 2030-01-01, of old', outcome: 'done' },
    ])
  })

  it('asks in a terminal, and takes anything but a yes for a no', async () => {
    await capture({})
    const no = await tce(['events', 'prune', '--older', '2030-01-01'], { isTTY: true, types: ['n'] })
    expect(no.out).toContain('Take them away? Nobody can bring them back.')
    expect(no.out).toContain('Nothing was taken away.')
    expect((await tce(['events', 'prune', '--older', '2030-01-01'], { isTTY: true, types: ['y'] })).out).toContain(
      '1 event taken away',
    )
    expect((await events.totals()).events).toBe(0)
  })

  it('says which age is missing or wrong', async () => {
    expect((await tce(['events', 'prune'])).err).toContain('tce events prune --older 14d')
    const wrong = await tce(['events', 'prune', '--older', 'soon'])
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--older is how long ago (14d)')])
  })
})
