/** Messages on their way, with a clock that is turned by hand. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openAlertStore } from '../../src/alerts/alert-store.ts'
import type { Sent } from '../../src/alerts/channel.ts'
import { createOutbox } from '../../src/alerts/outbox.ts'
import { emptyBook } from '../../src/core/alerts/alert-book.ts'
import { testMessage } from '../../src/core/alerts/alert-message.ts'
import { hours, minutes, seconds } from '../../src/core/time/duration.ts'

beforeEach(
  () =>
    void vi.useFakeTimers({ now: Date.parse('2026-11-20T14:00:00Z'), toFake: ['setTimeout', 'clearTimeout', 'Date'] }),
)
afterEach(() => void vi.useRealTimers())

function setUp(send: (channel: string) => Sent | Promise<Sent>, dir = mkdtempSync(join(tmpdir(), 'tce-outbox-'))) {
  const store = openAlertStore(dir, 'machine')
  if (!store.ok) throw new Error(store.error)
  const tries: { readonly channel: string; readonly id: string; readonly atMs: number }[] = []
  const outbox = createOutbox({
    store: store.value,
    valuesOf: async () => ({}),
    send: async (channel, { id }) => {
      tries.push({ channel, id, atMs: Date.now() })
      return send(channel)
    },
    nowMs: Date.now,
    reportError: (_, cause) => {
      throw cause
    },
  })
  const put = (...messages: readonly (readonly [id: string, channel: string])[]) =>
    store.value.change({
      ...{ book: emptyBook, opened: [], resolvedIds: [], held: new Map(), nowMs: Date.now() },
      deliveries: messages.map(([id, channel]) => ({
        ...{ id, channel, state: 'waiting', atMs: Date.now(), message: testMessage(id, Date.now()), alertIds: [] },
      })),
    })
  /** Turns the clock by steps, so that what wakes at one of them finds it right. */
  const pass = async (ms: number, stepMs = seconds(5)) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await vi.advanceTimersByTimeAsync(stepMs)
      await outbox.settled()
    }
  }
  return { outbox, tries, put, pass, store: store.value, dir }
}

it('tries again through an hour of 500 with longer and longer pauses, and brings it there in the end, once', async () => {
  const upAtMs = Date.now() + hours(1)
  const { outbox, tries, put, pass, store } = setUp(() =>
    Date.now() < upAtMs ? { ok: false, isFinal: false, message: '500' } : { ok: true },
  )
  await put(['m1', 'webhook'])
  outbox.wake()
  await outbox.settled()
  expect((await store.channels()).get('webhook')).toMatchObject({ waiting: 1, problem: '500' })
  await pass(hours(1) + minutes(10))
  const pauses = tries.slice(1).map(({ atMs }, at) => (atMs - (tries[at]?.atMs ?? 0)) / 1000)
  expect(pauses.slice(0, 6)).toEqual([5, 15, 45, 120, 300, 600])
  expect(tries.length).toBeLessThan(15)
  expect(await store.waiting()).toEqual([])
  const sent = tries.length
  await pass(hours(1), minutes(5))
  expect(tries).toHaveLength(sent)
  expect((await store.channels()).get('webhook')).toMatchObject({ waiting: 0, lastSentMs: expect.any(Number) })
})

it('gives up after six hours, lays it among the dead letters, and sends that again when it is told to', async () => {
  let isUp = false
  const { outbox, put, pass, store, tries } = setUp(() =>
    isUp ? { ok: true } : { ok: false, isFinal: false, message: '503' },
  )
  await put(['m1', 'slack'])
  outbox.wake()
  await pass(hours(6), minutes(1))
  expect(await store.deadLetters()).toMatchObject([{ id: 'm1', channel: 'slack', message: '503' }])
  const before = tries.length
  isUp = true
  expect(await store.retry('m1', Date.now())).toMatchObject({ id: 'm1' })
  expect(await store.retry('m1', Date.now())).toBeUndefined()
  outbox.wake()
  await outbox.settled()
  expect([tries.length, await store.deadLetters()]).toEqual([before + 1, []])
})

it('does not try again what an answer settled, and waits as long as it is told', async () => {
  let sent: Sent = { ok: false, isFinal: true, message: '404: channel not found' }
  const { outbox, put, pass, store, tries } = setUp(() => sent)
  await put(['m1', 'slack'])
  outbox.wake()
  await outbox.settled()
  expect(await store.deadLetters()).toMatchObject([{ id: 'm1', attempts: 1, message: '404: channel not found' }])
  sent = { ok: false, isFinal: false, message: '429', retryAfterMs: seconds(90) }
  await put(['m2', 'slack'])
  outbox.wake()
  await outbox.settled()
  await pass(seconds(85))
  expect(tries).toHaveLength(2)
  await pass(seconds(5))
  expect(tries).toHaveLength(3)
})

it('a channel that hangs holds up no other, and gets one message at a time', async () => {
  const hanging = Promise.withResolvers<Sent>()
  const { outbox, put, tries, store } = setUp((channel) => (channel === 'webhook' ? hanging.promise : { ok: true }))
  await put(['m1', 'webhook'], ['m2', 'webhook'], ['m3', 'ntfy'], ['m4', 'ntfy'])
  outbox.wake()
  await vi.waitFor(async () => expect((await store.waiting()).map(({ id }) => id)).toEqual(['m1', 'm2']))
  expect(tries.map(({ id }) => id).sort()).toEqual(['m1', 'm3', 'm4'])
  hanging.resolve({ ok: true })
  await outbox.settled()
  expect(await store.waiting()).toEqual([])
})

it('what waits when the program ends goes out with the next one, under its id', async () => {
  const first = setUp(() => ({ ok: false, isFinal: false, message: 'ECONNRESET' }))
  await first.put(['m1', 'webhook'])
  first.outbox.wake()
  await first.outbox.settled()
  void first.outbox.close()
  await first.store.close()
  const second = setUp(() => ({ ok: true }), first.dir)
  second.outbox.wake()
  await second.pass(seconds(5))
  expect(second.tries.map(({ id }) => id)).toEqual(['m1'])
})
