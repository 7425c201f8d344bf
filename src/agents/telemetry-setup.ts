/** How programs are told to send OpenTelemetry here. Pure data. */
export interface TelemetryTarget {
  /** `http://localhost:5111` */
  readonly endpoint: string
  /** The key, as `OTEL_EXPORTER_OTLP_HEADERS` takes it. */
  readonly headers: string
  readonly key: string
}

export interface TelemetrySetup {
  readonly variables: Readonly<Record<string, string>>
  /** What stands in a file of its own instead, for who reads no variables. */
  readonly file?: { readonly path: string; readonly lines: readonly string[] } | undefined
}

export const targetOf = (port: number, key: string): TelemetryTarget => ({
  endpoint: `http://localhost:${port}`,
  headers: `x-api-key=${key}`,
  key,
})

/** What every program understands that was made with OpenTelemetry. */
export const commonSetup = ({ endpoint, headers }: TelemetryTarget): TelemetrySetup => ({
  variables: {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_HEADERS: headers,
  },
})
