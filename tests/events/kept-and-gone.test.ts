/** What goes as a whole: a project's events, all of them, an older schema; and a disk that has no room left. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewCaptured } from '../../src/core/captured/captured-event.ts'
import type { SeriesPoint } from '../../src/core/otlp/series-point.ts'
import { createDiskRoom } from '../../src/events/disk-room.ts'
import { eventMigrations } from '../../src/events/event-schema.ts'
import type { EventStore } from '../../src/events/event-store.ts'
import { eventsPath, openEventStore } from '../../src/events/event-store.ts'
import { openDatabase } from '../../src/storage/sqlite.ts'
import { waitFor } from '../tools/wait-for.ts'

let dataDir: string
let store: EventStore
const bugs: unknown[] = []
const open = () => openEventStore({ dataDir, machine: 'm1', reportError: (_, cause) => bugs.push(cause) })

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tce-gone-'))
  bugs.length = 0
})
afterEach(async () => {
  await store?.close()
  rmSync(dataDir, { recursive: true, force: true })
  expect(bugs).toEqual([])
})

const event = (more: Partial<NewCaptured> = {}): NewCaptured => ({
  source: 'ci',
  event_type: 'step',
  atMs: Date.now(),
  ...more,
})
async function capture(...events: readonly NewCaptured[]): Promise<readonly number[]> {
  const result = await store.capture(events)
  if (!result.ok) throw new Error(result.error.message)
  return result.value.map((outcome) => (outcome.status === 'refused' ? -1 : outcome.eventId))
}
const messages = async () => (await store.ask({ limit: 1_000, order: 'oldest' })).events.map(({ message }) => message)
const named = (ending: string) => readdirSync(dataDir).filter((name) => name.includes(ending))

describe('a file of an older schema', () => {
  function older(): void {
    const opened = openDatabase(eventsPath(dataDir), { migrations: eventMigrations.slice(0, 2) })
    if (!opened.ok) throw new Error(opened.error.message)
    opened.value.exec(`
      INSERT INTO sources (id, name, events) VALUES (1, 'ci', 2000); INSERT INTO types (id, name, events) VALUES (1, 'step', 2000);
      INSERT INTO machines (name) VALUES ('m1');`)
    const insert = opened.value.prepare(
      'INSERT INTO events (at_ms, captured_ms, source, type, machine, level, message) VALUES (1, 1, 1, 1, 1, 0, ?)',
    )
    opened.value.transaction(() => {
      for (let n = 0; n < 2_000; n++) insert.run(`old ${n} ${'x'.repeat(2_000)}`)
    })()
    opened.value.close()
  }

  it('is copied as it was, beside those who capture, before anything of it is lost', async () => {
    older()
    store = open()
    await Promise.all(Array.from({ length: 20 }, (_, n) => capture(event({ message: `new ${n}`, key: 'ci …k7Qa' }))))
    await waitFor('the copy', () => named('.schema-2-').length === 1 && named('.part').length === 0)
    const copy = openDatabase(join(dataDir, named('.schema-2-')[0] ?? ''), { migrations: eventMigrations.slice(0, 2) })
    if (!copy.ok) throw new Error(copy.error.message)
    expect(copy.value.prepare('SELECT COUNT(*) FROM events').pluck().get()).toBe(2_000)
    expect(copy.value.pragma('integrity_check', { simple: true })).toBe('ok')
    copy.value.close()
    expect((await store.totals()).newestId).toBe(2_020)
    expect(store.problems).toEqual([])
  })
})

describe('everything', () => {
  it('goes with the copies of it, the numbers go on, and who follows is told what comes next', async () => {
    store = open()
    const [first = 0, second = 0] = await capture(event({ message: 'one' }), event({ message: 'two' }))
    writeFileSync(`${eventsPath(dataDir)}.broken-2026`, 'an old one')
    expect(await messages()).toEqual(['one', 'two'])
    expect(await store.clear()).toEqual({ ok: true, value: undefined })
    expect(named('.broken-')).toEqual([])
    expect(await messages()).toEqual([])
    expect(await store.after(first, 10)).toEqual([])
    expect(await store.totals()).toMatchObject({ events: 0, sources: [], newestId: second })
    const [next] = await capture(event({ message: 'three' }))
    expect(next).toBe(second + 1)
    expect((await store.after(first, 10)).map(({ message }) => message)).toEqual(['three'])
    await store.close()
    store = open()
    expect(await capture(event({ message: 'four' }))).toEqual([second + 2])
    expect(await messages()).toEqual(['three', 'four'])
  })

  it('goes while others capture: what is captured after it is there, each once', async () => {
    store = open()
    const sent = (from: number) =>
      Promise.all(Array.from({ length: 40 }, (_, n) => capture(event({ message: `${from + n}` }))))
    await sent(0)
    const [, ids] = await Promise.all([store.clear(), sent(100)])
    const kept = await messages()
    expect(new Set(ids.flat()).size).toBe(40)
    await sent(200)
    expect((await messages()).slice(kept.length).sort()).toEqual(Array.from({ length: 40 }, (_, n) => `${200 + n}`))
    expect(kept.every((message) => Number(message) >= 100)).toBe(true)
  })
})

describe('a project', () => {
  const of = { project: 'payments-api', sessionIds: ['s1', 's2'] }

  it('goes by its sessions and by its name in the data, with words, counts and figures; nothing else does', async () => {
    store = open()
    await capture(
      event({ message: 'of its session', session_id: 's1' }),
      event({ message: 'of another', session_id: 's9' }),
      event({ message: 'named', data: '{"project":"payments-api","n":1}' }),
      event({ message: 'named deeper', data: '{"in":{"project":"payments-api"}}' }),
      event({ message: 'named otherwise', data: '{"project":"payments-api-2"}' }),
      event({ message: 'both', session_id: 's2', data: '{"project":"payments-api"}' }),
      event({ message: 'not of it', data: '"project"' }),
    )
    await waitFor('the texts to be indexed', async () => (await store.totals()).notIndexed === 0)
    expect(await store.ofProject(of)).toBe(3)
    expect(await store.prune({ beforeMs: Number.MAX_SAFE_INTEGER, of })).toMatchObject({
      ok: true,
      value: { events: 3 },
    })
    expect(await messages()).toEqual(['of another', 'named deeper', 'named otherwise', 'not of it'])
    expect(await store.ofProject(of)).toBe(0)
    expect((await store.totals()).events).toBe(4)
    expect(await store.after(0, 100)).toHaveLength(4)
  })

  it('goes with what its sessions told of tokens and metrics', async () => {
    store = open()
    await capture(event({ session_id: 's1', told: { agent: 'claude', sessionId: 's1', input: 5 } }))
    expect(await store.told('s1')).toMatchObject({ tokens: { input: 5 } })
    const point = (sessionId: string): SeriesPoint => ({
      ...{
        source: 'claude-otel',
        name: 'tokens',
        kind: 'gauge',
        attributes: { 'session.id': sessionId },
        resource: {},
      },
      ...{ sessionId, atMs: Date.now(), value: 1 },
    })
    await store.addPoints([point('s1'), point('s9')])
    await store.prune({ beforeMs: Number.MAX_SAFE_INTEGER, of })
    expect(await store.told('s1')).toBeUndefined()
    expect((await store.totals()).metrics).toMatchObject({ series: 1 })
  })
})

describe('a disk without the room that is to be left', () => {
  it('takes no event until it has it again, and says both by itself', async () => {
    let free = 300e6
    const room = createDiskRoom(
      '/data',
      () => 500e6,
      async () => free,
    )
    expect(await room.check()).toMatchObject({
      kind: 'unwritable',
      message: expect.stringMatching(/300 MB free: below 500 MB no event is stored \(\[events\] min_free_mb\)/),
      retryAfterMs: 30_000,
    })
    expect(room.problem).toMatch(/300 MB free/)
    free = 600e6
    await waitFor('the next look', async () => (await room.check()) === undefined)
    expect(room.problem).toBeUndefined()
  })

  it('takes them where nobody wants room left, or nobody can tell', async () => {
    expect(
      await createDiskRoom(
        '/data',
        () => 0,
        async () => 0,
      ).check(),
    ).toBeUndefined()
    const unknown = createDiskRoom(
      '/data',
      () => 500e6,
      async () => Promise.reject(new Error('ENOENT')),
    )
    expect(await unknown.check()).toBeUndefined()
  })

  it('refuses events and metrics alike', async () => {
    store = open()
    store.keepFor({ keepForMs: 1e9, keepForMsOf: {}, maxBytes: 2e9, minFreeBytes: Number.MAX_SAFE_INTEGER })
    expect(await store.capture([event()])).toMatchObject({ ok: false, error: { kind: 'unwritable' } })
    expect(await store.addPoints([])).toMatchObject({ ok: false, error: { kind: 'unwritable' } })
    expect(store.problems.at(-1)).toMatch(/no event is stored/)
  })
})
