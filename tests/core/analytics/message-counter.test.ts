import { describe, expect, it } from 'vitest'
import type { CountedMessage } from '../../../src/core/analytics/message.ts'
import { readMessage, responsesOf, tokensOf, writeMessage } from '../../../src/core/analytics/message.ts'
import { MessageCounter } from '../../../src/core/analytics/message-counter.ts'
import type { ResponseRef, SessionEvent } from '../../../src/core/session/session-event.ts'
import type { Said } from '../../search/made-up-sources.ts'

const startMs = Date.parse('2026-11-20T12:00:00Z')
const at = (seconds: number) => new Date(startMs + seconds * 1000).toISOString()
const prompt = (seconds: number, text = 'Do it, please.'): Said => ({
  kind: 'prompt',
  at: at(seconds),
  text,
  images: 0,
})
const call = (seconds: number, toolId: string, tool = 'Bash'): Said => ({
  ...{ kind: 'tool-call', at: at(seconds), toolId, tool, input: '{}' },
})
const result = (seconds: number, toolId: string, outcome: 'done' | 'failed' = 'done'): Said => ({
  ...{ kind: 'tool-result', at: at(seconds), toolId, outcome, text: '', images: 0 },
})
const response = (id: string, output: number, more: Partial<ResponseRef> = {}): ResponseRef => ({
  ...{ id, model: 'claude-opus-5-5' },
  tokens: { input: 10, output, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
  ...more,
})
const text = (seconds: number, from: ResponseRef, said = 'Done.'): Said => ({
  ...{ kind: 'text', at: at(seconds), text: said, response: from },
})

type InLane = readonly [lane: string, events: readonly Said[]]

function count(lanes: readonly InLane[], counter = new MessageCounter()): readonly CountedMessage[] {
  for (const [lane, events] of lanes) {
    let lastMs = Number.NEGATIVE_INFINITY
    for (const [place, said] of events.entries()) {
      const event = { ...said, lane, cursor: `${lane}@${place}.0` } as SessionEvent
      lastMs = event.at === undefined ? lastMs : Date.parse(event.at)
      counter.note(event, lastMs)
    }
  }
  return counter.takeMessages()
}

describe('messages of a session', () => {
  it('are a prompt and everything until the next one', () => {
    const [first, second, ...others] = count([
      [
        'main',
        [
          ...[prompt(0), call(2, 'x'), result(5, 'x', 'failed'), text(9, response('a', 40))],
          ...[prompt(60, 'And again, thank you!'), text(64, response('b', 7))],
        ],
      ],
    ])
    expect(others).toEqual([])
    expect(first).toMatchObject({ no: 0, cursor: 'main@0.0', promptCharacters: 14, firstResponse: 'a' })
    expect(first?.tools).toEqual(new Map([['Bash', { calls: 1, failures: 1, tookMs: [3000] }]]))
    expect(first && tokensOf(first).output).toBe(40)
    expect(second).toMatchObject({ no: 1, promptCharacters: 21, atMs: startMs + 60_000 })
    expect(second?.tools.size).toBe(0)
  })

  it('count a response once, however many records complete it, and by its last', () => {
    const [message] = count([
      ['main', [prompt(0), text(1, response('a', 1)), text(2, response('a', 90)), text(3, response('a', 90))]],
    ])
    expect(message?.spent).toEqual([
      {
        ...{ model: 'claude-opus-5-5', isFast: false, isUsInference: false, promptAboveTokens: 0, responses: 1 },
        ...{ quarter: startMs / 900_000, webSearches: 0 },
        tokens: { input: 10, output: 90, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
      },
    ])
  })

  it('count nothing of what was copied from the session that made it', () => {
    const [message] = count([['main', [prompt(0), text(1, response('a', 50, { isCopy: true }))]]])
    expect(message && responsesOf(message)).toBe(0)
    expect(message?.firstResponse).toBe('a')
  })

  it('take in what other models were asked, as theirs', () => {
    const asked = { model: 'claude-fable-5-2', tokens: { ...response('', 5).tokens, output: 5 } as never }
    const [message] = count([['main', [prompt(0), text(1, response('a', 50, { advice: [asked] }))]]])
    expect(message?.spent.map(({ model, responses }) => [model, responses])).toEqual([
      ['claude-opus-5-5', 1],
      ['claude-fable-5-2', 0],
    ])
  })

  it('give up sums of requests once those are told one by one', () => {
    const sum = response('sums', 500, { stretch: '1' })
    const [message] = count([
      ['main', [prompt(0), text(1, sum), text(2, response('a', 30, { insteadOf: 'sums' })), text(3, sum)]],
    ])
    expect(message && tokensOf(message).output).toBe(30)
  })

  it('own their subagents, also what those do after the next prompt', () => {
    const [first, second] = count([
      ['main', [prompt(0), text(4, response('a', 10)), prompt(60), text(64, response('b', 20))]],
      ['agent-1', [prompt(2), text(30, response('s', 300)), text(90, response('t', 3000))]],
    ])
    expect(first && tokensOf(first).output).toBe(3310)
    expect(second && tokensOf(second).output).toBe(20)
    expect(first?.tools.size).toBe(0)
  })

  it('are none before the first prompt: what was spent there stands by itself', () => {
    const [outside, first, ...others] = count([
      ['main', [text(0, response('z', 6)), prompt(10), text(11, response('a', 5))]],
    ])
    expect(outside && [outside.no, tokensOf(outside).output]).toEqual([-1, 6])
    expect(first && [first.no, tokensOf(first).output]).toEqual([0, 5])
    expect(others).toEqual([])
  })

  it('begin with a slash command, too', () => {
    const [message] = count([
      ['main', [{ kind: 'command', phase: 'run', at: at(0), text: '/review' }, text(3, response('a', 10))]],
    ])
    expect(message).toMatchObject({ isCommand: true, promptCharacters: 7 })
  })

  it('are the same when they are read in pieces, whatever was carried in between', () => {
    const events = [
      ...[prompt(0), call(1, 'x'), text(2, response('a', 1)), text(3, response('a', 70)), result(8, 'x')],
      ...[
        text(9, response('b', 5, { stopReason: 'end_turn' })),
        prompt(100),
        call(101, 'y'),
        result(109, 'y', 'failed'),
      ],
    ]
    const whole = new Map(count([['main', events]]).map((one) => [one.no, one]))
    for (let cut = 1; cut < events.length; cut++) {
      const kept = new Map<number, string>()
      let carry: string | undefined
      for (const part of [events.slice(0, cut), events.slice(cut)]) {
        const from = part === events || carry === undefined ? 0 : cut
        const load = (no: number) => (kept.has(no) ? readMessage(kept.get(no) ?? '') : undefined)
        const counter = new MessageCounter(carry === undefined ? {} : { carry, load })
        for (const [place, said] of part.entries()) {
          const event = { ...said, lane: 'main', cursor: `main@${from + place}.0` } as SessionEvent
          counter.note(event, Date.parse(event.at ?? ''))
        }
        for (const message of counter.takeMessages()) kept.set(message.no, writeMessage(message))
        carry = counter.carry()
      }
      expect([cut, new Map([...kept].map(([no, one]) => [no, readMessage(one)]))]).toEqual([cut, whole])
    }
  })
})

describe('where the time of a message went', () => {
  it('is the model’s, its tools’ and its user’s, each by the gaps in which they had to do something', () => {
    const [first, second] = count([
      [
        'main',
        [
          ...[prompt(0), call(4, 'x'), result(14, 'x'), call(16, 'ask', 'AskUserQuestion'), result(46, 'ask')],
          ...[text(49, response('a', 10, { stopReason: 'end_turn' })), prompt(149), text(150, response('b', 1))],
        ],
      ],
    ])
    expect(first).toMatchObject({ modelMs: 9_000, toolMs: 10_000, askedMs: 30_000, afterMs: 100_000 })
    expect(second?.afterMs).toBeUndefined()
  })

  it('leaves out a night in which the machine slept', () => {
    const [message] = count([['main', [prompt(0), text(3, response('a', 1)), text(30_000, response('b', 1))]]])
    expect(message?.modelMs).toBe(3_000)
  })

  it('is no time at all where a clock was set back', () => {
    const [message] = count([['main', [prompt(100), call(104, 'x'), result(50, 'x'), text(52, response('a', 1))]]])
    expect(message).toMatchObject({ modelMs: 6_000, toolMs: 0 })
    expect(message?.tools.get('Bash')?.tookMs).toEqual([])
  })

  it('does not say how long its user took where nothing told its end', () => {
    const [message] = count([['main', [prompt(0), text(3, response('a', 1)), prompt(500)]]])
    expect(message?.afterMs).toBeUndefined()
  })
})

describe('how full the context was', () => {
  it('is known of each response of the main chain, and falls with a compaction', () => {
    const counter = new MessageCounter()
    count(
      [
        [
          'main',
          [
            ...[
              prompt(0),
              text(1, response('a', 1, { contextTokens: 500 })),
              text(2, response('a', 2, { contextTokens: 500 })),
            ],
            { kind: 'compaction', phase: 'boundary', at: at(3), tokensBefore: 900, tokensAfter: 120 },
            text(4, response('b', 1, { contextTokens: 200 })),
          ],
        ],
        ['agent-1', [text(2, response('s', 1, { contextTokens: 77 }))]],
      ],
      counter,
    )
    expect(counter.context.map(({ tokens, before }) => [tokens, before])).toEqual([
      [500, undefined],
      [120, 900],
      [200, undefined],
    ])
  })
})
