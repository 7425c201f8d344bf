/** Figures as Prometheus reads them. The only file that imports prom-client. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Metric } from '../core/metrics/metrics.ts'

export interface CaptureMeter {
  /** How long it took until it was on disk, and whether it was. */
  timed<T extends { readonly ok: boolean }>(capture: () => Promise<T>): Promise<T>
}

export interface Prometheus extends CaptureMeter {
  readonly contentType: string
  /** In the text format, with how this server itself is. */
  write(metrics: readonly Metric[]): Promise<string>
}

/** From half a millisecond, which a good disk takes, to seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

export function createPrometheus(): Prometheus {
  const lasting = new Registry()
  const registers = [lasting]
  const captures = new Histogram({
    ...{ name: 'tce_event_capture_duration_seconds', help: 'From a request with events to its answer from the disk.' },
    ...{ labelNames: ['outcome'] as const, buckets, registers },
  })
  const own = (name: string, help: string, collect: (gauge: Gauge) => void) =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        collect(this)
      },
    })
  own('process_resident_memory_bytes', 'Memory that TCE holds.', (gauge) => gauge.set(process.memoryUsage.rss()))
  own('process_start_time_seconds', 'When TCE began.', (gauge) =>
    gauge.set(Math.round(Date.now() / 1000 - process.uptime())),
  )
  new Counter({
    ...{ name: 'process_cpu_seconds_total', help: 'Time on a core that TCE took.', registers },
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / 1e6)
    },
  })
  return {
    contentType: lasting.contentType,
    async timed(capture) {
      const end = captures.startTimer()
      const done = await capture()
      end({ outcome: done.ok ? 'captured' : 'refused' })
      return done
    },
    write: (metrics) => Registry.merge([lasting, registryOf(metrics)]).metrics(),
  }
}

/** Made anew for each look: what is gone is in none. */
function registryOf(metrics: readonly Metric[]): Registry {
  const registry = new Registry()
  for (const { name, help, kind, samples } of metrics) {
    const labelNames = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))]
    const config = { name, help, labelNames, registers: [registry] }
    const instrument = kind === 'counter' ? new Counter(config) : new Gauge(config)
    for (const { labels, value } of samples) instrument.inc(labels, value)
  }
  return registry
}
