/** Each rule at its edges, with the money by hand. */
import { describe, expect, it } from 'vitest'
import { listPrices } from '../../../src/agents/list-prices.ts'
import { createPriceBook } from '../../../src/agents/price-book.ts'
import { wasteSigns } from '../../../src/agents/waste-signs.ts'
import { createWasteCollector, type SessionWaste } from '../../../src/core/advice/session-waste.ts'
import { thresholds as t } from '../../../src/core/advice/thresholds.ts'
import { type AdviceRule, caseUsd, type WasteCase } from '../../../src/core/advice/waste-case.ts'
import { minutes } from '../../../src/core/time/duration.ts'
import { noTokens } from '../../../src/core/usage/tokens.ts'
import { opus, Story } from './events.ts'

const prices = createPriceBook(listPrices, [])
/** Opus 4.6, $ per million: input 5, output 25, cache read 0.5, write 6.25, for an hour 10. */
const million = 1e6

function wasteOf(...stories: readonly Story[]): SessionWaste {
  const collector = createWasteCollector(wasteSigns)
  for (const { told } of stories) for (const { event, atMs } of told) collector.take(event, atMs)
  return collector.waste()
}
const casesOf = (rule: AdviceRule, ...stories: readonly Story[]): readonly WasteCase[] =>
  wasteOf(...stories).cases.filter((one) => one.rule === rule)
const usd = (cases: readonly WasteCase[]) => cases.reduce((sum, one) => sum + (caseUsd(one, prices) ?? Number.NaN), 0)

describe('pauses beyond the life of the cache', () => {
  /** The second response begins so long after the first ended. */
  const paused = (pauseMs: number, after: Record<string, number> = { cacheWrite5m: 100_000 }, first = {}) =>
    new Story()
      .answer('r1', { input: 0, cacheWrite5m: 100_000, output: 10, ...first })
      .wait(pauseMs - 1_000)
      .answer('r2', { output: 10, ...after })

  it('counts what was written again, less what reading it would have cost', () => {
    const [found] = casesOf('cache-pause', paused(minutes(6)))
    expect(found).toMatchObject({ amount: minutes(6), tokens: 100_000, cursor: 'main@2', over: 'cache r2' })
    expect(usd(found ? [found] : [])).toBeCloseTo((100_000 * (6.25 - 0.5)) / million, 8)
  })

  it('begins past five minutes, and past an hour where the cache lives so long', () => {
    expect(casesOf('cache-pause', paused(t.cacheLifetimeMs))).toEqual([])
    expect(casesOf('cache-pause', paused(t.cacheLifetimeMs + 1))).toHaveLength(1)
    const forAnHour = { cacheWrite5m: 0, cacheWrite1h: 100_000 }
    expect(casesOf('cache-pause', paused(minutes(60), forAnHour, forAnHour))).toEqual([])
    const [found] = casesOf('cache-pause', paused(minutes(61), forAnHour, forAnHour))
    expect(usd(found ? [found] : [])).toBeCloseTo((100_000 * (10 - 0.5)) / million, 8)
  })

  it('counts no more than there was before, and nothing where most was read', () => {
    expect(casesOf('cache-pause', paused(minutes(6), { cacheWrite5m: 150_000 }))[0]?.tokens).toBe(100_000)
    expect(casesOf('cache-pause', paused(minutes(6), { cacheWrite5m: 89_999, cacheRead: 10_001 }))).toEqual([])
    expect(casesOf('cache-pause', paused(minutes(6), { cacheWrite5m: 90_000, cacheRead: 10_000 }))).toHaveLength(1)
  })

  it('is none after a compaction, after a change of model, of a small context, or of a history that was copied', () => {
    const compacted = new Story().answer('r1', { cacheWrite5m: 100_000 }).compact().wait(minutes(9))
    expect(casesOf('cache-pause', compacted.answer('r2', { cacheWrite5m: 100_000 }))).toEqual([])
    const changed = new Story().answer('r1', { cacheWrite5m: 100_000 }).wait(minutes(9))
    expect(
      casesOf('cache-pause', changed.answer('r2', { cacheWrite5m: 100_000 }, { model: 'claude-sonnet-4-6' })),
    ).toEqual([])
    const small = { cacheWrite5m: t.pauseContextTokens - 1 }
    expect(casesOf('cache-pause', paused(minutes(9), small, small))).toEqual([])
    const copied = new Story().answer('r1', { cacheWrite5m: 100_000 }).wait(minutes(9))
    expect(casesOf('cache-pause', copied.answer('r2', { cacheWrite5m: 100_000 }, { isCopy: true }))).toEqual([])
  })

  it('has no figure for a model without a price', () => {
    const story = new Story().answer('r1', { cacheWrite5m: 100_000 }, { model: 'nobody-1' }).wait(minutes(9))
    const [found] = casesOf('cache-pause', story.answer('r2', { cacheWrite5m: 100_000 }, { model: 'nobody-1' }))
    expect(found && caseUsd(found, prices)).toBeUndefined()
  })

  it('takes a response of several records as one: its end counts, not its beginning', () => {
    const story = new Story()
      .answer('r1', { cacheWrite5m: 100_000 })
      .wait(minutes(4))
      .answer('r1', { cacheWrite5m: 100_000 })
    expect(casesOf('cache-pause', story.wait(minutes(4)).answer('r2', { cacheWrite5m: 100_000 }))).toEqual([])
  })
})

