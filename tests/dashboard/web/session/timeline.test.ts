/** The timeline of a session: which part of time is drawn, what is folded, and what stands at its places. */
import { describe, expect, it } from 'vitest'
import type { LiveSessionState, LiveStep, LiveSubagent } from '../../../../src/core/session/live-session.ts'
import { mainLane } from '../../../../src/core/session/session-event.ts'
import { pauseFromMs, toTimeScale } from '../../../../src/dashboard/web/session/timeline/time-scale.ts'
import { type Timeline, toTimeline } from '../../../../src/dashboard/web/session/timeline/timeline.ts'

const baseMs = Date.parse('2026-11-20T12:00:00.000Z')
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const iso = (ms: number): string => new Date(baseMs + ms).toISOString()
const utc = { x: 0, endX: 1026, zoneOffsetMs: () => 0 }

describe('the scale of time', () => {
  it('cuts long pauses out, and keeps the order', () => {
    const spans = [
      { startMs: 0, endMs: minute },
      { startMs: minute + pauseFromMs, endMs: 2 * minute + pauseFromMs },
    ]
    const scale = toTimeScale(spans, utc)
    expect(scale?.gaps).toEqual([{ x: 500, widthPx: 26, ms: pauseFromMs }])
    expect([0, minute, minute + pauseFromMs, 2 * minute + pauseFromMs].map((ms) => scale?.xOf(ms))).toEqual([
      0, 500, 526, 1026,
    ])
    expect(toTimeScale([], utc)).toBeUndefined()
  })

  it.each([
    ['a pause of less than five minutes, whatever the work', second, 5 * minute - 1, 0],
    ['five minutes after less work', 2 * minute, 5 * minute, 1],
    ['a pause that is shorter than the work', 20 * minute, 19 * minute, 0],
    ['a pause that is as long as the work', 20 * minute, 20 * minute, 1],
    ['half an hour after a day of work', 24 * hour, pauseFromMs, 1],
  ])('%s', (_, workMs, pauseMs, gaps) => {
    const spans = [
      { startMs: 0, endMs: workMs },
      { startMs: workMs + pauseMs, endMs: workMs + pauseMs },
    ]
    expect(toTimeScale(spans, utc)?.gaps).toHaveLength(gaps)
  })

  it('has round times as ticks in the given zone', () => {
    const span = { startMs: baseMs, endMs: baseMs + hour }
    const scale = toTimeScale([span], { x: 0, endX: 600, zoneOffsetMs: () => 5.5 * hour })
    expect(scale?.ticks.map(({ words }) => words)).toEqual([
      '17:30',
      '17:40',
      '17:50',
      '18:00',
      '18:10',
      '18:20',
      '18:30',
    ])
  })

  it('names the day with the first tick of another one, in the given zone', () => {
    const spans = [
      { startMs: baseMs, endMs: baseMs + hour },
      { startMs: baseMs + 26 * hour, endMs: baseMs + 27 * hour },
    ]
    const ticks = (offset: number) =>
      toTimeScale(spans, { x: 0, endX: 626, zoneOffsetMs: () => offset * hour })?.ticks.map(({ words }) => words)
    expect(ticks(0)).toEqual(['12:00', '12:30', '13:00', 'Sat 14:30', '15:00'])
    expect(ticks(11.5)).toContain('Sun 02:00')
  })
})

const step = (id: string, fromMs: number, toMs: number, more: Partial<LiveStep> = {}): LiveStep => ({
  id,
  lane: mainLane,
  cursor: `main@${fromMs}.0`,
  tool: 'Bash',
  status: 'done',
  startedAt: iso(fromMs),
  endedAt: iso(toMs),
  ...more,
})

const subagent = (fromMs: number, toMs: number, more: Partial<LiveSubagent> = {}): LiveSubagent => ({
  id: 'a1',
  parent: mainLane,
  type: 'Explore',
  status: 'interrupted',
  startedAt: iso(fromMs),
  endedAt: iso(toMs),
  toolCalls: 0,
  totalTokens: 0,
  depth: 1,
  ...more,
})

/** Looked at a week later. */
function timelineOf(state: Partial<LiveSessionState>): Timeline | undefined {
  const whole = {
    status: 'ended',
    steps: [],
    subagents: [],
    history: [],
    toolCalls: 0,
    context: { compactions: [], compactionCount: 0 },
    ...state,
  } as unknown as LiveSessionState
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16)
  return toTimeline(whole, [], { nowMs: baseMs + 7 * 24 * hour, widthPx: 1118, zoneOffsetMs: () => 0, clock })
}

describe('the timeline of a session that is over', () => {
  it('ends where the session ended, also with a step and a subagent that were cut off', () => {
    const steps = [step('a', 0, minute), step('b', 2 * minute, 3 * minute, { status: 'interrupted' })]
    const timeline = timelineOf({ steps, subagents: [subagent(minute, 3 * minute)] })
    expect([timeline?.scale.fromMs, timeline?.scale.toMs]).toEqual([baseMs, baseMs + 3 * minute])
    expect(timeline?.label).toContain('12:00 to 12:03')
  })

  it('folds the days in which a subagent that was cut off did nothing, and writes how long they were', () => {
    const steps = [step('a', 0, minute), step('b', 50 * hour, 50 * hour + minute)]
    const timeline = timelineOf({ steps, subagents: [subagent(minute, 50 * hour)] })
    expect(timeline?.gaps).toMatchObject([{ words: '2d 1h' }])
    const [main] = timeline?.lanes ?? []
    expect(main?.blocks.every(({ widthPx }) => widthPx > 300)).toBe(true)
  })

  it('folds a step that was cut off like a pause, and shows one that worked for hours as long as it was', () => {
    const steps = [step('a', 0, minute), step('b', minute, 5 * hour, { status: 'interrupted' })]
    expect(timelineOf({ steps })?.gaps).toMatchObject([{ words: '4h 59m' }])
    expect(timelineOf({ steps: [step('a', 0, minute), step('b', minute, 5 * hour)] })?.gaps).toEqual([])
  })
})

it('folds a long wait for the user while the session goes on to this moment', () => {
  const steps = [step('a', 0, minute), step('b', minute, minute, { status: 'pending', endedAt: undefined })]
  const timeline = timelineOf({ steps, status: 'waiting', statusSince: iso(minute), waitingStepId: 'b' })
  expect(timeline?.scale.toMs).toBe(baseMs + 7 * 24 * hour)
  expect(timeline?.gaps).toMatchObject([{ words: '6d 23h' }])
})
