import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { countMessages } from '../../src/analytics/message-pass.ts'
import { MessageStore } from '../../src/analytics/message-store.ts'
import { noSum } from '../../src/core/analytics/billed.ts'
import { responsesOf, tokensOf } from '../../src/core/analytics/message.ts'
import { noTokens } from '../../src/core/usage/tokens.ts'
import { type MadeUpSession, sourceOf } from '../search/made-up-sources.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { madeUpMessages } from './made-up-messages.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const session = (count: number, more: Partial<MadeUpSession> = {}): MadeUpSession => ({
  ...madeUpMessages({ sessionId: 'a', count, startMs: nowMs - 3_600_000 }),
  ...more,
})

function opened(path = join(ownFolder('tce-messages-'), 'analytics.sqlite')) {
  const store = new MessageStore(path, 'a-machine', () => nowMs)
  const count = (sessions: readonly MadeUpSession[], goesOn: () => boolean = () => true) =>
    countMessages({ store, sources: sessions.map(sourceOf), goesOn: async () => goesOn(), clock: () => nowMs })
  const messages = () => store.messages().map(({ message }) => message)
  return { path, store, count, messages }
}

describe('the count of messages', () => {
  it('goes on behind what it read, and counts nothing twice', async () => {
    const { count, messages, store } = opened()
    expect(await count([session(3)])).toBe(true)
    const before = messages()
    await count([session(5)])
    expect(messages().slice(0, 2)).toEqual(before.slice(0, 2))
    expect(messages().map((message) => [message.no, responsesOf(message), tokensOf(message).output])).toEqual(
      [0, 1, 2, 3, 4].map((no) => [no, 2, 500]),
    )
    expect(messages()[2]?.afterMs).toBe(52_000)
    store.close()
  })

  it('reads a session whose records were replaced from its beginning', async () => {
    const { count, messages, store } = opened()
    await count([session(3)])
    const other = madeUpMessages({ sessionId: 'a', count: 2, startMs: nowMs - 60_000, outputTokens: () => 7 })
    await count([{ ...other, changedMs: nowMs }])
    expect(messages().map((message) => tokensOf(message).output)).toEqual([107, 107])
    store.close()
  })

  it('reads what is rewritten whole again, at most once a minute', async () => {
    const { count, messages, store } = opened()
    await count([session(2, { isRewritten: true })])
    await count([session(4, { isRewritten: true })])
    expect(messages()).toHaveLength(2)
    await countMessages({
      ...{ store, sources: [sourceOf(session(4, { isRewritten: true }))] },
      ...{ goesOn: async () => true, clock: () => nowMs + 61_000 },
    })
    expect(messages()).toHaveLength(4)
    store.close()
  })

  it('goes on where it was stopped, also in another program', async () => {
    const whole = opened()
    await whole.count([session(400)])
    const { path, store, count } = opened()
    let turns = 0
    expect(await count([session(400)], () => ++turns < 3)).toBe(false)
    const part = store.messages().length
    expect(part).toBeGreaterThan(0)
    expect(part).toBeLessThan(400)
    store.close()
    const again = opened(path)
    expect(await again.count([session(400)])).toBe(true)
    expect(again.messages()).toEqual(whole.messages())
    again.store.close()
    whole.store.close()
  })

  it('writes nothing of a session that another program counted meanwhile', async () => {
    const { path, store } = opened()
    const known = store.add('claude', 'a')
    const beside = opened(path)
    await beside.count([session(3)])
    const sums = { counted: noSum, missing: noSum }
    const nothing = { mark: 'x', places: {}, carry: '', messages: [], responses: [], isAnew: true, ...sums }
    expect(store.write(known, nothing)).toBeUndefined()
    expect(store.messages()).toHaveLength(3)
    store.close()
    beside.store.close()
  })

  it('forgets a session, and keeps the others', async () => {
    const { count, store, messages } = opened()
    const other = madeUpMessages({ sessionId: 'b', count: 2, startMs: nowMs - 3_600_000 })
    await count([session(3), other])
    store.forget(['a'])
    expect(messages()).toHaveLength(2)
    expect(store.sessions().map(({ sessionId }) => sessionId)).toEqual(['b'])
    store.close()
  })

  it('keeps responses for rates per minute, and those only as long as anybody asks for them', async () => {
    const { count, store } = opened()
    await count([
      madeUpMessages({ sessionId: 'old', count: 2, startMs: nowMs - 24 * 3_600_000 }),
      madeUpMessages({ sessionId: 'new', count: 2, startMs: nowMs - 120_000 }),
    ])
    expect(store.responses(0).map(({ newInput, output }) => [newInput, output])).toEqual([
      [200, 100],
      [200, 400],
      [200, 100],
      [200, 400],
    ])
    store.close()
  })

  it('reads a session anew that the ledger has otherwise, once for each difference, and not within a minute', async () => {
    const { store, count } = opened()
    await count([session(3)])
    const readings = () => store.sessions().map(({ revision }) => revision)
    const pass = (responses: number, afterMs: number) =>
      countMessages({
        ...{ store, sources: [sourceOf(session(3))] },
        ...{ goesOn: async () => true, clock: () => nowMs + afterMs },
        billed: {
          billOf: () => ({ ofResponse: () => [], ofCall: () => [] }),
          sums: () => new Map([['a', { responses, tokens: 0, webSearches: 0 }]]),
        },
      })
    await pass(0, 59_000)
    expect(store.messages().map(({ message }) => responsesOf(message))).toEqual([2, 2, 2])
    await pass(0, 61_000)
    expect(store.messages().map(({ message }) => responsesOf(message))).toEqual([0, 0, 0])
    expect(readings()).toEqual([2])
    for (const afterMs of [130_000, 190_000, 250_000]) await pass(5, afterMs)
    expect(readings()).toEqual([3])
    store.close()
  })

  it('takes what the ledger bills, and what its records tell more of since', async () => {
    const { store } = opened()
    const part = { model: 'claude-opus-5-5', isFast: false, isUsInference: false, promptAboveTokens: 0, atMs: nowMs }
    await countMessages({
      ...{ store, sources: [sourceOf(session(1))], goesOn: async () => true, clock: () => nowMs },
      billed: {
        billOf: () => ({
          ofResponse: ({ id }) =>
            id.endsWith('a')
              ? []
              : [{ ...part, id, tokens: { ...noTokens, output: 3, input: 900 }, webSearches: 0, isResponse: true }],
          ofCall: (toolId) => [{ ...part, id: `of ${toolId}`, tokens: noTokens, webSearches: 2, isResponse: false }],
        }),
        sums: () => new Map(),
      },
    })
    const spent = store.messages().flatMap(({ message }) => message.spent)
    expect(spent).toMatchObject([
      { responses: 1, webSearches: 2, tokens: { input: 900, output: 400, cacheRead: 800 }, quarter: nowMs / 900_000 },
    ])
    store.close()
  })
})
