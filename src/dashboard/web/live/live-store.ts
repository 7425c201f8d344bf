/** Keeps the connection to the server's event stream and tells the views what changed. One per page. */
import type { EventOf } from '../../../core/events/event.ts'
import type { Credential } from '../api.ts'
import { onSignedOut, signIn } from '../api.ts'
import type { ReadonlySignal } from '../store.ts'
import { computed, signal } from '../store.ts'
import type { Connection, ConnectionEvent } from './connection.ts'
import { initialConnection, nextConnection } from './connection.ts'

export interface LiveStore {
  readonly connection: ReadonlySignal<Connection>
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
  const connection = signal(initialConnection)
  let stream: EventSource | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let silenceTimer: ReturnType<typeof setTimeout> | undefined
  /** Who is signing in; a later one takes over from an earlier one. */
  let signingIn: symbol | undefined

  const dispatch = (event: ConnectionEvent) => {
    connection.value = nextConnection(connection.peek(), event)
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
    const source = outside.openStream('/api/stream?types=fleet.changed,usage.changed,tray.changed')
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
    on('fleet.changed', (json) => {
      const { data: fleet } = JSON.parse(json) as EventOf<'fleet.changed'>
      dispatch({ type: 'fleet', fleet, atMs: outside.clock() })
    })
    on('tray.changed', (json) => {
      const { data: tray } = JSON.parse(json) as EventOf<'tray.changed'>
      dispatch({ type: 'tray', tray, atMs: outside.clock() })
    })
    on('usage.changed', () => dispatch({ type: 'usage', atMs: outside.clock() }))
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
    retryTimer = setTimeout(connect, Math.max(0, (connection.peek().nextTryAtMs ?? 0) - outside.clock()))
  }

  function close(): void {
    clearTimeout(retryTimer)
    clearTimeout(silenceTimer)
    stream?.close()
    stream = undefined
  }

  return {
    connection,
    start: connect,
    retryNow: () => void connect(),
  }
}

export const liveStore = createLiveStore()

/** A session that ended while the page was open is tried once more without asking anybody, then the page asks. */
onSignedOut(() => {
  if (isLive.peek()) void liveStore.start()
})

export const { connection } = liveStore
export const liveFleet = computed(() => connection.value.fleet)
export const livePhase = computed(() => connection.value.phase)
/** Whether an action makes sense: disconnected, the last state is only looked at. */
export const isLive = computed(() => connection.value.phase === 'live')
/** Undefined where the server has told nothing of one. */
export const liveTray = computed(() => connection.value.tray)
export const liveTrends = computed(() => connection.value.trends)
/** Grows when usage changed: what shows it asks again. */
export const usageVersion = computed(() => connection.value.usageVersion)
