/** What a session tells of its time by OpenTelemetry takes the place of our estimate, where it tells (nearly) all of it. */
import { describe, expect, it } from 'vitest'
import { agents } from '../../../src/agents/index.ts'
import { telemetryAgents, telemetryEvent } from '../../../src/agents/telemetry.ts'
import { addTimes, type SpentTime, toldTimes, withTold } from '../../../src/core/analytics/told-times.ts'
import { logRecordsOf } from '../../../src/core/otlp/otlp-record.ts'
import { recorded } from '../../tools/otlp.ts'

const claude = agents.claude.telemetry?.steps
const estimate: SpentTime = {
  ...{ modelMs: 9_000, modelOrigin: 'estimate', toolMs: 5_000, toolOrigin: 'estimate', waitingMs: 60_000 },
}
const told = { requests: 9, modelMs: 8_000, calls: 2, toolMs: 3_123, firstTokensMs: [1_300, 700, 90_000] }

describe('what a session tells of its time', () => {
  it('is in what the genuine Claude Code sent: requests, calls, and how soon an answer began', () => {
    const rules = { nowMs: Date.parse('2026-11-21'), maxBytes: 10_000, redact: String, digest: String }
    const events = recorded('logs')
      .flatMap((body) => logRecordsOf(body))
      .flatMap((record) => {
        const event = telemetryEvent(record, { ...rules, agents: telemetryAgents(Object.values(agents)) })
        return event.ok ? [{ ...event.value, data: event.value.data ?? null }] : []
      })
    const types = claude ?? { request: '', call: '' }
    expect(toldTimes(events, types)).toEqual({
      ...{ requests: 2, modelMs: 282 + 361, calls: 1, toolMs: 3_123, firstTokensMs: [7, 162] },
    })
    // One that tells no such attribute, and records without a time.
    expect(toldTimes(events, { ...types, firstTokenMs: undefined }).firstTokensMs).toEqual([])
    expect(toldTimes([{ event_type: types.request, data: null }], types)).toMatchObject({ requests: 0, modelMs: 0 })
  })

  it('is official from nine in ten of the steps that are counted; else the gaps tell more', () => {
    expect(withTold(estimate, told, { responses: 10, calls: 2 })).toEqual({
      ...{ modelMs: 8_000, modelOrigin: 'official', toolMs: 3_123, toolOrigin: 'official', waitingMs: 60_000 },
      firstTokenMs: 1_300,
    })
    expect(withTold(estimate, told, { responses: 11, calls: 3 })).toEqual({ ...estimate, firstTokenMs: 1_300 })
    expect(withTold(estimate, undefined, { responses: 1, calls: 1 })).toBe(estimate)
    const nothing = { requests: 0, modelMs: 0, calls: 0, toolMs: 0, firstTokensMs: [] }
    expect(withTold(estimate, nothing, { responses: 0, calls: 0 })).toMatchObject({
      ...{ modelOrigin: 'estimate', toolOrigin: 'estimate', firstTokenMs: undefined },
    })
  })

  it('of several sessions is official where each of those that took time tells it', () => {
    const official = withTold(estimate, told, { responses: 9, calls: 2 })
    const idle: SpentTime = { ...estimate, modelMs: 0, toolMs: 0, waitingMs: 0 }
    expect(addTimes([official, idle], [5, 7, 9])).toMatchObject({
      ...{ modelMs: 8_000, modelOrigin: 'official', toolOrigin: 'official', waitingMs: 60_000, firstTokenMs: 7 },
    })
    expect(addTimes([official, estimate], [])).toMatchObject({
      ...{ modelMs: 17_000, modelOrigin: 'estimate', toolMs: 8_123, firstTokenMs: undefined },
    })
    expect(addTimes([], []).modelOrigin).toBe('estimate')
  })
})
