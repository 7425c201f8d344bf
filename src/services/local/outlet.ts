/**
 * Events on their way to a collector: in order, and each once but for what was under way when TCE ended, at the collector's pace. What
 * waits lies in the store, so a collector that is away costs no memory; who falls 100,000 further behind loses what lies between, and it is counted.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { ExportState } from '../../core/captured/export-state.ts'
import type { Metric } from '../../core/metrics/metrics.ts'
import { seconds } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { FollowedEvents } from '../events.ts'
import type { LocalEvents } from './events.ts'
import type { OtlpSdk, OtlpSdkOptions } from './otlp-sdk.ts'

export interface OutletParts
  extends Pick<OtlpSdkOptions, 'endpoint' | 'headers' | 'version' | 'machine' | 'metricsEveryMs' | 'timeoutMs'> {
  /** The last event that was sent to this address, so that a restart leaves none out. */
  readonly place: { load(): Promise<number | undefined>; save(eventId: number): Promise<void> }
  /** Between two tries at first; twice as long each time, up to a minute. @default 2 s */
  readonly retryMs?: number | undefined
}

export interface Outlet {
  /** `newestId`: of the events that are stored. */
  stateAt(newestId: number): ExportState
  close(): Promise<void>
}

interface Sources {
  readonly events: Pick<LocalEvents, 'follower' | 'totals'>
  readonly metrics: () => Promise<readonly Metric[]>
  readonly reportError: ReportError
}

const longestPauseMs = seconds(60)
const saveEveryMs = seconds(5)
const closeWithinMs = seconds(1)

export function startOutlet(parts: OutletParts, { events, metrics, reportError }: Sources): Outlet {
  const { endpoint, place, retryMs = seconds(2) } = parts
  const counts = { sent: 0, dropped: 0 }
  const problems: { logs?: string | undefined; metrics?: string | undefined } = {}
  const closing = new AbortController()
  const { signal } = closing
  let placeId: number | undefined

  /** Until the collector takes them, or says that it never will. */
  async function send(sdk: OtlpSdk, told: FollowedEvents): Promise<void> {
    const count = told.events.length
    for (let waitMs = retryMs; count > 0 && !signal.aborted; waitMs = Math.min(2 * waitMs, longestPauseMs)) {
      const sent = await sdk.send(told.events)
      problems.logs = sent.ok ? undefined : sent.error.message
      if (sent.ok) counts.sent += count
      else if (sent.error.isFinal) counts.dropped += count
      if (sent.ok || sent.error.isFinal) return
      await pause(waitMs, undefined, { signal }).catch(() => undefined)
    }
  }

  async function run(): Promise<void> {
    const { createOtlpSdk } = await import('./otlp-sdk.ts')
    placeId = (await place.load()) ?? (await events.totals()).newestId
    const followed = await events.follower({ afterId: placeId })
    if (!followed.ok) throw new Error(followed.error.message)
    const follower = followed.value
    signal.addEventListener('abort', follower.end)
    const onMetrics = (problem: string | undefined) => {
      problems.metrics = problem
    }
    const sdk = createOtlpSdk({ ...parts, metrics, onMetrics })
    for (let told = await follower.next(); told !== undefined && !signal.aborted; told = await follower.next()) {
      if (told.isGap) counts.dropped += Math.max(0, told.newestId - placeId)
      await send(sdk, told)
      // What was under way when it closed is sent after the next start.
      if (signal.aborted) break
      placeId = told.newestId
    }
    await sdk.close()
  }

  const save = () => (placeId === undefined ? undefined : place.save(placeId).catch(() => undefined))
  const saving = setInterval(save, saveEveryMs).unref()

  const running = run().catch((cause: unknown) => {
    problems.logs = cause instanceof Error ? cause.message : String(cause)
    reportError('Events could not be sent on', cause)
  })
  return {
    stateAt(newestId) {
      const problem = problems.logs ?? problems.metrics
      const waiting = Math.max(0, newestId - (placeId ?? newestId))
      return { endpoint, ...counts, waiting, ...(problem !== undefined && { problem }) }
    },
    async close() {
      closing.abort()
      clearInterval(saving)
      // A collector that does not answer holds up no end: what it was sent may come to it twice.
      await Promise.race([running, pause(closeWithinMs, undefined, { ref: false })])
      await save()
    },
  }
}

/** The same events; their totals tell how it stands with the sending. */
export const withExportState = (events: LocalEvents, outlet: Outlet): LocalEvents => ({
  ...events,
  get problem() {
    return events.problem
  },
  async totals() {
    const totals = await events.totals()
    return { ...totals, exported: outlet.stateAt(totals.newestId) }
  },
})
