/** Keeps the connection to the server's event stream and tells the views what changed. One per page. */
import { useEffect, useState } from 'preact/hooks'
import type { FleetReport } from '../../../core/report.ts'
import type { Connection, ConnectionEvent } from './connection.ts'
import { initialConnection, nextConnection } from './connection.ts'

export interface LiveStore {
  readonly current: () => Connection
  readonly subscribe: (listener: () => void) => () => void
  readonly start: () => void
  /** Does not wait for the next try. */
  readonly retryNow: () => void
}

interface Outside {
  readonly openStream: (url: string) => EventSource
  readonly ask: (url: string) => Promise<Response>
  readonly clock: () => number
}

const browser: Outside = {
  openStream: (url) => new EventSource(url),
  ask: (url) => fetch(url),
  clock: Date.now,
}

/** The server speaks at least every 15 s; three times that without a word is a lost connection. */
const silentAfterMs = 45_000

export function createLiveStore(outside: Outside = browser): LiveStore {
  const listeners = new Set<() => void>()
  let state = initialConnection
  let stream: EventSource | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let silenceTimer: ReturnType<typeof setTimeout> | undefined

  const dispatch = (event: ConnectionEvent) => {
    state = nextConnection(state, event)
    for (const listener of listeners) listener()
  }

  const heard = () => {
    clearTimeout(silenceTimer)
    silenceTimer = setTimeout(lose, silentAfterMs)
  }

  function open(): void {
    close()
    const source = outside.openStream('/api/stream')
    stream = source
    const on = (type: string, handle: (data: string) => void) =>
      source.addEventListener(type, (event) => {
        heard()
        handle((event as MessageEvent<string>).data)
      })
    source.addEventListener('open', () => {
      heard()
      dispatch({ type: 'opened', atMs: outside.clock() })
      resync()
    })
    on('processes', (data) =>
      dispatch({ type: 'fleet', fleet: JSON.parse(data) as FleetReport, atMs: outside.clock() }),
    )
    on('usage', () => dispatch({ type: 'usage', atMs: outside.clock() }))
    on('heartbeat', () => dispatch({ type: 'heartbeat', atMs: outside.clock() }))
    on('resync', resync)
    source.addEventListener('error', lose)
  }

  /** The whole picture, after a start and whenever the stream could not replay what was missed. */
  async function resync(): Promise<void> {
    const response = await outside.ask('/api/processes').catch(() => undefined)
    if (response?.ok) {
      dispatch({ type: 'fleet', fleet: (await response.json()) as FleetReport, atMs: outside.clock() })
      dispatch({ type: 'usage', atMs: outside.clock() })
    }
  }

  /** The stream does not tell why it broke; a plain request does. */
  async function lose(): Promise<void> {
    close()
    const response = await outside.ask('/api/processes').catch(() => undefined)
    if (response?.status === 401) return dispatch({ type: 'refused' })
    dispatch({ type: 'lost', atMs: outside.clock() })
    retryTimer = setTimeout(open, Math.max(0, (state.nextTryAtMs ?? 0) - outside.clock()))
  }

  function close(): void {
    clearTimeout(retryTimer)
    clearTimeout(silenceTimer)
    stream?.close()
    stream = undefined
  }

  return {
    current: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: open,
    retryNow: open,
  }
}

export const liveStore = createLiveStore()

/** The connection, or a part of it; a view that selects a part is drawn anew only when that part changes. */
export function useLive<T>(select: (connection: Connection) => T, store: LiveStore = liveStore): T {
  const [selected, setSelected] = useState(() => select(store.current()))
  useEffect(() => {
    const update = () => setSelected(() => select(store.current()))
    update()
    return store.subscribe(update)
  }, [store, select])
  return selected
}
