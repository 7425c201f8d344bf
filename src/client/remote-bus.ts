/** What a running server tells of changes. The stream tells it that somebody looks, so that its scans come quickly. */
import type { FleetReport } from '../core/process/report.ts'
import type { BusEvent, BusService } from '../services/bus.ts'
import type { ServerClient } from './server-client.ts'
import { createEventReader } from './server-events.ts'

export interface RemoteBus extends BusService {
  close(): void
}

export function createRemoteBus(server: ServerClient, onStreamEnd: () => void): RemoteBus {
  const streams = new Set<() => void>()
  return {
    subscribe(listener) {
      const close = followServer(server, listener, onStreamEnd)
      streams.add(close)
      return () => {
        streams.delete(close)
        close()
      }
    },
    close() {
      for (const close of streams) close()
      streams.clear()
    },
  }
}

function followServer(server: ServerClient, listener: (event: BusEvent) => void, onStreamEnd: () => void): () => void {
  const read = createEventReader((type, data) => {
    if (type === 'usage') listener({ type: 'usage.changed' })
    if (type === 'processes') listener({ type: 'processes.changed', fleet: data as FleetReport })
  })
  // For a command a stream that ends is no loss: the reader asks anyway.
  return server.stream('/api/stream', read, onStreamEnd)
}
