/** How busy the event loop is. Costs four wake-ups of native code per second, no timer of ours. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

export interface EventLoopMeter {
  read(): Promise<{ readonly lagMs: number; readonly maxLagMs: number; readonly utilization: number }>
  stop(): void
}

const resolutionMs = 250

export function measureEventLoop(): EventLoopMeter {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs })
  delays.enable()
  return {
    async read() {
      const lagMs = await lagNow()
      const maxLagMs = delays.count === 0 ? lagMs : Math.max(lagMs, delays.max / 1e6 - resolutionMs)
      delays.reset()
      return { lagMs, maxLagMs, utilization: performance.eventLoopUtilization().utilization }
    },
    stop: () => delays.disable(),
  }
}

function lagNow(): Promise<number> {
  const askedMs = performance.now()
  return new Promise((resolve) => setImmediate(() => resolve(performance.now() - askedMs)))
}