/** A read whose result makes the context grow by so many tokens, then requests that carry it. */
function readThen(
  story: Story,
  id: string,
  grownBy: number,
  context: number,
  call: Record<string, unknown> = {},
): number {
  story.call(id, { cacheRead: context, output: 50 }, { touches: 'read', path: '/p/a.ts', ...call })
  story.result(id, 'x'.repeat(grownBy * 4))
  return context + 50 + grownBy
}

describe('huge results', () => {
  const carried = (grownBy: number, requests: number) => {
    const story = new Story()
    let context = readThen(story, 'r1', grownBy, 20_000)
    story.answer('r2', { cacheRead: 20_000, cacheWrite5m: context - 20_000, output: 0 })
    for (let n = 0; n < requests; n++) story.answer(`c${n}`, { cacheRead: context++, output: 0 })
    return casesOf('big-result', story)
  }

  it('costs what is more than needed, written once and read by every request behind', () => {
    const cases = carried(50_000, 10)
    expect(cases).toMatchObject([{ what: '/p/a.ts', tokens: 50_000, amount: 10, over: 'result t-r1' }])
    expect(usd(cases)).toBeCloseTo((48_000 * 6.25 + 48_000 * 10 * 0.5) / million, 8)
  })

  it('begins past its size, and where it was carried long enough', () => {
    expect(carried(t.bigResultTokens, 10)).toEqual([])
    expect(carried(t.bigResultTokens + 1, 10)).toHaveLength(1)
    expect(carried(50_000, t.bigResultCarried - 1)).toEqual([])
    expect(carried(50_000, t.bigResultCarried)).toHaveLength(1)
  })

  it('is no larger than its text, and what a response wrote beyond what its log tells is no result', () => {
    const carry = (written: string, result: string) => {
      const story = new Story()
      story.call(
        'r1',
        { cacheRead: 20_000, output: 2 },
        { tool: 'Write', touches: 'write', path: '/a', input: written },
      )
      story.result('r1', result).answer('r2', { cacheRead: 20_000, cacheWrite5m: 50_000 })
      for (let n = 0; n < 6; n++) story.answer(`a${n}`, { cacheRead: 70_000 })
      return casesOf('big-result', story)
    }
    expect(carry('{}', 'x'.repeat(200_000))[0]?.tokens).toBeCloseTo(50_000, -1)
    expect(carry('{}', 'x'.repeat(t.bigResultTokens))).toEqual([])
    expect(carry('x'.repeat(200_000), 'x'.repeat(20_000))).toEqual([])
  })

  it('is carried up to the next compaction', () => {
    const story = new Story()
    const context = readThen(story, 'r1', 50_000, 20_000)
    story.answer('r2', { cacheRead: 20_000, cacheWrite5m: context - 20_000 })
    for (let n = 0; n < 6; n++) story.answer(`a${n}`, { cacheRead: context })
    story.compact()
    for (let n = 0; n < 50; n++) story.answer(`b${n}`, { cacheRead: 30_000 })
    expect(casesOf('big-result', story)[0]?.amount).toBe(6)
  })

  it('shares what the context grew by among what came, by length', () => {
    const story = new Story()
    story.call('r1', { cacheRead: 20_000 }, { toolId: 't-1', touches: 'read', path: '/a', input: '' })
    story.call('r1', { cacheRead: 20_000 }, { toolId: 't-2', touches: 'read', path: '/b', input: '' })
    story.result('1', 'x'.repeat(90_000)).result('2', 'x'.repeat(10_000))
    story.answer('r2', { cacheRead: 20_000, cacheWrite5m: 20_000 })
    for (let n = 0; n < 6; n++) story.answer(`a${n}`, { cacheRead: 40_000 })
    expect(casesOf('big-result', story).map(({ what, tokens }) => [what, tokens])).toEqual([['/a', 18_000]])
  })
})

