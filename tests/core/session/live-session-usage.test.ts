/** Tokens, cost and context of a session: each response once, the context of the main chain alone. */
import { describe, expect, it } from 'vitest'
import { createPriceBook } from '../../../src/agents/price-book.ts'
import type { SessionPrices } from '../../../src/core/session/live-session-usage.ts'
import { at, call, event, newSession, prompt, response, result, stateAfter, text, thinking } from './session-events.ts'

const rates = { input: 1, output: 10, cacheRead: 0.1, cacheWrite5m: 2, cacheWrite1h: 4 }
const longPrompt = { ...rates, input: 3, aboveTokens: 200_000 }
const prices: SessionPrices = createPriceBook({
  asOf: '2026-05-01',
  models: [
    { id: 'model-a', contextWindowTokens: 200_000, fastFactor: 6, source: '', prices: [{ ...rates, longPrompt }] },
    { id: 'small', source: '', prices: [{ ...rates, output: 1 }] },
  ],
})

describe('a response', () => {
  const lines = [
    thinking(1, response('r1', { input: 100, output: 1 })),
    text(1, response('r1', { input: 100, output: 20 })),
    call(2, 't1', 'Bash', { response: response('r1', { input: 100, output: 50 }) }),
  ]

  it('is counted once, with the highest numbers that any of its lines tells', () => {
    const state = stateAfter([prompt(0), ...lines], {}, newSession(prices))
    expect(state).toMatchObject({ responses: 1, totalTokens: 150, tokens: { input: 100, output: 50 } })
    expect(state.costUsd).toBeCloseTo((100 * 1 + 50 * 10) / 1e6, 12)
    const reversed = stateAfter([prompt(0), ...lines.toReversed()], {}, newSession(prices))
    expect([reversed.totalTokens, reversed.costUsd]).toEqual([150, state.costUsd])
  })

  it('is known again after 511 others have begun, and the lines of two may be mixed', () => {
    const others = Array.from({ length: 511 }, (_, index) => text(2, response(`o${index}`, { output: 1 })))
    const again = text(3, response('r1', { input: 100, output: 50 }))
    expect(stateAfter([prompt(0), ...lines, ...others, again])).toMatchObject({ responses: 512, totalTokens: 661 })
    const some = (from: number) =>
      Array.from({ length: 400 }, (_, i) => text(2, response(`p${from + i}`, { output: 1 })))
    const line = (output: number) => text(2, response('long', { output }))
    const spread = stateAfter([line(1), ...some(0), line(2), ...some(400), line(3)])
    expect(spread).toMatchObject({ responses: 801, totalTokens: 803 })
    const mixed = [
      text(1, response('x', { output: 5 })),
      text(1, response('y', { output: 7 })),
      text(2, response('x', { output: 6 })),
      text(2, response('y', { output: 7 })),
    ]
    expect(stateAfter(mixed)).toMatchObject({ responses: 2, totalTokens: 13 })
  })

  it('without numbers is none', () => {
    const bare = response('r1', {}, { tokens: undefined, contextTokens: undefined, model: 'other' })
    const state = stateAfter([text(1, response('r0', { input: 7 })), text(2, bare)])
    expect(state).toMatchObject({ responses: 1, model: 'model-a', context: { tokens: 7 } })
  })

  it('is priced by its own model, its speed and the size of its own prompt', () => {
    const costOf = (...refs: readonly ReturnType<typeof response>[]) =>
      stateAfter(
        refs.map((ref) => text(1, ref)),
        {},
        newSession(prices),
      ).costUsd
    expect(costOf(response('r1', { output: 1e6 }), response('r2', { output: 1e6 }, { model: 'small' }))).toBe(11)
    expect(costOf(response('r1', { output: 1e6 }, { isFast: true }))).toBe(60)
    expect(costOf(response('r1', { input: 200_000 }))).toBeCloseTo(0.2, 12)
    expect(costOf(response('r1', { input: 200_001 }))).toBeCloseTo(0.600003, 12)
  })

  it('of a model without a price costs nothing that is known, and is named', () => {
    const unknown = response('r2', { output: 5 }, { model: 'no-price' })
    expect(stateAfter([text(1, unknown)], {}, newSession(prices))).toMatchObject({
      costUsd: undefined,
      unpricedModels: ['no-price'],
    })
    const both = stateAfter([text(1, response('r1', { output: 1_000_000 })), text(2, unknown)], {}, newSession(prices))
    expect([both.costUsd, both.unpricedModels]).toEqual([10, ['no-price']])
  })
})

