/** Keeps the connection to the server's event stream and tells the views what changed. One per page. */
import type { EventOf } from '../../../core/events/event.ts'
import type { FleetReport } from '../../../core/process/report.ts'
import type { Credential } from '../api.ts'
import { api, ask, onSignedOut, signIn } from '../api.ts'
import type { ReadonlySignal } from '../store.ts'
import { computed, signal } from '../store.ts'
import type { Connection, ConnectionEvent } from './connection.ts'
import { initialConnection, nextConnection } from './connection.ts'
import { painted } from './painted.ts'
import { followStream } from './streams.ts'

export interface LiveStore {
  readonly connection: ReadonlySignal<Connection>
  /** Signs in with what the page was opened with, and follows the stream. */
  readonly start: (credential?: Credential, options?: StartOptions) => Promise<void>
  /** What somebody else asked for. */
  readonly show: (fleet: FleetReport) => void
  /** Does not wait for the next try. */
  readonly retryNow: () => void
}

interface StartOptions {
  /** Somebody waits for the agents: until they are on the screen nothing else is begun. */
  readonly isFleetFirst?: boolean
}

interface Outside {
  readonly followStream: typeof followStream
  readonly readFleet: () => Promise<FleetReport | undefined>
  readonly painted: typeof painted
  readonly signIn: typeof signIn
  readonly clock: () => number
}

const browser: Outside = { followStream, readFleet, painted, signIn, clock: Date.now }

/** The whole picture is the first word of every stream, so there is nothing to ask for after a gap. */
const order = {
  url: '/api/stream?types=fleet.changed,usage.changed,tray.changed,waiting.changed,queue.changed,team.changed,limits.changed,tasks.changed',
  types: [
    ...['fleet.changed', 'usage.changed', 'tray.changed', 'waiting.changed', 'queue.changed', 'team.changed'],
    ...['limits.changed', 'tasks.changed'],
  ],
  states: ['fleet.changed', 'tray.changed', 'waiting.changed'],
}

export function createLiveStore(outside: Outside = browser): LiveStore {
  const connection = signal(initialConnection)
  let leaveStream: (() => void) | undefined
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  /** Who is signing in; a later one takes over from an earlier one. */
  let signingIn: symbol | undefined

  const dispatch = (event: ConnectionEvent) => {
    connection.value = nextConnection(connection.peek(), event)
  }

  /**
   * Signing in again costs one small request, renews the session and tells apart "gone" from "not for you". The stream does not wait
   * for it: whoever may read without signing in sees the table sooner.
   */
  async function connect(credential: Credential = {}, { isFleetFirst = false }: StartOptions = {}): Promise<void> {
    close()
    const mine = Symbol('sign-in')
    signingIn = mine
    // Who types the token was not let in without it.
    const shown = 'token' in credential ? undefined : showFirst()
    // At once: whoever acts on the first picture has to be signed in by then.
    const entering = outside.signIn(credential)
    if (isFleetFirst) {
      await shown
      if (signingIn !== mine) return
    }
    const isFirst = 'code' in credential || 'token' in credential
    if (!isFirst) follow()
    const signedIn = await entering
    if (signingIn !== mine) return
    signingIn = undefined
    if (signedIn.ok) return leaveStream === undefined ? follow() : undefined
    close()
    if (signedIn.error.status === 0) return lose()
    dispatch({ type: 'refused', message: 'code' in credential ? signedIn.error.message : undefined })
  }

  const show = (fleet: FleetReport) => dispatch({ type: 'fleet', fleet, atMs: outside.clock() })

  /** The worker of the streams takes a moment to start, and the first picture does not wait for it. */
  async function showFirst(): Promise<void> {
    if (connection.peek().fleet !== undefined) return
    const fleet = await outside.readFleet()
    if (fleet === undefined || connection.peek().fleet !== undefined) return
    show(fleet)
    await outside.painted()
  }

  function follow(): void {
    leaveStream = outside.followStream(order, {
      onOpen: () => dispatch({ type: 'opened', atMs: outside.clock() }),
      onEvent: (type, data) => dispatch(told(type, data, outside.clock())),
      onLost: () => (signingIn === undefined ? lose() : close()),
    })
  }

  function lose(): void {
    close()
    dispatch({ type: 'lost', atMs: outside.clock() })
    retryTimer = setTimeout(() => void connect(), Math.max(0, (connection.peek().nextTryAtMs ?? 0) - outside.clock()))
  }

  function close(): void {
    clearTimeout(retryTimer)
    leaveStream?.()
    leaveStream = undefined
  }

  return {
    connection,
    start: connect,
    show,
    retryNow: () => void connect(),
  }
}

async function readFleet(): Promise<FleetReport | undefined> {
  const answer = await ask(api.processes.$get({ query: {} }))
  return answer.ok ? answer.value : undefined
}

function told(type: string, event: unknown, atMs: number): ConnectionEvent {
  if (type === 'fleet.changed') return { type: 'fleet', fleet: (event as EventOf<'fleet.changed'>).data, atMs }
  if (type === 'tray.changed') return { type: 'tray', tray: (event as EventOf<'tray.changed'>).data, atMs }
  if (type === 'waiting.changed') {
    return { type: 'waiting', waiting: (event as EventOf<'waiting.changed'>).data, atMs }
  }
  if (type === 'usage.changed') return { type: 'usage', atMs }
  if (type === 'team.changed') return { type: 'team', atMs }
  if (type === 'tasks.changed') return { type: 'tasks', atMs }
  if (type === 'limits.changed') return { type: 'limits', atMs }
  return { type: type === 'queue.changed' ? 'queue' : 'heartbeat', atMs }
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
/** Undefined until the server told. */
export const liveWaiting = computed(() => connection.value.waiting)
export const liveTrends = computed(() => connection.value.trends)
/** Grows when usage changed: what shows it asks again. */
export const usageVersion = computed(() => connection.value.usageVersion)
/** Grows when prompts came, went or changed. */
export const queueVersion = computed(() => connection.value.queueVersion)
export const teamVersion = computed(() => connection.value.teamVersion)
/** Grows when a limit's number changed. */
export const limitsVersion = computed(() => connection.value.limitsVersion)
/** Grows when tasks, projects or backends came, went or changed. */
export const tasksVersion = computed(() => connection.value.tasksVersion)
