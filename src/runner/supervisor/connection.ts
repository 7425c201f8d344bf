/** One that is connected to a supervisor: what it asks is done, and what it looks at is sent as it takes it. */
import type { Socket } from 'node:net'
import {
  commonProtocol,
  type Frame,
  frameKinds,
  frameOf,
  frameReader,
  type ProtocolRange,
  sayFrame,
  uint32,
} from '../protocol.ts'
import { type AttachOrder, type Order, readJson, readOrder } from './orders.ts'
import type { SessionViewer } from './session.ts'
import type { SessionChange, Supervisor } from './supervisor.ts'

export interface ConnectionParts {
  readonly supervisor: Supervisor
  /** What a supervisor says of itself at the beginning. */
  readonly hello: Readonly<Record<string, unknown>>
  readonly protocol: ProtocolRange
  /** It was told to end, with all it holds. */
  readonly onStop: () => Promise<unknown>
  /** Nothing was asked that could keep it: it may end when nothing runs. */
  readonly onClosed: () => void
}

export interface Connection {
  tell(change: SessionChange): void
}

/** Whoever does not take even this is cut off: it may come again. Its looks are held at less each. */
const mostUnsentBytes = 64 * 1024 * 1024

export function serveConnection(socket: Socket, parts: ConnectionParts): Connection {
  const { supervisor, hello, protocol, onStop, onClosed } = parts
  const viewers = new Map<number, SessionViewer>()
  const takeBytes = frameReader()
  let isGreeted = false
  socket.setNoDelay(true)
  const write = (frame: Buffer) => {
    if (socket.destroyed) return
    socket.write(frame)
    if (socket.writableLength > mostUnsentBytes) socket.destroy()
  }
  const say = (value: unknown) => write(sayFrame(value))
  say({ hello })

  socket.on('data', (bytes) => {
    const frames = takeBytes(bytes as Buffer)
    if (frames === undefined) socket.destroy()
    for (const frame of frames ?? []) take(frame)
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    for (const viewer of viewers.values()) viewer.close()
    viewers.clear()
    onClosed()
  })

  function take({ kind, channel, body }: Frame): void {
    if (kind === frameKinds.said) hear(body)
    const viewer = viewers.get(channel)
    if (!isGreeted || viewer === undefined) return
    if (kind === frameKinds.passedOn && body.length >= 8) viewer.passedOn(body.readDoubleBE(0))
    if (kind === frameKinds.input && body.length >= 4) {
      const number = body.readUInt32BE(0)
      if (viewer.type(number, body.subarray(4))) write(frameOf(frameKinds.typed, channel, uint32(number)))
    }
  }

  function hear(body: Buffer): void {
    const said = readJson(body)
    if (said === undefined) socket.destroy()
    else if (said['hello'] !== undefined) greet(said['hello'])
    else if (isGreeted && typeof said['re'] === 'number') answer(said['re'], said)
  }

  function answer(re: number, said: Readonly<Record<string, unknown>>): void {
    const order = readOrder(said)
    const unknown = { error: { kind: 'unknown', message: 'This supervisor does not know that.' } }
    const done = order === undefined ? Promise.resolve(unknown) : carryOut(order)
    done.then(
      (answer) => say({ re, ...answer }),
      (cause: unknown) =>
        say({ re, error: { kind: 'failed', message: cause instanceof Error ? cause.message : 'It failed.' } }),
    )
  }

  /** Without a language that both speak it is told so by the hello it got, and asks for nothing. */
  function greet(value: unknown): void {
    const range = (value as { readonly protocol?: unknown } | null)?.protocol
    if (!Array.isArray(range) || !range.every(Number.isInteger)) return
    isGreeted = commonProtocol(protocol, [range[0], range[1]]) !== undefined
  }

  async function carryOut(order: Order): Promise<Readonly<Record<string, unknown>>> {
    switch (order.op) {
      case 'start': {
        const started = await supervisor.start(order.start)
        return started.ok ? { session: started.value } : { error: started.error }
      }
      case 'list':
        return { sessions: supervisor.list(), isRetired: supervisor.isRetired, recovered: supervisor.recovered }
      case 'attach':
        return attach(order.attach)
      case 'detach':
        viewers.get(order.channel)?.close()
        viewers.delete(order.channel)
        return {}
      case 'size':
        viewers.get(order.channel)?.size(order.size, order.take)
        return {}
      case 'end': {
        const report = await supervisor.end(order.id, order)
        return report === undefined ? noSession(order.id) : { report }
      }
      case 'forget':
        return { isForgotten: await supervisor.forget(order.id) }
      case 'colours':
        supervisor.setColours(order.colours)
        return {}
      case 'retire':
        supervisor.retire()
        setImmediate(onClosed)
        return {}
      case 'stop':
        return { reports: await onStop() }
    }
  }

  function attach({ channel, id, have, wantsHistory, writer }: AttachOrder): Readonly<Record<string, unknown>> {
    const session = supervisor.session(id)
    if (session === undefined) return noSession(id)
    if (session.exit !== undefined) return { error: { kind: 'ended', message: `${id} has ended.` } }
    if (viewers.has(channel)) return { error: { kind: 'wrong', message: `Channel ${channel} is open.` } }
    const { spawn } = session.info()
    const viewer = session.look(
      {
        haveOffset: have?.spawn === spawn ? have.offset : undefined,
        wantsHistory,
        send: (kind, ...body) => write(frameOf(kind, channel, ...body)),
      },
      writer,
    )
    viewers.set(channel, viewer)
    return { session: session.info(), lastTyped: viewer.lastTyped }
  }

  return { tell: ({ kind, session, text }) => say({ event: kind, session, ...(text === undefined ? {} : { text }) }) }
}

const noSession = (id: string) => ({ error: { kind: 'no-session', message: `There is no session ${id}.` } })
