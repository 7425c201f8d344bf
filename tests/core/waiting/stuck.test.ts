/** From when on an agent at work is said to get nowhere. */
import { describe, expect, it } from 'vitest'
import type { SessionEvent, ToolResultEvent } from '../../../src/core/session/session-event.ts'
import { stuckSign } from '../../../src/core/waiting/stuck.ts'
import { stepsBefore, stepsIn } from '../../../src/core/waiting/tool-tail.ts'

let next = 0
const step = (summary: string, result?: Partial<ToolResultEvent>, tool = 'Bash'): readonly SessionEvent[] => {
  next += 1
  const of = { cursor: `main@${next}`, lane: 'main', toolId: `t${next}`, at: `at ${next}` }
  const call = { ...of, kind: 'tool-call', tool, summary, input: '{}' } as const
  if (result === undefined) return [call]
  return [call, { ...of, kind: 'tool-result', outcome: 'done', text: '', images: 0, ...result }]
}
const fails = (summary: string) => step(summary, { outcome: 'failed', summary: 'exit 1' })
const works = (summary: string) => step(summary, {})
const edit = (from: string, to: string, path = 'src/a.ts') =>
  step(path, { path, diff: [{ oldStart: 1, newStart: 1, lines: [' same', `-${from}`, `+${to}`] }] }, 'Edit')
const times = (count: number, of: () => readonly SessionEvent[]) => Array.from({ length: count }, of).flat()
const words = (...events: readonly (readonly SessionEvent[])[]) => stuckSign(stepsIn(events.flat()))?.summary

describe('the same step', () => {
  it('that failed five times is said, whatever was done in between; four times is not', () => {
    const test = () => [...fails('npm test'), ...edit('x', String(next))]
    expect(words(times(4, test))).toBeUndefined()
    expect(words(times(5, test))).toBe('the same step failed 5 times: Bash npm test')
  })

  it('that worked in between is counted from there, and another one is another', () => {
    expect(
      words(
        times(4, () => fails('make')),
        works('make'),
        times(4, () => fails('make')),
      ),
    ).toBeUndefined()
    expect(
      words(
        times(3, () => fails('make')),
        times(3, () => fails('make test')),
      ),
    ).toBeUndefined()
    expect(
      words(
        times(5, () => fails('make')),
        works('make'),
      ),
    ).toBeUndefined()
  })

  it('is known again by when it failed last', () => {
    const events = times(6, () => fails('make'))
    expect(stuckSign(stepsIn(events))?.since).toBe(events.at(-1)?.at)
  })
})

describe('the same edit', () => {
  const [there, back] = [() => edit('one', 'two'), () => edit('two', 'one')]

  it('that was taken back three times in a row is said; twice is not', () => {
    expect(words(there(), back(), there())).toBeUndefined()
    expect(words(there(), back(), works('npm test'), there(), back())).toBe(
      'the same edit went back and forth 3 times: src/a.ts',
    )
  })

  it('is none where other lines, or another file, came between', () => {
    expect(words(there(), back(), edit('one', 'three'), there(), back())).toBeUndefined()
    expect(words(there(), edit('two', 'one', 'src/b.ts'), there(), edit('two', 'one', 'src/b.ts'))).toBeUndefined()
  })
})

describe('the steps before a request', () => {
  it('are the last two that ended, with what came of them; the call that waits is none', () => {
    const wrote = step('a.sql', { changed: { added: 23, removed: 0 } }, 'Write')
    expect(stepsBefore(stepsIn([works('ls'), wrote, fails('npm test'), step('psql')].flat()))).toEqual([
      { tool: 'Write', about: 'a.sql', outcome: 'done', note: '+23' },
      { tool: 'Bash', about: 'npm test', outcome: 'failed', note: 'exit 1' },
    ])
  })
})
