/** One server-sent event as bytes. Pure. */
export type StreamEventType = 'processes' | 'usage' | 'heartbeat' | 'resync'

export interface Frame {
  readonly type: StreamEventType
  readonly bytes: Uint8Array
}

const encoder = new TextEncoder()

/** JSON has no line breaks, so one data line holds it. Without an id the reader keeps the last one it saw. */
export function frame(type: StreamEventType, json: string, id?: number): Frame {
  const idLine = id === undefined ? '' : `id: ${id}\n`
  return { type, bytes: encoder.encode(`event: ${type}\n${idLine}data: ${json}\n\n`) }
}
