/** What programs send by OpenTelemetry: stripped of secrets and stored before it is answered. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TelemetryAgent, TelemetryRules } from '../../agents/telemetry.ts'
import { telemetryEvent, telemetryPoint } from '../../agents/telemetry.ts'
import type { CaptureOutcome, CaptureProblem, NewCaptured } from '../../core/captured/captured-event.ts'
import { isDeeper } from '../../core/captured/nesting.ts'
import { pointsOf } from '../../core/otlp/otlp-points.ts'
import type { OtlpRecord } from '../../core/otlp/otlp-record.ts'
import { logRecordsOf, spansOf } from '../../core/otlp/otlp-record.ts'
import type { Fields } from '../../core/otlp/otlp-values.ts'
import type { PointsTaken, SeriesPoint } from '../../core/otlp/series-point.ts'
import { mostSeries } from '../../core/otlp/series-point.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { redactText } from '../../core/words/redact.ts'

export type Signal = 'logs' | 'traces' | 'metrics'

export interface Received {
  readonly accepted: number
  readonly rejected: number
  /** Of the first that was rejected. */
  readonly reason?: string | undefined
}

/** Without a time to come again: it would be refused again. */
export type ReceiveProblem =
  | CaptureProblem
  | { readonly kind: 'invalid' | 'too-many'; readonly message: string; readonly retryAfterMs?: undefined }

export interface TelemetrySender {
  /** The source that its key is bound to. */
  readonly keySource?: string | undefined
  /** Its name. */
  readonly key?: string | undefined
}

export interface TelemetryReceiver {
  /** The body of a request, in the form of OTLP's JSON. Answered when what it has is on disk. */
  receive(signal: Signal, body: unknown, sender: TelemetrySender): Promise<Result<Received, ReceiveProblem>>
}

export interface TelemetryParts {
  readonly agents: readonly TelemetryAgent[]
  readonly maxEventBytes: () => number
}

export interface TelemetryStore {
  capture(events: readonly NewCaptured[]): Promise<Result<readonly CaptureOutcome[], CaptureProblem>>
  addPoints(points: readonly SeriesPoint[]): Promise<Result<PointsTaken, CaptureProblem>>
}

/** As JSON; about 45 values within one another. */
const deepest = 200
const mostAtOnce = 10_000
/** Others are answered between two of these. */
const stepSize = 100

export function createTelemetryReceiver(
  { agents, maxEventBytes }: TelemetryParts = { agents: [], maxEventBytes: () => 512 * 1024 },
  store: TelemetryStore,
  clock: () => number,
): TelemetryReceiver {
  const rulesFor = (keySource: string | undefined): TelemetryRules => ({
    ...{ agents, keySource, nowMs: clock(), maxBytes: maxEventBytes(), redact: redactText, digest },
  })

  async function receiveRecords(records: readonly OtlpRecord[], rules: TelemetryRules, key: string | undefined) {
    const read = await inSteps(records, (record) => telemetryEvent(record, rules))
    if (read.kept.length === 0) return ok(received(0, read.refused))
    const captured = await store.capture(key === undefined ? read.kept : read.kept.map((event) => ({ ...event, key })))
    if (!captured.ok) return captured
    const refused = captured.value.flatMap((one) => (one.status === 'refused' ? [one.reason.message] : []))
    return ok(received(read.kept.length - refused.length, [...read.refused, ...refused]))
  }

  async function receivePoints(body: Fields, rules: TelemetryRules) {
    const { points, unreadable } = pointsOf(body)
    if (points.length > mostAtOnce) return err(tooMany(points.length))
    const read = await inSteps(points, (point) => telemetryPoint(point, rules))
    const odd = Array<string>(unreadable).fill('it has no name, no number, or a temporality that nobody knows')
    if (read.kept.length === 0) return ok(received(0, [...read.refused, ...odd]))
    const added = await store.addPoints(read.kept)
    if (!added.ok) return added
    const noPlace = Array<string>(added.value.refused).fill(
      `there are ${mostSeries.toLocaleString('en-US')} series already`,
    )
    return ok(received(added.value.taken, [...read.refused, ...odd, ...noPlace]))
  }

  return {
    async receive(signal, body, { keySource, key }) {
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        return invalid('A request is a JSON object.')
      if (isDeeper(body, deepest)) return invalid('It is nested too deep.')
      const rules = rulesFor(keySource)
      if (signal === 'metrics') return receivePoints(body as Fields, rules)
      const records = signal === 'logs' ? logRecordsOf(body as Fields) : spansOf(body as Fields)
      return records.length > mostAtOnce ? err(tooMany(records.length)) : receiveRecords(records, rules, key)
    },
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

interface Read<T> {
  readonly kept: readonly T[]
  readonly refused: readonly string[]
}

async function inSteps<F, T>(items: readonly F[], read: (item: F) => Result<T, string>): Promise<Read<T>> {
  const kept: T[] = []
  const refused: string[] = []
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % stepSize === 0) await nextTurn()
    const one = read(item)
    if (one.ok) kept.push(one.value)
    else refused.push(one.error)
  }
  return { kept, refused }
}

function received(accepted: number, refused: readonly string[]): Received {
  const [first] = refused
  return { accepted, rejected: refused.length, ...(first !== undefined && { reason: `The first of them: ${first}.` }) }
}

const invalid = (message: string): Result<never, ReceiveProblem> => err({ kind: 'invalid', message })

const tooMany = (count: number): ReceiveProblem => ({
  kind: 'too-many',
  message: `At most ${mostAtOnce} records come at once; these are ${count}. Next: smaller batches.`,
})
