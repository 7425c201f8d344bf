/** What is said of a turn that has ended: as far as its records tell, and no further. */
import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import { factsInLine, testsInWords, turnFacts, turnInLine } from '../../../src/core/waiting/turn-facts.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 10, 0, second)).toISOString()
const base = (second: number, lane = 'main') => ({ cursor: `${lane}@${second}`, lane, at: at(second) })
const prompt = (second: number, lane?: string): SessionEvent => ({
  ...{ kind: 'prompt', text: 'go on', images: 0 },
  ...base(second, lane),
})
const text = (second: number, words: string): SessionEvent => ({ kind: 'text', text: words, ...base(second) })
const ran = (second: number, command: string, output: string): readonly SessionEvent[] => [
  {
    ...{ kind: 'tool-call', toolId: `t${second}`, tool: 'Bash', input: JSON.stringify({ command }) },
    ...base(second),
  },
  { ...{ kind: 'tool-result', toolId: `t${second}`, outcome: 'done', text: output, images: 0 }, ...base(second + 1) },
]
const edited = (second: number, path: string, added: number, removed: number): readonly SessionEvent[] => [
  { ...{ kind: 'tool-call', toolId: `t${second}`, tool: 'Edit', input: '{}', path }, ...base(second) },
  {
    ...{ kind: 'tool-result', toolId: `t${second}`, outcome: 'done', text: '', images: 0, changed: { added, removed } },
    ...base(second + 1),
  },
]

describe('a turn', () => {
  it('tells of itself alone: how long, what it changed, its last run of tests, its last words', () => {
    const events = [
      ...[prompt(0), ...edited(1, 'old.ts', 500, 0), ...ran(3, 'npm test', 'Tests  9 passed (9)')],
      prompt(10),
      ...edited(12, 'a.ts', 90, 10),
      ...edited(14, 'b.ts', 6, 2),
      ...edited(16, 'a.ts', 0, 1),
      ...ran(18, 'npm test', ' Tests  1 failed | 40 passed (41)'),
      ...ran(20, 'npm test', ' Tests  41 passed (41)'),
      text(22, 'Every message is **compatible** now.'),
    ]
    expect(turnFacts(events, at(30))).toEqual({
      lastedMs: 20_000,
      changed: { files: 2, added: 96, removed: 13 },
      tests: { passed: 41, failed: 0 },
      pullRequest: undefined,
      says: 'Every message is **compatible** now.',
    })
  })

  it('lasted as long as its agent says, where that does', () => {
    const events = [prompt(0), { ...{ kind: 'turn-end' as const, durationMs: 380_000 }, ...base(9) }]
    expect(turnFacts(events, at(9))?.lastedMs).toBe(380_000)
    expect(turnFacts([prompt(0)], undefined)?.lastedMs).toBeUndefined()
    expect(turnFacts([prompt(9)], at(0))?.lastedMs).toBeUndefined()
  })

  it('begins with a prompt of its own, not with that of a subagent; without it nothing is told', () => {
    expect(turnFacts([prompt(0), prompt(5, 'agent-1')], at(8))?.lastedMs).toBe(8_000)
    expect(turnFacts([text(1, 'x'), prompt(2, 'agent-1')], at(8))).toBeUndefined()
  })

  it('says that its tests ran before it changed files again', () => {
    const events = [prompt(0), ...ran(1, 'npm test', 'Tests  41 passed (41)'), ...edited(3, 'a.ts', 1, 1)]
    const tests = turnFacts(events, at(9))?.tests
    expect(tests).toEqual({ passed: 41, failed: 0, isBeforeEdits: true })
    expect(tests && testsInWords(tests)).toBe('41 tests passed, then it changed files')
    expect(testsInWords({ passed: 40, failed: 1 })).toBe('1 of 41 tests failed')
  })

  it('names the pull request that its records link, or that gh made, and no address that stands somewhere', () => {
    const url = 'https://github.com/o/r/pull/212'
    const linked: SessionEvent = { ...{ kind: 'pr-link', url, number: 212 }, ...base(2) }
    expect(turnFacts([prompt(0), linked], at(9))?.pullRequest).toEqual({ url, number: 212 })
    const made = ran(1, 'gh pr create --fill', `Creating pull request for x into main\n\n${url}\n`)
    expect(turnFacts([prompt(0), ...made], at(9))?.pullRequest).toEqual({ url, number: 212 })
    expect(turnFacts([prompt(0), ...ran(1, 'cat notes', url)], at(9))?.pullRequest).toBeUndefined()
    expect(turnFacts([prompt(0), ...ran(1, 'gh pr create', `see ${url} or so`)], at(9))?.pullRequest).toBeUndefined()
  })

  it('is a line: what there is to look at, else its words', () => {
    const facts = {
      changed: { files: 3, added: 1_096, removed: 12 },
      tests: { passed: 41, failed: 0 },
      pullRequest: { url: 'https://x.example/o/r/pull/7', number: 7 },
    }
    expect(factsInLine(facts)).toBe('PR #7, +1,096 −12, 41 tests passed')
    expect(turnInLine({ facts: {}, summary: 'Three tokens are unused.' })).toBe('Three tokens are unused.')
    expect(turnInLine({ facts: { changed: { files: 1, added: 0, removed: 0 } }, summary: 'Done.' })).toBe('Done.')
    expect(turnInLine({ summary: 'Done.' })).toBe('Done.')
  })
})
