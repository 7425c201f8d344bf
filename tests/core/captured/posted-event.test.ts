import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventJson } from '../../../src/core/captured/captured-event.ts'
import { parseExact } from '../../../src/core/captured/exact-json.ts'
import { readPosted } from '../../../src/core/captured/posted-event.ts'

const nowMs = Date.parse('2026-11-20T14:32:00Z')
const rules = { nowMs, maxPayloadBytes: 512 * 1024 }
const read = (value: unknown) => readPosted(value, rules)
const least = { source: 'my-app', event_type: 'startup' }
const refusal = (value: unknown) => {
  const result = read(value)
  if (result.ok) throw new Error(`${JSON.stringify(value)} was taken`)
  return result.error
}
const taken = (value: unknown) => {
  const result = read(value)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

describe('an event that is posted', () => {
  it('needs a source and a type, and takes the time of this machine where it tells none', () => {
    expect(taken(least)).toMatchObject({ ...least, atMs: nowMs })
    expect(refusal({ event_type: 'startup' })).toMatchObject({ kind: 'invalid', field: 'source' })
    expect(refusal({ source: 'my-app', event_type: ' ' })).toMatchObject({ field: 'event_type' })
    expect(refusal({ ...least, source: 'two\nlines' })).toMatchObject({ field: 'source' })
    expect(refusal({ ...least, source: 'x'.repeat(201) })).toMatchObject({ field: 'source' })
    for (const value of [null, 7, 'text', [least]]) expect(refusal(value).kind).toBe('invalid')
  })

  it('speaks in no name of TCE', () => {
    for (const source of ['tce', 'claude-hooks', 'opencode']) {
      expect(refusal({ ...least, source })).toMatchObject({ kind: 'own-source', field: 'source' })
    }
    expect(refusal({ source: 'tce' })).toMatchObject({ kind: 'invalid', field: 'event_type' })
  })

  it('may say null for what it does not tell, as the first clients of this kind do', () => {
    const nothing = { message: null, level: null, timestamp: null, data: null, session_id: null }
    expect(taken({ ...least, ...nothing })).toEqual(taken(least))
  })

  it('is refused with a field that nobody knows: it would be lost without a word', () => {
    expect(refusal({ ...least, sesion_id: 'x' })).toMatchObject({
      field: 'sesion_id',
      message: '“sesion_id” is no field of an event. Next: put it into "data".',
    })
  })

  it('has one of four levels', () => {
    for (const level of ['debug', 'info', 'warn', 'error']) expect(taken({ ...least, level }).level).toBe(level)
    expect(refusal({ ...least, level: 'warning' })).toMatchObject({
      field: 'level',
      message: '"level" is one of debug, info, warn, error.',
    })
  })

  it('keeps its time as it was sent where that says more than milliseconds do', () => {
    const exact = taken({ ...least, timestamp: '2026-11-20T14:31:59.123Z' })
    expect([exact.atMs, exact.sentTimestamp]).toEqual([Date.parse('2026-11-20T14:31:59.123Z'), undefined])
    const micro = '2026-11-20T15:31:59.123456+01:00'
    expect(taken({ ...least, timestamp: micro })).toMatchObject({
      atMs: Date.parse('2026-11-20T14:31:59.123Z'),
      sentTimestamp: micro,
    })
  })

  it('is refused without a zone, as no date, and more than a day ahead of this machine', () => {
    for (const timestamp of [
      '2026-11-20T14:31:59',
      '2026-11-20',
      'yesterday',
      1763649119,
      '2026-02-30T25:00:00Z',
      '',
    ]) {
      expect(refusal({ ...least, timestamp })).toMatchObject({ field: 'timestamp' })
    }
    expect(taken({ ...least, timestamp: '2026-11-21T14:32:00Z' }).atMs).toBe(nowMs + 86_400_000)
    expect(refusal({ ...least, timestamp: '2026-11-21T14:32:00.001Z' }).message).toContain('24 hours ahead')
  })

  it('has an object as its data, not too deep', () => {
    expect(taken({ ...least, data: { a: [1, null] } }).data).toBe('{"a":[1,null]}')
    for (const data of [[], 'text', 7, true]) expect(refusal({ ...least, data })).toMatchObject({ field: 'data' })
    const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
    expect(taken({ ...least, data: nested(100) }).data).toHaveLength(601)
    expect(refusal({ ...least, data: nested(101) }).message).toContain('nested more than 100 deep')
  })

  it('may be as large as the limit says, and not a byte more', () => {
    const ofBytes = (bytes: number) => readPosted({ ...least, message: 'x'.repeat(100) }, rules, bytes)
    expect(ofBytes(rules.maxPayloadBytes).ok).toBe(true)
    expect(ofBytes(rules.maxPayloadBytes + 1)).toMatchObject({ ok: false, error: { kind: 'too-large' } })
    expect(refusal({ ...least, message: 'ü'.repeat(300_000) })).toMatchObject({ kind: 'too-large' })
  })

  it('names the field that is wrong, of all that may be told besides', () => {
    const more = { session_id: 's', agent: 'claude', trace_id: 't', span_id: 'p', parent_id: 'q', tool_name: 'Bash' }
    const rest = { duration_ms: 0, status: 'ok', agent_id: 'a', hook: 'Stop', is_background: false, tool_use_id: 'u' }
    expect(taken({ ...least, ...more, ...rest })).toMatchObject({ ...more, ...rest })
    expect(refusal({ ...least, duration_ms: -1 })).toMatchObject({ field: 'duration_ms' })
    expect(refusal({ ...least, is_background: 'yes' })).toMatchObject({ field: 'is_background' })
    expect(refusal({ ...least, trace_id: '' })).toMatchObject({ field: 'trace_id' })
  })

  it('is always taken or refused, whatever it is', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof read(value).ok === 'boolean'))
    fc.assert(
      fc.property(fc.record({ source: fc.string(), event_type: fc.string(), data: fc.jsonValue() }), (value) => {
        const result = read(value)
        return result.ok || result.error.message.length > 0
      }),
    )
  })
})

describe('JSON that is kept exactly', () => {
  it('has its numbers as they were written, however large or small', () => {
    const text = '{"id":12345678901234567890,"tiny":1e-400,"pi":3.14159265358979323846,"n":[1,2.5]}'
    expect(JSON.stringify(parseExact(text))).toBe(text)
    const event = taken({ ...least, data: parseExact(text) })
    expect(event.data).toBe(text)
  })

  it('is told on the wire with all seven fields of the original, null where nothing was said', () => {
    const json = eventJson({
      id: 7,
      ...least,
      message: null,
      level: null,
      timestamp: '2026-11-20T14:32:00.000Z',
      data: '{"id":12345678901234567890}',
      created_at: '2026-11-20T14:32:00.000Z',
      machine: 'm1',
    })
    expect(json).toContain('"data":{"id":12345678901234567890}}')
    expect(JSON.parse(json)).toMatchObject({ ...least, id: 7, message: null, level: null })
  })
})
