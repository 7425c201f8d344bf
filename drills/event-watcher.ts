/** Programs that follow the events of a server that comes and goes, each with the place it has come to. */
import { get } from 'node:http'
import { createEventReader } from '../src/storage/server-events.ts'

export interface EventWatcher {
  /** Every id it was told, in the order of its telling. */
  readonly seen: readonly number[]
  stop(): void
}

export interface WatcherOptions {
  readonly port: number
  readonly key: string
  wrong(what: string): void
}

const againMs = 50

interface Following {
  readonly seen: number[]
  /** It is over: the next one begins. */
  over(): void
}

/** Connects again whenever a connection is over, until it is told to stop. `connect` gives what closes it. */
function followAgain(connect: (following: Following) => () => void): EventWatcher {
  const seen: number[] = []
  let isStopped = false
  let close = () => {}
  function follow(): void {
    if (!isStopped) close = connect({ seen, over: () => setTimeout(follow, againMs) })
  }
  follow()
  return {
    seen,
    stop() {
      isStopped = true
      close()
    },
  }
}

/** Server-sent events, going on behind the last one with `Last-Event-ID`. */
export const watchStream = ({ port, key, wrong }: WatcherOptions): EventWatcher =>
  followAgain(({ seen, over }) => {
    const headers = { 'X-API-Key': key, 'Last-Event-ID': String(seen.at(-1) ?? 0) }
    const read = createEventReader((type, data) => {
      if (type === 'event') seen.push((data as { readonly id: number }).id)
      if (type === 'resync') wrong('A stream was told that too much had come meanwhile.')
    })
    const asking = get({ host: '127.0.0.1', port, path: '/api/events/stream', headers }, (response) => {
      response.setEncoding('utf8')
      response.on('data', read)
      response.on('error', () => undefined)
    })
    asking.on('error', () => undefined)
    asking.on('close', over)
    return () => void asking.destroy()
  })

interface ToldEvent {
  readonly type: string
  readonly status?: string
  readonly event?: { readonly id: number }
}

/** `/ws`, the protocol of the first servers of this kind, with `since`. */
export const watchSocket = ({ port, key, wrong }: WatcherOptions): EventWatcher =>
  followAgain(({ seen, over }) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`)
    const say = (message: object) => socket.send(JSON.stringify(message))
    socket.onopen = () => say({ type: 'auth', api_key: key })
    socket.onmessage = ({ data }) => {
      const { type, status, event } = JSON.parse(String(data)) as ToldEvent
      if (type === 'auth_result') say({ type: 'subscribe', filters: {}, since: seen.at(-1) ?? 0 })
      if (type === 'event' && event !== undefined) seen.push(event.id)
      if (type === 'resync') wrong('A WebSocket was told that too much had come meanwhile.')
      if (type === 'error' || status === 'error') wrong(`A WebSocket was told: ${String(data).slice(0, 200)}`)
    }
    socket.onclose = over
    return () => socket.close()
  })
