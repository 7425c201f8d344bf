import { expect, it } from 'vitest'
import type { CaptureProblem } from '../../src/core/captured/captured-event.ts'
import { err, ok as okay } from '../../src/core/result.ts'
import { captureBuckets, createCaptureMeter } from '../../src/dashboard/capture-meter.ts'
import { createPrometheus } from '../../src/dashboard/prometheus.ts'

const fine = okay(undefined)
const full = err<CaptureProblem>({ kind: 'unwritable', message: 'The disk is full.', retryAfterMs: 5_000 })

it('counts each capture in the smallest bucket that holds it, by what became of it, as Prometheus adds them up', async () => {
  let nowMs = 0
  const meter = createCaptureMeter(() => nowMs)
  const capture = (ms: number, ok = true) =>
    meter.timed(async () => {
      nowMs += ms
      return ok ? fine : full
    })
  for (const ms of [0.5, 0.6, 5_000, 9_000]) await capture(ms)
  await capture(30, false)
  const [captured, refused] = meter.read()
  expect(captured).toMatchObject({ outcome: 'captured', sumSeconds: expect.closeTo(14.0011, 9) })
  expect(captured?.counts).toEqual([1, 1, ...Array(captureBuckets.length - 3).fill(0), 1, 1])
  expect(refused?.counts[captureBuckets.indexOf(0.05)]).toBe(1)
  const lines = (await createPrometheus(meter).write([])).split('\n')
  for (const line of [
    '# TYPE tce_event_capture_duration_seconds histogram',
    'tce_event_capture_duration_seconds_bucket{le="0.0005",outcome="captured"} 1',
    'tce_event_capture_duration_seconds_bucket{le="0.25",outcome="captured"} 2',
    'tce_event_capture_duration_seconds_bucket{le="+Inf",outcome="captured"} 4',
    'tce_event_capture_duration_seconds_count{outcome="refused"} 1',
  ])
    expect(lines).toContain(line)
})

it('tells how long the last captures took, and what was refused by status', async () => {
  let nowMs = 0
  const meter = createCaptureMeter(() => nowMs)
  expect(meter.intake()).toEqual({ storedAfterMs: undefined, refused: [] })
  const capture = (ms: number, ok = true) =>
    meter.timed(async () => {
      nowMs += ms
      return ok ? fine : full
    })
  for (let n = 0; n < 200; n += 1) await capture(1_000)
  for (let n = 0; n < 150; n += 1) await capture(2)
  await capture(9_000, false)
  meter.refused(503)
  meter.refused(422, 3)
  meter.refused(503)
  expect(meter.intake()).toEqual({
    storedAfterMs: 2,
    stopped: { at: expect.any(String), message: 'The disk is full.', count: 1 },
    refused: [
      { status: 503, count: 2 },
      { status: 422, count: 3 },
    ],
  })
})

it('says since when nothing is stored, and no more once something is', async () => {
  const meter = createCaptureMeter()
  await meter.timed(async () => full)
  const at = meter.intake().stopped?.at
  await meter.timed(async () => full)
  // Too many at once is no full disk.
  await meter.timed(async () => err<CaptureProblem>({ kind: 'busy', message: 'Later.', retryAfterMs: 1_000 }))
  expect(meter.intake().stopped).toEqual({ at, message: 'The disk is full.', count: 2 })
  await meter.timed(async () => fine)
  expect(meter.intake().stopped).toBeUndefined()
})
