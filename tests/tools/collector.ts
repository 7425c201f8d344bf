/** A collector of OpenTelemetry on loopback, which decodes what it gets. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { pointsOf } from '../../src/core/otlp/otlp-points.ts'
import { logRecordsOf, type OtlpRecord } from '../../src/core/otlp/otlp-record.ts'
import { requests } from '../../src/dashboard/otlp/otlp-messages.ts'
import { decodeProtobuf } from '../../src/dashboard/otlp/protobuf.ts'

/** What a collector got, decoded from what the SDK wrote. */
export interface Collector {
  readonly url: string
  readonly logs: OtlpRecord[]
  readonly points: {
    readonly name: string
    readonly kind: string
    readonly value: number
    readonly attributes: object
  }[]
  readonly headers: Record<string, unknown>[]
  status: number
  close(): Promise<void>
}

export async function startCollector(): Promise<Collector> {
  const collector = { logs: [], points: [], headers: [], status: 200 } as unknown as Collector & { logs: OtlpRecord[] }
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = gunzipSync(Buffer.concat(chunks))
      collector.headers.push({ ...request.headers, path: request.url })
      if (collector.status === 200) {
        const signal = request.url === '/v1/logs' ? 'logs' : 'metrics'
        const decoded = decodeProtobuf(bytes, requests[signal])
        if (!decoded.ok) throw new Error(decoded.error)
        if (signal === 'logs') collector.logs.push(...logRecordsOf(decoded.value))
        else collector.points.push(...pointsOf(decoded.value).points)
      }
      response.writeHead(collector.status, { 'Content-Type': 'application/x-protobuf' }).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(collector, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}
