/** Events as a running server captures them. After a break it goes on where it was: nothing is missed, nothing comes twice. */

import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { seconds } from '../core/time/duration.ts'
import type { EventFollow, EventRequestProblem, FollowedEvents } from '../services/events.ts'
import { createEventReader } from '../storage/server-events.ts'
import { queryText } from './answer.ts'
import { askedBy, eventOf, requestProblem, type ToldEvent } from './remote-event-shapes.ts'
import type { ServerClient } from './server-client.ts'

const reconnectMs = seconds(1)

export async function followRemoteEvents(
  server: ServerClient,
  { afterId, ...asked }: EventFollow,
  listener: (told: FollowedEvents) => void,
): Promise<Result<() => void, EventRequestProblem>> {
  const question = askedBy(asked)
  // A stream that is refused says nothing: what is wrong with the question is found out by asking it.
  const problem = requestProblem(await server.get(`/api/events${queryText({ ...question, limit: 1 })}`))
  if (problem !== undefined) return err(problem)
  let cursor = afterId
  let close: (() => void) | undefined
  let retry: NodeJS.Timeout | undefined
  let isEnded = false
  const read = createEventReader((type, data, id) => {
    const newestId = Number(id)
    if (id !== undefined && Number.isSafeInteger(newestId)) cursor = newestId
    if (type === 'event') listener({ events: [eventOf(data as ToldEvent)], newestId, isGap: false })
    else if (type === 'resync') listener({ events: [], newestId, isGap: true })
  })
  const connect = () => {
    if (isEnded) return
    close = server.stream(`/api/events/stream${queryText({ ...question, after: cursor })}`, read, () => {
      if (!isEnded) retry = setTimeout(connect, reconnectMs)
    })
  }
  connect()
  return ok(() => {
    isEnded = true
    clearTimeout(retry)
    close?.()
  })
}