describe('the same file, again', () => {
  const story = (between: (story: Story, n: number) => void = () => {}, reads = 3, input = '{}') => {
    const told = new Story()
    let context = 20_000
    for (let n = 0; n < reads; n++) {
      context = readThen(told, `r${n}`, 4_000, context, { input })
      between(told, n)
    }
    return told.answer('last', { cacheRead: context - 4_000, cacheWrite5m: 4_000 })
  }

  it('counts the reads behind the first, from the third on', () => {
    expect(
      casesOf(
        'same-file',
        story(() => {}, t.sameFileReads - 1),
      ),
    ).toEqual([])
    const cases = casesOf('same-file', story())
    expect(cases.map(({ what, amount, tokens }) => [what, amount, tokens])).toEqual([
      ['/p/a.ts', 3, 4_000],
      ['/p/a.ts', 3, 4_000],
    ])
  })

  it('is another read after the file was changed, after a compaction, or of another part', () => {
    const edit = (told: Story, n: number) =>
      n === 1 && told.call(`e${n}`, { cacheRead: 20_000 }, { tool: 'Edit', touches: 'edit', path: '/p/a.ts' })
    expect(casesOf('same-file', story(edit))).toEqual([])
    expect(
      casesOf(
        'same-file',
        story((told, n) => n === 1 && told.compact()),
      ),
    ).toEqual([])
    const parts = new Story()
    let context = 20_000
    for (let n = 0; n < 3; n++) context = readThen(parts, `r${n}`, 4_000, context, { input: `{"offset":${n}}` })
    expect(casesOf('same-file', parts.answer('last', { cacheRead: context }))).toEqual([])
  })

  it('is another read where it shows something else', () => {
    const read = (told: Story, n: number, text: string) =>
      told.call(`r${n}`, { cacheRead: 20_000 + n * 100 }, { touches: 'read', path: '/p/a.ts' }).result(`r${n}`, text)
    const texts = (...all: string[]) => {
      const told = new Story()
      for (const [n, text] of all.entries()) read(told, n, text)
      return casesOf('same-file', told.answer('last', { cacheRead: 30_000 }))
    }
    expect(texts('one', 'two', 'three')).toEqual([])
    expect(texts('one', 'one', 'two', 'two')).toEqual([])
    expect(texts('one', 'two', 'two', 'two')).toHaveLength(2)
  })

  it('does not count reads that failed', () => {
    const told = new Story()
    for (let n = 0; n < 4; n++)
      told
        .call(`r${n}`, { cacheRead: 20_000 }, { touches: 'read', path: '/gone' })
        .result(`r${n}`, 'No such file', 'failed')
    expect(casesOf('same-file', told.answer('last', { cacheRead: 30_000 }))).toEqual([])
  })
})

describe('loops of failing calls', () => {
  const fail = (told: Story, id: string, input = 'make', outcome = 'failed') =>
    told.call(id, { cacheRead: 10_000, output: 100 }, { tool: 'Bash', summary: input, input }).result(id, 'no', outcome)

  it('costs the responses from the third try on', () => {
    const told = new Story()
    for (let n = 0; n < 5; n++) fail(told, `r${n}`)
    const cases = casesOf('failing-loop', told)
    expect(cases).toMatchObject([{ what: 'Bash: make', amount: 5, cursor: 'main@1' }])
    expect(usd(cases)).toBeCloseTo((3 * (10_000 * 0.5 + 100 * 25)) / million, 8)
  })

  it('needs three in a row, of one input, none of which went well or was refused', () => {
    const two = new Story()
    fail(fail(two, 'a'), 'b')
    expect(casesOf('failing-loop', two)).toEqual([])
    const other = new Story()
    fail(fail(fail(other, 'a'), 'b'), 'c', 'make -j')
    expect(casesOf('failing-loop', other)).toEqual([])
    const well = new Story()
    fail(fail(fail(well, 'a'), 'b', 'make', 'done'), 'c')
    fail(well, 'd')
    expect(casesOf('failing-loop', well)).toEqual([])
    const refused = new Story()
    for (let n = 0; n < 5; n++) fail(refused, `r${n}`, 'make', 'interrupted')
    expect(casesOf('failing-loop', refused)).toEqual([])
  })
})

