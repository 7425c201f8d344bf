/**
 * The bus of a running server. A connection that breaks is made anew, with the place in the stream, so that nothing is missed; when
 * that is too long ago the server says so.
 */
import type { BusEvent, EventId, EventsOf } from '../core/events/event.ts'
import type { EventType } from '../core/events/event-types.ts'
import { isEventType } from '../core/events/event-types.ts'
import { seconds } from '../core/time/duration.ts'
import type { BusService, FollowOptions } from '../services/bus.ts'
import { createEventReader } from '../storage/server-events.ts'
import { queryText } from './answer.ts'
import type { ServerClient } from './server-client.ts'

export interface RemoteBus extends BusService {
  close(): void
}

const firstRetryMs = seconds(1)
const lastRetryMs = seconds(30)

/** `onLost` is told of every connection that broke. */
export function createRemoteBus(server: ServerClient, onLost: () => void): RemoteBus {
  const follows = new Set<() => void>()
  return {
    follow<T extends EventType>(
      types: readonly T[],
      listener: (event: EventsOf<T>) => void,
      options: FollowOptions = {},
    ): () => void {
      const stop = followServer(server, types, listener as (event: BusEvent) => void, options, onLost)
      follows.add(stop)
      return () => {
        follows.delete(stop)
        stop()
      }
    },
    close() {
      for (const stop of follows) stop()
      follows.clear()
    },
  }
}

function followServer(
  server: ServerClient,
  types: readonly EventType[],
  listener: (event: BusEvent) => void,
  { after, isAttentive = false, onBegin, onLost: onOwnLost }: FollowOptions,
  onLost: () => void,
): () => void {
  let last: EventId | undefined = after
  let retryMs = firstRetryMs
  let retry: NodeJS.Timeout | undefined
  let close = () => {}
  let isStopped = false

  function connect(): void {
    const read = createEventReader((type, data, id) => {
      retryMs = firstRetryMs
      if (id !== undefined) last = Number(id)
      if (type === 'begin' || type === 'resync') onBegin?.(Number(id), type === 'resync')
      if (isEventType(type)) listener(data as BusEvent)
    })
    const query = { types: types.join(','), attentive: isAttentive, after: last }
    close = server.stream(`/api/stream${queryText(query)}`, read, lose)
  }

  function lose(): void {
    onLost()
    if (isStopped) return
    onOwnLost?.()
    retry = setTimeout(connect, retryMs)
    retryMs = Math.min(lastRetryMs, retryMs * 2)
  }

  connect()
  return () => {
    isStopped = true
    clearTimeout(retry)
    close()
  }
}
