/** What every agent's session log must pass. An agent's own test hands in its log and the lines it has samples of. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogDetail, LogLine, SessionLog } from '../../src/agents/agent.ts'
import { readLineCursor } from '../../src/agents/line-cursor.ts'
import { sessionEventKinds } from '../../src/core/session/session-event.ts'

const details: readonly LogDetail[] = ['brief', 'kept', 'whole']
const place = { lane: 'main', offset: 4711 }

export function describeSessionLog(name: string, log: SessionLog, lines: readonly string[]): void {
  const readLine = (line: string, detail: LogDetail): LogLine =>
    log.open({ sessionId: 'any', lane: place.lane }).readLine(line, place, detail)
  const headOf = (line: string) => Buffer.from(line).toString('latin1', 0, log.headBytes)

  describe(`${name}'s session log`, () => {
    it('has samples', () => expect(lines.length).toBeGreaterThan(20))

    it('gives events with the place of their line, in order, of kinds we know', () => {
      for (const line of lines) {
        const { events } = readLine(line, 'kept')
        expect(events.map(({ cursor }) => readLineCursor(cursor))).toEqual(
          events.map((_, index) => ({ ...place, index })),
        )
        for (const { kind, lane, at } of events) {
          expect(sessionEventKinds).toContain(kind)
          expect(lane).toBe('main')
          if (at !== undefined) expect(new Date(at).toISOString()).toBe(at)
        }
      }
    })

    it('tells the same story in brief, kept and whole', () => {
      for (const line of lines) {
        const told = details.map((detail) =>
          readLine(line, detail).events.map(({ cursor, kind, at }) => [cursor, kind, at]),
        )
        expect(told[1]).toEqual(told[0])
        expect(told[2]).toEqual(told[0])
        for (const event of readLine(line, 'whole').events) expect(event.isCut).toBeUndefined()
      }
    })

    it('calls only lines silent that say nothing', () => {
      for (const line of lines.filter((one) => log.isSilent(headOf(one)))) {
        expect(readLine(line, 'kept').events).toEqual([])
      }
    })

    it('never throws, and loses no line it cannot read', () => {
      const damaged = fc
        .constantFrom(...lines)
        .chain((line) => fc.integer({ min: 1, max: line.length - 1 }).map((cut) => line.slice(0, cut)))
      const anything = fc.oneof(fc.string(), fc.json(), damaged, mangled(lines))
      fc.assert(
        fc.property(anything, (line) => {
          const { events } = readLine(line, 'kept')
          if (!log.isSilent(headOf(line)) && !isObject(line)) expect(events).toHaveLength(1)
        }),
        { numRuns: 400 },
      )
    })

    it('takes an object where a word belongs, even one that is no text to anybody', () => {
      const noText = { toString: 1, valueOf: 1 }
      for (const line of lines) {
        const record = JSON.parse(line) as Record<string, unknown>
        for (const name of Object.keys(record)) {
          readLine(JSON.stringify({ ...record, [name]: noText }), 'kept')
          const inner = record[name]
          if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue
          for (const deeper of Object.keys(inner)) {
            readLine(JSON.stringify({ ...record, [name]: { ...inner, [deeper]: noText } }), 'kept')
          }
        }
      }
    })

    it('keeps texts short unless asked for the whole', () => {
      for (const line of lines) {
        const size = (detail: LogDetail) => JSON.stringify(readLine(line, detail).events).length
        expect(size('brief')).toBeLessThan(20_000)
        expect(size('kept')).toBeLessThan(400_000)
      }
    })
  })
}

/** A record of the samples with one field replaced by something of another type. */
const mangled = (lines: readonly string[]) =>
  fc.tuple(fc.constantFrom(...lines), fc.nat(), fc.jsonValue()).map(([line, pick, value]) => {
    const record = JSON.parse(line) as Record<string, unknown>
    const names = Object.keys(record)
    return JSON.stringify({ ...record, [names[pick % names.length] ?? 'x']: value })
  })

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