describe('a large model on trivial turns', () => {
  const turn = (output: number, prompt = 'commit', model?: string) =>
    new Story().prompt(prompt).answer('r1', { cacheRead: 50_000, output }, model === undefined ? {} : { model })

  it('saves the difference to a small model that reads everything anew', () => {
    const cases = casesOf('small-model', turn(300))
    expect(cases).toMatchObject([{ what: 'commit', amount: 300 }])
    const large = 50_000 * 0.5 + 300 * 25
    // Haiku 5.5: input 0.1, output 0.5.
    expect(usd(cases)).toBeCloseTo((large - (50_000 * 0.1 + 300 * 0.5)) / million, 8)
  })

  it('ends where an answer, a prompt or the work is no longer small, and for a model that is small', () => {
    expect(casesOf('small-model', turn(t.trivialOutputTokens))).toEqual([])
    expect(casesOf('small-model', turn(t.trivialOutputTokens - 1))).toHaveLength(1)
    expect(casesOf('small-model', turn(10, 'x'.repeat(t.trivialPromptCharacters)))).toEqual([])
    expect(casesOf('small-model', turn(10, 'hi', 'claude-haiku-4-5'))).toEqual([])
    expect(casesOf('small-model', turn(10, 'hi', 'claude-sonnet-5'))).toEqual([])
    const withTool = new Story().prompt('ls').call('r1', { output: 20 }, { tool: 'Bash' })
    expect(casesOf('small-model', withTool)).toEqual([])
  })

  it('is none where its user broke it off: what it would have come to nobody knows', () => {
    expect(casesOf('small-model', turn(300).say({ kind: 'interrupt', text: '' }))).toEqual([])
    const next = turn(300)
      .say({ kind: 'interrupt', text: '' })
      .prompt('go on')
      .answer('r2', { cacheRead: 50_000, output: 9 })
    expect(casesOf('small-model', next).map(({ what }) => what)).toEqual(['go on'])
  })
})

/** As Codex, Copilot, Kimi and opencode write: what a response took stands behind what it said, or even behind what its calls brought. */
describe('responses that are told behind what they said', () => {
  const usage = (told: Story, id: string, tokens: Record<string, number>) =>
    told.say({ kind: 'other', response: { id, model: opus, tokens: { ...noTokens, ...tokens } } })
  const call = (told: Story, id: string, input = 'make') =>
    told.say({ kind: 'tool-call', toolId: `t-${id}`, tool: 'Bash', input, summary: input })

  it('called the tools that stand before it: such a turn is none for a small model', () => {
    const told = call(new Story().prompt('ls'), 'a')
    usage(told, 'r1', { cacheRead: 50_000, output: 20 }).result('a', 'x')
    usage(told.say({ kind: 'text', text: 'Done.' }), 'r2', { cacheRead: 50_000, output: 20 })
    expect(casesOf('small-model', told)).toEqual([])
    expect(
      casesOf(
        'small-model',
        usage(told.prompt('thanks').say({ kind: 'text', text: '.' }), 'r3', { cacheRead: 50_000, output: 9 }),
      ),
    ).toHaveLength(1)
  })

  it.each(['before', 'behind'])('failed again and again at what they cost, with results that stand %s it', (place) => {
    const told = new Story()
    for (let n = 0; n < 4; n++) {
      call(told, `${n}`)
      if (place === 'before') told.result(`${n}`, 'no', 'failed')
      usage(told, `r${n}`, { cacheRead: (n + 1) * 10_000 })
      if (place === 'behind') told.result(`${n}`, 'no', 'failed')
    }
    const cases = casesOf('failing-loop', told)
    expect(cases).toMatchObject([{ amount: 4, over: 'response r2 r3' }])
    expect(usd(cases)).toBeCloseTo(((30_000 + 40_000) * 0.5) / million, 8)
  })

  it('see what a call brought in the one behind it', () => {
    const told = call(new Story(), 'a').result('a', 'x'.repeat(200_000))
    usage(told, 'r1', { cacheRead: 20_000 })
    for (let n = 0; n < 7; n++) usage(told.say({ kind: 'text', text: '.' }), `c${n}`, { cacheRead: 70_000 })
    expect(casesOf('big-result', told)).toMatchObject([{ tokens: expect.closeTo(50_000, -2), amount: 6 }])
  })

  it('begin with the first of what they said', () => {
    const told = usage(new Story().say({ kind: 'text', text: '.' }), 'r1', { cacheWrite5m: 100_000 })
    told.wait(minutes(4)).say({ kind: 'text', text: '.' }).wait(minutes(4))
    expect(casesOf('cache-pause', usage(told, 'r2', { cacheWrite5m: 100_000 }))).toEqual([])
  })
})

