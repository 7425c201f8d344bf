/** The events on real files: what was answered as captured is there, once, and is found whatever is asked. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { CapturedEvent, NewCaptured } from '../../src/core/captured/captured-event.ts'
import type { SplitKey } from '../../src/core/captured/event-counts.ts'
import { eventKeys, isAskedFor } from '../../src/core/captured/event-question.ts'
import { parseQuery } from '../../src/core/query/parse-query.ts'
import { days, hours } from '../../src/core/time/duration.ts'
import { putLogIntoFile } from '../../src/events/event-checkpoints.ts'
import { askEvents } from '../../src/events/event-reader.ts'
import { eventMigrations } from '../../src/events/event-schema.ts'
import type { EventStore } from '../../src/events/event-store.ts'
import { eventsPath, openEventStore } from '../../src/events/event-store.ts'
import { openDatabase, openForCheckpoints, openForReading } from '../../src/storage/sqlite.ts'
import { waitFor } from '../tools/wait-for.ts'

const beganMs = Date.parse('2026-11-20T14:00:00Z')
let dataDir: string
let store: EventStore
let nowMs: number
const bugs: unknown[] = []
const open = () =>
  openEventStore({ dataDir, machine: 'm1', clock: () => nowMs, reportError: (_, cause) => bugs.push(cause) })

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tce-events-'))
  nowMs = beganMs
  bugs.length = 0
  store = open()
})
afterEach(async () => {
  await store.close()
  rmSync(dataDir, { recursive: true, force: true })
  expect(bugs).toEqual([])
})

const event = (more: Partial<NewCaptured> = {}): NewCaptured => ({
  source: 'ci',
  event_type: 'step',
  atMs: nowMs,
  ...more,
})
async function capture(...events: readonly NewCaptured[]) {
  const result = await store.capture(events)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
const clock = {
  get nowMs() {
    return nowMs
  },
  startOfDay: (day: string) => Date.parse(`${day}T00:00:00Z`),
}
function queryOf(text: string) {
  const query = parseQuery(text, eventKeys, clock)
  if (!query.ok) throw new Error(query.error.message)
  return query.value
}
const ask = (text: string, more: Partial<Parameters<EventStore['ask']>[0]> = {}) =>
  store.ask({ query: queryOf(text), limit: 100, order: 'newest', ...more })
const idsOf = async (text: string, more: Partial<Parameters<EventStore['ask']>[0]> = {}) =>
  (await ask(text, more)).events.map(({ id }) => id)
const bySource = (events: readonly CapturedEvent[]) =>
  [...Map.groupBy(events, ({ source }) => source)].map(([source, of]) => [source, of.length]).sort()
const indexed = () => waitFor('the texts to be indexed', async () => (await store.totals()).notIndexed === 0)

describe('what is captured', () => {
  it('is there as it was sent, in a file that only its owner reads', async () => {
    const [outcome] = await capture(
      event({
        message: 'Deploy of payments-api',
        level: 'warn',
        data: '{"n":12345678901234567890}',
        session_id: 's1',
        duration_ms: 12.5,
        is_background: false,
      }),
    )
    expect(outcome).toEqual({ status: 'captured', eventId: 1 })
    expect(await store.find(1)).toEqual({
      id: 1,
      source: 'ci',
      event_type: 'step',
      message: 'Deploy of payments-api',
      level: 'warn',
      timestamp: '2026-11-20T14:00:00.000Z',
      data: '{"n":12345678901234567890}',
      created_at: '2026-11-20T14:00:00.000Z',
      machine: 'm1',
      session_id: 's1',
      duration_ms: 12.5,
      is_background: false,
    })
    expect(statSync(eventsPath(dataDir)).mode & 0o777).toBe(0o600)
  })

  it('is told with its sender’s own id and the key it came with, also by the stream; of a key it is counted for good', async () => {
    const sent = event({ senderId: 'run 7', key: 'ci …k7Qa' })
    await capture(sent, event({ key: 'ci …k7Qa' }), event())
    await capture(sent)
    const told = { sender_id: 'run 7', key: 'ci …k7Qa' }
    expect(await store.find(1)).toMatchObject(told)
    expect((await store.after(0, 1))[0]).toMatchObject(told)
    expect(await store.find(3)).not.toHaveProperty('key', expect.anything())
    nowMs += hours(1)
    await store.prune({ beforeMs: nowMs })
    expect(await store.totals()).toMatchObject({ events: 0, keys: [{ key: 'ci …k7Qa', events: 2 }] })
  })

  it('is stored once under an id of its sender, by source; another event under that id is refused', async () => {
    const first = event({ senderId: 'a1', message: 'one' })
    expect(await capture(first, first)).toEqual([
      { status: 'captured', eventId: 1 },
      { status: 'duplicate', eventId: 1 },
    ])
    expect(await capture({ ...first, source: 'cd' })).toEqual([{ status: 'captured', eventId: 2 }])
    expect(await capture({ ...first, message: 'two' })).toMatchObject([
      { status: 'refused', reason: { kind: 'conflict', field: 'id' } },
    ])
    expect((await store.totals()).events).toBe(2)
  })

  it('is on disk when it is answered: a program killed right after has lost nothing', async () => {
    await store.close()
    const script = `
      import { openEventStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/events/event-store.ts'))}
      const store = openEventStore({ dataDir: ${JSON.stringify(dataDir)}, machine: 'm1', reportError: console.error })
      await Promise.all(Array.from({ length: 40 }, (_, n) =>
        store.capture([{ source: 'ci', event_type: 'step', atMs: ${nowMs}, message: 'n' + n }])))
      process.kill(process.pid, 'SIGKILL')`
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script])
    expect(signal).toBe('SIGKILL')
    store = open()
    expect(new Set((await ask('')).events.map(({ message }) => message)).size).toBe(40)
  })

  it('gets ids that grow, also after all of it is gone, and times that never go back', async () => {
    await capture(event(), event())
    nowMs -= 60_000
    await capture(event())
    const [third] = (await ask('')).events
    expect(third).toMatchObject({ id: 3, created_at: '2026-11-20T14:00:00.000Z' })
    store.keepFor({ keepForMs: Date.now() - beganMs - 1, keepForMsOf: {}, maxBytes: 1e12 })
    await waitFor('all to be gone', async () => (await store.totals()).events === 0)
    expect(await capture(event())).toEqual([{ status: 'captured', eventId: 4 }])
  })

  it('is told to who follows, each id once and in order, from memory or from disk', async () => {
    const seen: number[] = []
    let last = 0
    const stop = store.onCaptured(() => {})
    await Promise.all(Array.from({ length: 100 }, (_, n) => capture(event({ message: `n${n}` }))))
    while (true) {
      const next = await store.after(last, 7)
      if (next.length === 0) break
      seen.push(...next.map(({ id }) => id))
      last = next.at(-1)?.id ?? last
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, n) => n + 1))
    stop()
    await store.close()
    store = open()
    await capture(event())
    expect((await store.after(98, 10)).map(({ id }) => id)).toEqual([99, 100, 101])
    expect(await store.after(101, 10)).toEqual([])
  })

  it('waits for nobody when too much waits already: who comes is told to come again', async () => {
    const many = Array.from({ length: 20_000 }, () => event())
    const first = store.capture(many)
    const second = await Promise.all(Array.from({ length: 3 }, () => store.capture(many)))
    expect(second).toContainEqual(
      expect.objectContaining({ ok: false, error: expect.objectContaining({ kind: 'busy' }) }),
    )
    expect((await first).ok).toBe(true)
  })
})

describe('what is asked', () => {
  it('is found by its words, keys, data and time', async () => {
    await capture(
      event({ message: 'Deploy of payments-api', level: 'info' }),
      event({ message: 'Déploiement', level: 'error', source: 'cd', data: '{"run":{"id":7,"tries":3}}' }),
      event({ message: 'the deploy failed', level: 'error', session_id: 's1', tool_name: 'Bash' }),
      event({ atMs: nowMs - 3 * 86_400_000, trace_id: 't1', event_type: 'stage' }),
    )
    await indexed()
    expect(await idsOf('')).toEqual([4, 3, 2, 1])
    expect(await idsOf('', { order: 'oldest' })).toEqual([1, 2, 3, 4])
    expect(await idsOf('deplo')).toEqual([3, 2, 1])
    expect(await idsOf('"the deploy"')).toEqual([3])
    expect(await idsOf('level:error -source:cd')).toEqual([3])
    expect(await idsOf('data.run.tries:>2')).toEqual([2])
    expect(await idsOf('trace:t1 OR session:s1')).toEqual([4, 3])
    expect(await idsOf('type:st*')).toEqual([4, 3, 2, 1])
    expect(await idsOf('since:24h')).toEqual([3, 2, 1])
    expect(await idsOf('before:2026-11-20')).toEqual([4])
    expect(await idsOf('', { fields: { tool_name: ['Bash', 'Edit'] } })).toEqual([3])
    expect(await idsOf('nowhere')).toEqual([])
  })

  it('is found at once, before its words are in the index', async () => {
    await Promise.all(Array.from({ length: 300 }, (_, n) => capture(event({ message: `early bird ${n}` }))))
    const answer = await ask('bird 299')
    expect(answer.events.map(({ message }) => message)).toEqual(['early bird 299'])
    expect(answer.notIndexed).toBeTypeOf('number')
  })

  it('comes in pages that neither lose nor repeat anything', async () => {
    await capture(...Array.from({ length: 250 }, (_, n) => event({ level: n % 3 === 0 ? 'error' : 'info' })))
    const pages: number[][] = []
    let afterId: number | undefined
    do {
      const { events, nextId } = await ask('level:error', { limit: 30, afterId })
      pages.push(events.map(({ id }) => id))
      afterId = nextId
    } while (afterId !== undefined)
    expect(pages.flat()).toEqual(Array.from({ length: 84 }, (_, n) => 250 - n * 3))
    expect(pages.map(({ length }) => length)).toEqual([30, 30, 24])
  })

  it('is the same by index as by looking at each event, whatever is asked', async () => {
    const words = ['alpha', 'beta', 'Gamma delta', 'beta-max', 'épsilon']
    const about = [{}, { project: 'shop' }, { cwd: '/srv/api' }, { name: 'a "b"' }]
    const some = Array.from({ length: 400 }, (_, n) =>
      event({
        source: ['ci', 'cd', 'web'][n % 3] ?? '',
        event_type: ['step', 'stage'][n % 2] ?? '',
        level: ([undefined, 'debug', 'warn', 'error'] as const)[n % 4],
        message: n % 5 === 0 ? undefined : `${words[n % 5]} ${words[n % 4]} ${n % 13}`,
        data: n % 3 === 0 ? JSON.stringify({ n, tags: [words[n % 5]], ...about[n % 4] }) : undefined,
        session_id: n % 7 === 0 ? `s${n % 2}` : undefined,
        duration_ms: n % 6 === 0 ? n : undefined,
        atMs: nowMs - n * 400_000,
      }),
    )
    await capture(...some)
    await indexed()
    const all = (await ask('', { limit: 1_000 })).events
    const reading = openForReading(eventsPath(dataDir))
    if (!reading.ok) throw new Error(reading.error.message)
    onTestFinished(() => void reading.value.close())
    const term = fc.constantFrom(
      'alpha',
      'bet',
      '"Gamma delta"',
      '-beta',
      '-"beta max"',
      'source:ci,cd',
      '-source:web',
      'level:warn,error',
      '-level:debug',
      'session:s0',
      '-session:s*',
      'duration:>100',
      '-duration:>100',
      'data.n:>200',
      '-data.n:>200',
      'data.tags:alpha',
      'type:sta*',
      'since:20h',
      'source:nobody',
      'epsilon',
      '3',
      'max',
      'project:shop',
      '-project:shop',
      'project:a*',
      'level:error source:ci type:stage',
      'data.name:"a \\"b\\""',
    )
    const text = fc.array(fc.array(term, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(text, async (alternatives) => {
        const query = parseQuery(alternatives.map((terms) => terms.join(' ')).join(' OR '), eventKeys, clock)
        if (!query.ok) return
        const expected = all.filter((one) => isAskedFor(one, { query: query.value })).map(({ id }) => id)
        const { events } = await store.ask({ query: query.value, limit: 1_000, order: 'newest' })
        expect(events.map(({ id }) => id)).toEqual(expected)
        const range = { sinceMs: 0, untilMs: hours(1e9), binMs: hours(1e9) }
        const { counts } = await store.count({ ...range, query: query.value, by: 'source' })
        expect(counts.map(({ name, events: counted }) => [name, counted]).sort()).toEqual(bySource(events))
        // In windows so small that what the hours counted is asked between them.
        for (const order of ['newest', 'oldest'] as const) {
          // However long a busy machine takes for it.
          const looking = { firstWindow: 7, nowMs: () => 0 }
          const found = askEvents(reading.value, { query: query.value, limit: 1_000, order }, looking)
          expect(found.events.map(({ id }) => id)).toEqual(order === 'newest' ? expected : expected.toReversed())
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('counts', () => {
  it('are kept by minute and hour, by level, and say what each source takes', async () => {
    const hour = 3_600_000
    await capture(
      event({ level: 'error' }),
      event({ atMs: nowMs - hour }),
      event({ atMs: nowMs - hour, source: 'cd', level: 'error' }),
    )
    const question = { sinceMs: beganMs - 2 * hour, untilMs: beganMs + hour, binMs: hour }
    expect(await store.histogram(question)).toEqual([
      { fromMs: beganMs - hour, counts: { none: 1, error: 1 } },
      { fromMs: beganMs, counts: { error: 1 } },
    ])
    expect(await store.histogram({ ...question, binMs: 60_000, sources: ['cd'] })).toEqual([
      { fromMs: beganMs - hour, counts: { error: 1 } },
    ])
    // Bins that are longer than what is counted by: each has one row.
    expect(await store.histogram({ ...question, sinceMs: beganMs - 70 * 60_000, binMs: 15 * 60_000 })).toEqual([
      { fromMs: beganMs - 70 * 60_000, counts: { none: 1, error: 1 } },
      { fromMs: beganMs - 10 * 60_000, counts: { error: 1 } },
    ])
    expect((await store.totals()).sources.map(({ source, events }) => [source, events])).toEqual([
      ['ci', 2],
      ['cd', 1],
    ])
    expect(await store.names('sources')).toEqual(['cd', 'ci'])
    expect(await store.names('types')).toEqual(['step'])
  })
})

describe('counts of what is asked for', () => {
  const hour = 3_600_000
  const range = { sinceMs: beganMs - 2 * hour, untilMs: beganMs + hour, binMs: hour }

  it('are split by any of their fields, and what has none is counted too', async () => {
    await capture(
      event({ agent: 'claude', tool_name: 'Bash', level: 'warn' }),
      event({ agent: 'claude', atMs: nowMs - hour }),
      event({ source: 'cd' }),
    )
    const by = async (split: SplitKey, text = '') =>
      (await store.count({ ...range, by: split, query: queryOf(text) })).counts.map(({ fromMs, name, events }) => [
        (fromMs - beganMs) / hour,
        name,
        events,
      ])
    expect(await by('agent')).toEqual([
      [-1, 'claude', 1],
      [0, 'claude', 1],
      [0, '', 1],
    ])
    expect(await by('source', '-source:cd')).toEqual([
      [-1, 'ci', 1],
      [0, 'ci', 1],
    ])
    await capture(
      event({ source: 'shop', data: '{"cwd":"/home/dev/shop"}' }),
      event({ source: 'shop', data: '{"n":1}' }),
    )
    expect(await by('project', 'source:shop')).toEqual([
      [0, '', 1],
      [0, 'shop', 1],
    ])
    expect(await by('source', 'project:shop')).toEqual([[0, 'shop', 1]])
    expect(await by('tool', 'tool:Bash OR level:warn')).toEqual([[0, 'Bash', 1]])
    expect(await by('level', 'level:warn OR source:cd OR level:warn')).toEqual([
      [0, '', 1],
      [0, 'warn', 1],
    ])
  })

  it('end where their range does, and a time in the query bounds them further', async () => {
    await capture(
      event({ atMs: range.untilMs - 1 }),
      event({ atMs: range.untilMs }),
      event({ atMs: range.sinceMs - 1 }),
    )
    const total = async (text: string, by: SplitKey) =>
      (await store.count({ ...range, by, query: queryOf(text) })).counts.reduce((sum, { events }) => sum + events, 0)
    expect(await total('', 'session')).toBe(1)
    expect(await total('deploy', 'session')).toBe(0)
    expect(await total(`before:${new Date(range.untilMs - 1).toISOString()}`, 'level')).toBe(0)
    expect(await total(`after:${new Date(range.untilMs - 1).toISOString()}`, 'level')).toBe(1)
  })
})

describe('what is too old or too much', () => {
  it('goes by age, by source, with its words and counts, and gives the space back', async () => {
    const text = 'x'.repeat(4_000)
    await capture(...Array.from({ length: 600 }, () => event({ message: `old ${text}`, source: 'chatty' })))
    await indexed()
    nowMs += 86_400_000
    await capture(event({ message: 'young' }))
    const before = (await store.totals()).fileBytes
    store.keepFor({ keepForMs: Date.now(), keepForMsOf: { chatty: Date.now() - nowMs + 1 }, maxBytes: 1e12 })
    await waitFor('the old ones to be gone', async () => (await store.totals()).events === 1)
    expect(await idsOf('old')).toEqual([])
    expect(await store.names('sources')).toEqual(['ci'])
    await waitFor('the space to come back', async () => (await store.totals()).fileBytes < before / 4)
  })

  it('goes by size, oldest first', async () => {
    const text = 'x'.repeat(2_000)
    await capture(...Array.from({ length: 1_000 }, (_, n) => event({ message: `${n} ${text}` })))
    store.keepFor({ keepForMs: Date.now(), keepForMsOf: {}, maxBytes: 1_000_000 })
    const left = await waitFor('it to be small enough', async () => {
      const { events, fileBytes } = await store.totals()
      return events < 1_000 && fileBytes <= 1_100_000 ? events : undefined
    })
    expect(left).toBeGreaterThan(100)
    expect((await ask('', { limit: 1 })).events[0]?.id).toBe(1_000)
  })
})

describe('what is kept for how long', () => {
  const keep = { keepForMs: days(30), keepForMsOf: {}, maxBytes: 1e12 }

  it('may be longer for one source than for the others, and shorter for another', async () => {
    const began = Date.now()
    nowMs = began - days(40)
    await capture(event({ source: 'audit' }), event(), event({ source: 'chatty' }))
    nowMs = Date.now() - days(10)
    await capture(event({ source: 'audit' }), event(), event({ source: 'chatty' }))
    nowMs = Date.now()
    store.keepFor({ ...keep, keepForMsOf: { audit: days(365), chatty: days(1), nobody: days(1) } })
    await waitFor('the old ones to go', async () => (await store.totals()).events === 3)
    expect((await store.ask({ limit: 9, order: 'oldest' })).events.map(({ id, source }) => [id, source])).toEqual([
      [1, 'audit'],
      [4, 'audit'],
      [5, 'ci'],
    ])
    expect(await store.retention()).toMatchObject({
      events: 3,
      keepDays: 30,
      toGo: 0,
      sources: [
        { source: 'audit', events: 2, keepDays: 365, oldest: new Date(began - days(40)).toISOString() },
        { source: 'ci', events: 1, keepDays: 30 },
      ],
    })
  })

  it('goes once a day where a time is set, says when and how much, and notes what went', async () => {
    nowMs = Date.now() - days(30) - hours(1)
    await capture(event({ message: 'old' }), event())
    nowMs = Date.now()
    await capture(event())
    const due = (ms: number) => ({ ...keep, cleanup: { dueMs: Date.now() + ms, nextMs: Date.now() + ms } })
    store.keepFor(due(hours(2)))
    expect(await store.retention()).toMatchObject({ events: 3, toGo: 2, nextCleanupAt: expect.any(String) })
    store.keepFor(due(-1_000))
    await waitFor('the cleaning to be noted', async () => (await store.retention()).lastCleanup)
    expect(await store.retention()).toMatchObject({ events: 1, lastCleanup: { events: 2, bytes: expect.any(Number) } })
    expect((await store.retention()).diskFreeBytes).toBeGreaterThan(0)
  })

  it('is not what a clock says that was wrong for a while: times go on, and what is old behind them goes', async () => {
    nowMs = Date.now() - days(31)
    await capture(event({ message: 'old' }))
    nowMs = Date.now() + days(400)
    await capture(event({ message: 'from the future' }))
    nowMs = Date.now() - days(31)
    await capture(event({ message: 'old, too' }))
    nowMs = Date.now()
    await capture(event({ message: 'young' }))
    const events = (await store.ask({ limit: 9, order: 'oldest' })).events
    expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(events[3]?.created_at).toBe(new Date(nowMs).toISOString())
    store.keepFor(keep)
    await waitFor('the old ones to go', async () => (await store.totals()).events === 2)
    expect((await store.ask({ limit: 9, order: 'oldest' })).events.map(({ id }) => id)).toEqual([2, 4])
  })

  it('can be taken away by hand: what is told before is what goes, of all or of some sources', async () => {
    nowMs = Date.now() - days(15)
    await capture(
      ...Array.from({ length: 2_500 }, (_, n) => event({ source: n % 5 === 0 ? 'cd' : 'ci', message: `n${n}` })),
    )
    nowMs = Date.now()
    await capture(event({ message: 'young' }))
    await indexed()
    const beforeMs = nowMs - days(14)
    expect(await store.prunable({ beforeMs })).toMatchObject({
      events: 2_500,
      sources: [
        { source: 'ci', events: 2_000 },
        { source: 'cd', events: 500 },
      ],
    })
    expect(await store.prunable({ beforeMs, sources: ['nobody'] })).toMatchObject({ events: 0, sources: [] })
    expect(await store.prune({ beforeMs, sources: ['cd', 'nobody'] })).toMatchObject({
      ok: true,
      value: { events: 500 },
    })
    expect(await store.prune({ beforeMs })).toMatchObject({ ok: true, value: { events: 2_000 } })
    expect((await store.totals()).events).toBe(1)
    expect(await idsOf('n7')).toEqual([])
    expect(await store.prunable({ beforeMs })).toMatchObject({ events: 0 })
  })

  it('is in the index, and cleaned, while others write without a pause', async () => {
    nowMs = Date.now() - days(15)
    await capture(...Array.from({ length: 3_000 }, (_, n) => event({ message: `old ${n}` })))
    nowMs = Date.now()
    store.keepFor({ keepForMs: days(14), keepForMsOf: {}, maxBytes: 1e12 })
    let isOver = false
    const writing = (async () => {
      while (!isOver) await capture(event({ message: 'meanwhile' }))
    })()
    const isClean = async () => Date.parse((await store.totals()).oldest ?? '') > nowMs - days(14)
    await waitFor('the old ones to go', async () => ((await isClean()) ? true : undefined))
    await waitFor('the words to be found', async () => ((await store.totals()).notIndexed < 1_000 ? true : undefined))
    isOver = true
    await writing
  })

  it('leaves space in the file, which is given back when somebody asks', async () => {
    store.keepFor({ keepForMs: days(30), keepForMsOf: {}, maxBytes: 2e9, givesBackSpace: false })
    await capture(...Array.from({ length: 1_000 }, () => event({ message: 'x'.repeat(2_000) })))
    nowMs += hours(1)
    await store.prune({ beforeMs: nowMs })
    const { freeBytes, fileBytes } = await store.retention()
    expect(freeBytes).toBeGreaterThan(1e6)
    expect(await store.giveBack()).toEqual({ ok: true, value: { bytes: freeBytes } })
    expect(await store.retention()).toMatchObject({ freeBytes: 0, fileBytes: fileBytes - freeBytes })
    expect(statSync(eventsPath(dataDir)).size).toBeLessThanOrEqual(fileBytes - freeBytes)
    expect(await store.giveBack()).toEqual({ ok: true, value: { bytes: 0 } })
  })

  it('goes while others write: nobody waits for the whole of it', async () => {
    nowMs = Date.now() - days(15)
    for (let part = 0; part < 10; part += 1)
      await capture(...Array.from({ length: 1_000 }, (_, n) => event({ message: `${n}` })))
    nowMs = Date.now()
    let isPruned = false
    const pruning = store.prune({ beforeMs: nowMs - days(14) }).then((pruned) => {
      isPruned = true
      return pruned
    })
    let between = 0
    while (!isPruned) {
      await capture(event({ message: 'meanwhile' }))
      if (!isPruned) between += 1
    }
    expect(await pruning).toMatchObject({ value: { events: 10_000 } })
    expect(between).toBeGreaterThan(5)
  })
})

describe('how many come in a minute', () => {
  it('is what came in this one, and of the one before as much as the last 60 seconds hold', async () => {
    nowMs = beganMs + 30_000
    await capture(...Array.from({ length: 10 }, () => event()), event({ source: 'cd', event_type: 'ship' }))
    nowMs = beganMs + 90_000
    await capture(event(), event({ event_type: 'newest' }))
    const of = async () => Object.fromEntries((await store.totals()).sources.map((one) => [one.source, one]))
    expect(await of()).toMatchObject({
      ci: { perMinute: 7, lastType: 'newest' },
      cd: { perMinute: 1, lastType: 'ship' },
    })
    nowMs = beganMs + 180_000
    expect(await of()).toMatchObject({ ci: { perMinute: 0 }, cd: { perMinute: 0 } })
  })
})

describe('the log', () => {
  const many = () => capture(...Array.from({ length: 1_000 }, () => event({ message: 'x'.repeat(2_000) })))

  it('is put into the file beside those who capture', async () => {
    for (let part = 0; part < 4; part += 1) await many()
    await waitFor('the file to hold them', async () => {
      await capture(event())
      return statSync(eventsPath(dataDir)).size > 7e6
    })
  })

  it('begins anew once it is long', async () => {
    await capture(event())
    await store.close()
    const writer = openDatabase(eventsPath(dataDir), { migrations: eventMigrations })
    const beside = openForCheckpoints(eventsPath(dataDir))
    if (!writer.ok || !beside.ok) throw new Error('The file could not be opened.')
    onTestFinished(() => void [writer, beside].map(({ value }) => value.close()))
    writer.value.pragma('wal_autocheckpoint = 0')
    const write = (pages: number) =>
      writer.value.prepare('INSERT INTO machines (name) VALUES (?)').run('x'.repeat(pages * 4_096))
    const pagesInLog = () => (writer.value.pragma('wal_checkpoint(NOOP)') as { log: number }[])[0]?.log
    write(2_000)
    putLogIntoFile(beside.value)
    write(2_500)
    expect(pagesInLog()).toBeGreaterThan(4_500)
    putLogIntoFile(beside.value)
    write(1)
    expect(pagesInLog()).toBeLessThan(50)
  })
})

describe('a file that is damaged', () => {
  it('is put aside, and what can be read goes on in a new one, with its words and counts', async () => {
    await capture(...Array.from({ length: 3_000 }, (_, n) => event({ message: `kept ${n}` })))
    await indexed()
    await store.close()
    const path = eventsPath(dataDir)
    truncateSync(path, Math.floor(statSync(path).size * 0.6))
    store = open()
    await capture(event({ message: 'after' }))
    await waitFor('it to be said', () => store.problems.length > 0)
    expect(store.problems[0]).toMatch(/is damaged: .* rows were carried over .* was kept as .*events\.sqlite\.broken-/s)
    expect(readdirSync(dataDir).some((name) => name.includes('.broken-'))).toBe(true)
    await capture(event({ message: 'afterwards' }))
    await indexed()
    expect((await ask('afterwards')).events).toHaveLength(1)
    const { events, sources } = await store.totals()
    expect(events).toBe(sources.reduce((sum, source) => sum + source.events, 0))
  })

  it('that no events were ever in is said and put aside', async () => {
    await store.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(eventsPath(dataDir) + suffix, { force: true })
    writeFileSync(eventsPath(dataDir), 'this is no database at all, and long enough to be none'.repeat(50))
    store = open()
    expect(await capture(event())).toEqual([{ status: 'captured', eventId: 1 }])
    expect(store.problems).toHaveLength(1)
  })
})
