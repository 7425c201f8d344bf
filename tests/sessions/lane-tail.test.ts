/** However a file grows, the same events come out of it. */
import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sessionLogs } from '../../src/agents/session-logs.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import { LaneTail } from '../../src/sessions/line-files/lane-tail.ts'
import { jsonl, makeSessionHome, prompt, text } from './transcript-lines.ts'

const recorded = readFileSync(
  fileURLToPath(
    new URL(
      '../fixtures/claude/projects/2.1.329/-home-dev-proj/a2051a55-6de4-4c98-a480-e854cdb4d38e.jsonl',
      import.meta.url,
    ),
  ),
)
const tailOf = (path: string, offset = 0) =>
  new LaneTail({ sessionId: 'any', lane: 'main', path, log: sessionLogs.claude }, { offset })

function readAll(tail: LaneTail): readonly SessionEvent[] {
  const events: SessionEvent[] = []
  for (;;) {
    const { lines, isAtEnd } = tail.read('kept')
    events.push(...lines.flatMap((line) => line.events))
    if (isAtEnd) return events
  }
}

it('gives the same events in whatever pieces a transcript is written', () => {
  const { path } = makeSessionHome()
  writeFileSync(path, recorded)
  const whole = readAll(tailOf(path))
  expect(whole.length).toBeGreaterThan(100)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: recorded.length }), { maxLength: 25 }), (cuts) => {
      writeFileSync(path, '')
      const tail = tailOf(path)
      const events: SessionEvent[] = []
      let from = 0
      for (const to of [...cuts.toSorted((a, b) => a - b), recorded.length]) {
        appendFileSync(path, recorded.subarray(from, to))
        from = to
        events.push(...readAll(tail))
      }
      expect(events).toEqual(whole)
    }),
    { numRuns: 40 },
  )
})

it('takes the last line of a finished file that lacks its line end, and nothing twice when it comes', () => {
  const home = makeSessionHome()
  writeFileSync(home.path, jsonl([prompt('a')]) + JSON.stringify(prompt('b')))
  const tail = tailOf(home.path)
  expect(readAll(tail)).toHaveLength(2)
  appendFileSync(home.path, `\n${jsonl([prompt('c')])}`)
  expect(readAll(tail)).toMatchObject([{ text: 'c' }])
})

it('begins anew when the file was cut, replaced, or written anew to the same length', () => {
  const home = makeSessionHome()
  home.write([prompt('one'), prompt('two')])
  const tail = tailOf(home.path)
  expect(readAll(tail)).toHaveLength(2)
  truncateSync(home.path, 0)
  home.append([prompt('cut')])
  expect(tail.read('kept')).toMatchObject({ isReset: true, lines: [{ events: [{ text: 'cut' }] }] })

  writeFileSync(`${home.path}.new`, jsonl([prompt('replaced'), prompt('with more than before')]))
  renameSync(`${home.path}.new`, home.path)
  expect(tail.read('kept')).toMatchObject({ isReset: true })

  const length = readFileSync(home.path).length
  const anew = jsonl([prompt('x')])
  writeFileSync(home.path, anew.replace('"x"', `"${'x'.repeat(length - anew.length + 1)}"`))
  expect(readFileSync(home.path)).toHaveLength(length)
  appendFileSync(home.path, jsonl([prompt('y')]))
  expect(tail.read('kept')).toMatchObject({ isReset: true })
})

it('says that a file is gone, once it was there', () => {
  const home = makeSessionHome()
  const tail = tailOf(home.path)
  expect(tail.read('kept').problem).toBeUndefined()
  home.write([text('x')])
  readAll(tail)
  renameSync(home.path, `${home.path}.away`)
  expect(tail.read('kept').problem).toContain('is gone')
})

it('reads lines longer than one turn allows, between others and at the end', () => {
  const home = makeSessionHome()
  const long = 'x'.repeat(3_000_000)
  writeFileSync(home.path, jsonl([prompt('a'), prompt(long), prompt('b')]) + JSON.stringify(prompt(long)))
  expect(readAll(tailOf(home.path)).map(({ cursor }) => cursor)).toHaveLength(4)
})
