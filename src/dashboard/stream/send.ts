/** A stream to its reader: as server-sent events, or as the messages of a WebSocket where one was asked for (upgrade.ts). */
import type { WebSocket } from '../../control/web-socket.ts'
import { seconds } from '../../core/time/duration.ts'
import type { Context } from '../http.ts'
import { problem } from '../problem.ts'
import type { Stream } from './streams.ts'

const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }

/** HEAD is served by GET's route, and nobody would ever read or end its stream. */
export const isHeadOnly = (c: Context): boolean => c.req.raw.method === 'HEAD'
export const answerHead = (c: Context): Response => c.body(null, 200, headers)

export function sendStream(c: Context, stream: Stream | undefined): Response {
  if (stream === undefined) {
    return c.json(problem('too-many-streams', 'Too many pages follow already. Close one.'), 429)
  }
  return c.env?.sendOverWebSocket?.(stream) ?? c.body(serverSentEvents(stream), 200, headers)
}

/** Nothing is read ahead of the socket. */
const serverSentEvents = (stream: Stream): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        stream.noteRead()
        const frames = await stream.take()
        if (frames === undefined) return controller.close()
        for (const { serverSent } of frames) controller.enqueue(serverSent)
      },
      cancel: stream.end,
    },
    { highWaterMark: 0 },
  )

const goingAway = 1001
const notAllowed = 1008
/** Once the stream has ended, for what still waits to go out. */
const lastWordsMs = seconds(1)

/** Resolves when it is over. Who follows says nothing but that it is there, when a heartbeat asks. */
export async function sendMessages(socket: WebSocket, stream: Stream): Promise<void> {
  socket.on('pong', stream.noteRead)
  socket.on('message', () => socket.close(notAllowed, 'Nothing is taken here'))
  // Too much at once, or not as the protocol has it: ws closes, with its reason.
  socket.on('error', stream.end)
  socket.on('close', stream.end)
  stream.ended.addEventListener('abort', () => setTimeout(() => socket.terminate(), lastWordsMs).unref())
  for (let frames = await stream.take(); frames !== undefined; frames = await stream.take()) {
    for (const frame of frames) await sent(socket, frame.message)
    if (frames.some(({ type }) => type === 'heartbeat')) socket.ping()
  }
  socket.close(goingAway)
}

/** Also when it can't be: then the socket closes. */
const sent = (socket: WebSocket, message: Uint8Array): Promise<void> =>
  new Promise((resolve) => socket.send(message, { binary: false }, () => resolve()))
