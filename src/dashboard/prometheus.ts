/** Figures as Prometheus reads them. The only file that imports prom-client. */
import { Counter, Gauge, type Histogram, Registry } from 'prom-client'
import type { Metric } from '../core/metrics/metrics.ts'
import { type CaptureMeter, captureBuckets } from './capture-meter.ts'

export interface Prometheus {
  readonly contentType: string
  /** In the text format, with how this server itself is. */
  write(metrics: readonly Metric[]): Promise<string>
}

export function createPrometheus(captures: Pick<CaptureMeter, 'read'>): Prometheus {
  const lasting = new Registry()
  const registers = [lasting]
  lasting.registerMetric(captureHistogram(captures) as unknown as Histogram)
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
    write: (metrics) => Registry.merge([lasting, registryOf(metrics)]).metrics(),
  }
}

/** As the registry asks its own metrics: the captures were counted before it was there. */
const captureHistogram = (captures: Pick<CaptureMeter, 'read'>) => ({
  name: captureName,
  get: async () => ({
    ...{ name: captureName, type: 'histogram', aggregator: 'sum' },
    help: 'From a request with events to its answer from the disk.',
    values: captures.read().flatMap(({ outcome, counts, sumSeconds }) => {
      let all = 0
      const buckets = [...captureBuckets, '+Inf'].map((le, at) => {
        all += counts[at] ?? 0
        return { metricName: `${captureName}_bucket`, labels: { le, outcome }, value: all }
      })
      return [
        ...buckets,
        { metricName: `${captureName}_sum`, labels: { outcome }, value: sumSeconds },
        { metricName: `${captureName}_count`, labels: { outcome }, value: all },
      ]
    }),
  }),
})

const captureName = 'tce_event_capture_duration_seconds'

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