describe('the context', () => {
  const main = text(1, response('r1', { input: 10, cacheRead: 80, cacheWrite5m: 10 }))
  const subagent = text(2, response('s1', { input: 5000 }, { model: 'small' }), 'a1')

  it('is what the model saw in the main chain: a subagent has its own', () => {
    const state = stateAfter([main, subagent], {}, newSession(prices))
    expect(state).toMatchObject({ model: 'model-a', totalTokens: 5100, responses: 2 })
    expect(state.context).toMatchObject({ tokens: 100, windowTokens: 200_000, share: 100 / 200_000 })
    expect(state.subagents).toMatchObject([{ contextTokens: 5000, totalTokens: 5000, model: 'small' }])
  })

  it('is what a compaction left, until the next response tells', () => {
    const boundary = event(3, 'compaction', { phase: 'boundary', trigger: 'auto', tokensAfter: 30 })
    const compacted = stateAfter([main, boundary])
    expect(compacted.context).toMatchObject({
      tokens: 30,
      compactionCount: 1,
      compactions: [{ tokensBefore: 100, tokensAfter: 30, trigger: 'auto', at: at(3) }],
    })
    expect(stateAfter([main, boundary, text(4, response('r2', { input: 44 }))]).context.tokens).toBe(44)
    const silent = event(3, 'compaction', { phase: 'boundary' })
    expect(stateAfter([main, silent]).context.tokens).toBeUndefined()
  })

  it('leaves compactions of subagents and the texts of summaries out', () => {
    const of = (phase: 'boundary' | 'summary', lane: string) => event(3, 'compaction', { phase, lane, tokensAfter: 1 })
    expect(stateAfter([main, of('boundary', 'a1'), of('summary', 'main')]).context).toMatchObject({
      tokens: 100,
      compactionCount: 0,
    })
  })

  it('keeps the newest fifty compactions and counts all', () => {
    const all = Array.from({ length: 52 }, (_, index) =>
      event(index, 'compaction', { phase: 'boundary', tokensAfter: index }),
    )
    const { compactions, compactionCount } = stateAfter(all).context
    expect([compactions.length, compactions[0]?.tokensAfter, compactionCount]).toEqual([50, 2, 52])
  })

  it('proves by a prompt larger than the listed window that a larger one was on', () => {
    const windowOf = (input: number) =>
      stateAfter([text(1, response('r1', { input }))], {}, newSession(prices)).context.windowTokens
    expect([windowOf(200_000), windowOf(200_001)]).toEqual([200_000, 1_000_000])
  })

  it('has no share where no window is known', () => {
    expect(stateAfter([main]).context).toMatchObject({ tokens: 100, windowTokens: undefined, share: undefined })
  })
})

describe('the ledger', () => {
  it('knows cost and total better; without a cost of its own the events speak', () => {
    const figures = { sessionId: 's1', costUsd: 9, totalTokens: 999, unpricedModels: ['x'] }
    const events = [text(1, response('r1', { output: 1_000_000 }))]
    const session = () => newSession(prices)
    expect(stateAfter(events, { figures }, session())).toMatchObject({ ...figures, costFrom: 'ledger' })
    const { costUsd: _none, ...withoutCost } = figures
    expect(stateAfter(events, { figures: withoutCost }, session())).toMatchObject({ costUsd: 10, costFrom: 'events' })
  })
})

describe('the history', () => {
  it('has a point for each response, amended while its lines come, with the totals so far', () => {
    const events = [
      text(1, response('r1', { input: 10 })),
      text(2, response('r1', { input: 10, output: 5 })),
      text(3, response('r2', { input: 20 })),
    ]
    expect(stateAfter(events).history).toEqual([
      { at: at(2), contextTokens: 10, totalTokens: 15, costUsd: undefined },
      { at: at(3), contextTokens: 20, totalTokens: 35, costUsd: undefined },
    ])
  })

  it('is thinned to 240 points at most, the newest among them', () => {
    for (const count of [240, 241, 480, 481, 3000]) {
      const events = Array.from({ length: count }, (_, index) => text(index, response(`r${index}`, { output: 1 })))
      const { history } = stateAfter(events)
      expect(history.length, `${count}`).toBeLessThanOrEqual(240)
      expect(history.length, `${count}`).toBeGreaterThan(100)
      expect(history.at(-1), `${count}`).toMatchObject({ at: at(count - 1), totalTokens: count })
    }
  })
})

describe('the share that came from the cache', () => {
  it('is of all prompt tokens, and unknown before the first', () => {
    const tokens = { input: 10, cacheRead: 70, cacheWrite5m: 15, cacheWrite1h: 5, output: 900 }
    expect(stateAfter([text(1, response('r1', tokens))]).cacheHitRate).toBe(0.7)
    expect(stateAfter([prompt(0), call(1, 't1'), result(2, 't1')]).cacheHitRate).toBeUndefined()
  })
})
