/** Programs that follow the events of a server that comes and goes, each with the place it has come to. */
import { get } from 'node:http'
import { createEventReader } from '../src/client/server-events.ts'

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

/** Server-sent events, going on behind the last one with `Last-Event-ID`. */
export function watchStream({ port, key, wrong }: WatcherOptions): EventWatcher {
  const seen: number[] = []
  let isStopped = false
  let close = () => {}
  function connect(): void {
    if (isStopped) return
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
    asking.on('close', () => setTimeout(connect, againMs))
    close = () => void asking.destroy()
  }
  connect()
  return {
    seen,
    stop() {
      isStopped = true
      close()
    },
  }
}

interface ToldEvent {
  readonly type: string
  readonly status?: string
  readonly event?: { readonly id: number }
}

/** `/ws`, the protocol of the first servers of this kind, with `since`. */
export function watchSocket({ port, key, wrong }: WatcherOptions): EventWatcher {
  const seen: number[] = []
  let isStopped = false
  let close = () => {}
  function connect(): void {
    if (isStopped) return
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`)
    close = () => socket.close()
    const say = (message: object) => socket.send(JSON.stringify(message))
    socket.onopen = () => say({ type: 'auth', api_key: key })
    socket.onmessage = ({ data }) => {
      const { type, status, event } = JSON.parse(String(data)) as ToldEvent
      if (type === 'auth_result') say({ type: 'subscribe', filters: {}, since: seen.at(-1) ?? 0 })
      if (type === 'event' && event !== undefined) seen.push(event.id)
      if (type === 'error' || status === 'error') wrong(`A WebSocket was told: ${String(data).slice(0, 200)}`)
    }
    socket.onclose = () => setTimeout(connect, againMs)
  }
  connect()
  return {
    seen,
    stop() {
      isStopped = true
      close()
    },
  }
}