describe('contexts', () => {
  const compacted = (times: number, tokensBefore?: number) => {
    const told = new Story().answer('r0', { cacheRead: 100_000 })
    for (let n = 1; n <= times; n++) told.compact(tokensBefore).answer(`r${n}`, { cacheWrite5m: 20_000 })
    return casesOf('compacted-again', told)
  }

  it('that were compacted three times cost what the second and third read and wrote', () => {
    expect(compacted(t.compactions - 1, 150_000)).toEqual([])
    const cases = compacted(3, 150_000)
    expect(cases).toHaveLength(2)
    expect(usd(cases)).toBeCloseTo((2 * (150_000 * 0.5 + 20_000 * 6.25)) / million, 8)
    expect(usd(compacted(3))).toBeCloseTo((2 * 20_000 * 6.25) / million, 8)
  })

  const servers =
    '| MCP tools | 4.2k | 2% |\n| mcp__figma__get_code | figma | 1.2k |\n| mcp__figma__shot | figma | 300 |\n| mcp__pg__query | pg | 2,700 |'
  it('hold the tools of a server that nobody called, as the agent counted them, in each request behind that', () => {
    const told = new Story().answer('r0', { cacheRead: 50_000 })
    told.say({ kind: 'command', phase: 'output', text: servers })
    told.answer('r1', { cacheRead: 50_000 }).answer('r2', { cacheRead: 50_000 })
    told.call('r3', { cacheRead: 50_000 }, { tool: 'mcp__pg__query' })
    const cases = casesOf('unused-server', told)
    expect(cases.map(({ what, tokens, amount }) => [what, tokens, amount])).toEqual([['figma', 1_500, 3]])
    expect(usd(cases)).toBeCloseTo((3 * 1_500 * 0.5) / million, 8)
  })
})

describe('subagents', () => {
  const reader = (lane: string, path = '/p/big.ts') => {
    const told = new Story(lane)
    const context = readThen(told, `${lane}-1`, 8_000, 10_000, { path })
    return told.answer(`${lane}-2`, { cacheRead: 10_000, cacheWrite5m: context - 10_000 })
  }

  it('that read what another one had read cost that reading', () => {
    const cases = casesOf('same-reading', reader('a1'), reader('a2').wait(5), reader('a3'))
    expect(cases.map(({ what, amount, tokens }) => [what, amount, tokens])).toEqual([
      ['/p/big.ts', 3, 8_000],
      ['/p/big.ts', 3, 8_000],
    ])
    expect(usd(cases)).toBeCloseTo((2 * 8_000 * 6.25) / million, 8)
  })

  it('may read what has changed since', () => {
    const changed = new Story('a2')
    changed.call('c-1', { cacheRead: 10_000 }, { touches: 'read', path: '/p/big.ts' }).result('c-1', 'another text')
    expect(casesOf('same-reading', reader('a1'), changed.answer('c-2', { cacheRead: 20_000 }))).toEqual([])
  })

  it('may read what the main chain has read, or other files', () => {
    expect(casesOf('same-reading', reader('main'), reader('a1'))).toEqual([])
    expect(casesOf('same-reading', reader('a1'), reader('a2', '/p/other.ts'))).toEqual([])
  })
})
