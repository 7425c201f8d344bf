/**
 * OTLP out, through the OpenTelemetry SDK: the only file that imports it, loaded when an address is set. Nothing is taken from
 * `OTEL_…` variables: those of a shell point its agents somewhere, with keys that are not ours to send on.
 */
import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api'
import { OTLPExporterBase, OTLPExporterError } from '@opentelemetry/otlp-exporter-base'
import { createOtlpHttpExportDelegate, httpAgentFactoryFromOptions } from '@opentelemetry/otlp-exporter-base/node-http'
import {
  LogsExporterMetricsHelper,
  MetricsExporterMetricsHelper,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { ReadWriteLogRecord } from '@opentelemetry/sdk-logs'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import type { Metric } from '../../core/metrics/metrics.ts'
import { logOfEvent, type OutgoingLog } from '../../core/otlp/log-of-event.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { minutes, seconds } from '../../core/time/duration.ts'

export interface OtlpSdkOptions {
  /** `http://collector:4318`; the signals' own paths are added. */
  readonly endpoint: string
  readonly headers: Readonly<Record<string, string>>
  readonly version: string
  readonly machine: string
  readonly metrics: () => Promise<readonly Metric[]>
  /** @default a minute */
  readonly metricsEveryMs?: number | undefined
  /** What one sending may take, with its repetitions. @default 10 s */
  readonly timeoutMs?: number | undefined
  /** How the last sending of metrics went: undefined is well. */
  readonly onMetrics: (problem: string | undefined) => void
}

export interface SendProblem {
  readonly message: string
  /** The collector will never take it. */
  readonly isFinal: boolean
}

export interface OtlpSdk {
  send(events: readonly CapturedEvent[]): Promise<Result<void, SendProblem>>
  close(): Promise<void>
}

export function createOtlpSdk(options: OtlpSdkOptions): OtlpSdk {
  const { version, machine, onMetrics } = options
  const resource = resourceFromAttributes({
    'service.name': 'tce',
    'service.version': version,
    'service.instance.id': machine,
  })
  const emitted: ReadWriteLogRecord[] = []
  const collect = { onEmit: (record: ReadWriteLogRecord) => void emitted.push(record), ...noWork }
  const logger = new LoggerProvider({ resource, processors: [collect] }).getLogger('tce', version)
  const exporter = new OTLPExporterBase(
    createOtlpHttpExportDelegate(
      connection(options, 'logs'),
      ProtobufLogsSerializer,
      'otlp_http_log_exporter',
      LogsExporterMetricsHelper,
      undefined,
    ),
  )
  // Events do not wait for the ledger, which may have to be read first.
  const meters = startMeters(options, resource).catch((cause: unknown) => void onMetrics(String(cause)))
  return {
    send(events) {
      for (const { trace: ids, ...log } of events.map(logOfEvent))
        logger.emit({ ...log, context: contextOf(ids) } as never)
      const records = emitted.splice(0)
      return new Promise((resolve) =>
        exporter.export(records, ({ error }) => resolve(error === undefined ? ok(undefined) : err(problemOf(error)))),
      )
    },
    async close() {
      await Promise.all([exporter.shutdown(), (await meters)?.shutdown()]).catch(() => undefined)
    },
  }
}

const noWork = { forceFlush: async () => {}, shutdown: async () => {} }

const connection = ({ endpoint, headers, timeoutMs = seconds(10) }: OtlpSdkOptions, signal: 'logs' | 'metrics') => ({
  url: `${endpoint.replace(/\/+$/, '')}/v1/${signal}`,
  headers: async () => ({ ...headers }),
  timeoutMillis: timeoutMs,
  concurrencyLimit: 2,
  compression: 'gzip' as const,
  agentFactory: httpAgentFactoryFromOptions({ keepAlive: true }),
})

const contextOf = (ids: OutgoingLog['trace']) =>
  ids === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...ids, traceFlags: TraceFlags.NONE })

/** 400 and its like will stay; a connection, 408, 429 and 5xx may mend. */
function problemOf(error: Error): SendProblem {
  const isAnswer = error instanceof OTLPExporterError
  const code = isAnswer ? error.code : undefined
  if (isAnswer && code === undefined) return { message: 'It takes nothing now, and may later', isFinal: false }
  const isFinal = code !== undefined && code >= 400 && code < 500 && code !== 408 && code !== 429
  return { message: code === undefined ? error.message : `${error.message} (${code})`, isFinal }
}

/** What grows is a counter, the rest gauges; each set of labels a series. */
async function startMeters(options: OtlpSdkOptions, resource: ReturnType<typeof resourceFromAttributes>) {
  const { metrics, version, onMetrics, metricsEveryMs = minutes(1) } = options
  const exporter = new OTLPExporterBase<ResourceMetrics>(
    createOtlpHttpExportDelegate(
      connection(options, 'metrics'),
      ProtobufMetricsSerializer,
      'otlp_http_metric_exporter',
      MetricsExporterMetricsHelper,
      undefined,
    ),
  )
  const told = {
    export: (...[batch, done]: Parameters<typeof exporter.export>) =>
      exporter.export(batch, (result) => {
        onMetrics(result.error && problemOf(result.error).message)
        done(result)
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
  const reader = new PeriodicExportingMetricReader({
    exporter: told,
    exportIntervalMillis: metricsEveryMs,
    exportTimeoutMillis: metricsEveryMs,
  })
  const provider = new MeterProvider({ resource, readers: [reader] })
  const meter = provider.getMeter('tce', version)
  const instruments = new Map(
    (await metrics()).map(({ name, kind, help: description }) => {
      const instrument =
        kind === 'counter'
          ? meter.createObservableCounter(name.replace(/_total$/, ''), { description })
          : meter.createObservableGauge(name, { description })
      return [name, instrument] as const
    }),
  )
  meter.addBatchObservableCallback(
    async (observer) => {
      for (const { name, samples } of await metrics()) {
        const instrument = instruments.get(name)
        if (instrument === undefined) continue
        for (const { labels, value } of samples) observer.observe(instrument, value, { ...labels })
      }
    },
    [...instruments.values()],
  )
  return provider
}
