/** Keeps the connection to the server's event stream and tells the views what changed. One per page. */
import { useEffect, useState } from 'preact/hooks'
import type { FleetReport } from '../../../core/process/report.ts'
import type { Credential } from '../api.ts'
import { onSignedOut, signIn } from '../api.ts'
import type { Connection, ConnectionEvent } from './connection.ts'
import { initialConnection, nextConnection } from './connection.ts'

export interface LiveStore {
  readonly current: () => Connection
  readonly subscribe: (listener: () => void) => () => void
  /** Signs in with what the page was opened with, then follows the stream. */
  readonly start: (credential?: Credential) => Promise<void>
  /** Does not wait for the next try. */
  readonly retryNow: () => void
}

interface Outside {
  readonly openStream: (url: string) => EventSource
  readonly signIn: typeof signIn
  readonly clock: () => number
}

const browser: Outside = { openStream: (url) => new EventSource(url), signIn, clock: Date.now }

/** The server speaks at least every 15 s; three times that without a word is a lost connection. */
const silentAfterMs = 45_000

export function createLiveStore(outside: Outside = browser): LiveStore {
  const listeners = new Set<() => void>()
  let state = initialConnection
  let stream: EventSource | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let silenceTimer: ReturnType<typeof setTimeout> | undefined
  /** Who is signing in; a later one takes over from an earlier one. */
  let signingIn: symbol | undefined

  const dispatch = (event: ConnectionEvent) => {
    state = nextConnection(state, event)
    for (const listener of listeners) listener()
  }

  const heard = () => {
    clearTimeout(silenceTimer)
    silenceTimer = setTimeout(lose, silentAfterMs)
  }

  /**
   * Signing in again costs one small request, renews the session and tells apart "gone" from "not for you". The stream does not wait
   * for it: whoever may read without signing in sees the table sooner.
   */
  async function connect(credential: Credential = {}): Promise<void> {
    close()
    const mine = Symbol('sign-in')
    signingIn = mine
    const isFirst = 'code' in credential || 'token' in credential
    if (!isFirst) follow()
    const signedIn = await outside.signIn(credential)
    if (signingIn !== mine) return
    signingIn = undefined
    if (signedIn.ok) return stream === undefined ? follow() : undefined
    close()
    if (signedIn.error.status === 0) return lose()
    dispatch({ type: 'refused', message: 'code' in credential ? signedIn.error.message : undefined })
  }

  function follow(): void {
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
    })
    // The whole picture is the first word of every stream, so there is nothing to ask for after a gap.
    on('processes', (data) =>
      dispatch({ type: 'fleet', fleet: JSON.parse(data) as FleetReport, atMs: outside.clock() }),
    )
    on('usage', () => dispatch({ type: 'usage', atMs: outside.clock() }))
    on('heartbeat', () => dispatch({ type: 'heartbeat', atMs: outside.clock() }))
    source.addEventListener('error', () => {
      if (stream !== source) return
      if (signingIn === undefined) lose()
      else close()
    })
  }

  function lose(): void {
    close()
    dispatch({ type: 'lost', atMs: outside.clock() })
    retryTimer = setTimeout(connect, Math.max(0, (state.nextTryAtMs ?? 0) - outside.clock()))
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
    start: connect,
    retryNow: () => void connect(),
  }
}

export const liveStore = createLiveStore()

/** A session that ended while the page was open is tried once more without asking anybody, then the page asks. */
onSignedOut(() => {
  if (liveStore.current().phase === 'live') void liveStore.start()
})

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

export const selectFleet = (connection: Connection): FleetReport | undefined => connection.fleet
export const selectPhase = (connection: Connection): Connection['phase'] => connection.phase
/** Whether an action makes sense: disconnected, the last state is only looked at. */
export const selectCanAct = (connection: Connection): boolean => connection.phase === 'live'
