/**
 * As a message of another program, by the socket on which a session listens for such: it is told that its user did not type it. No hook and
 * no terminal is needed, the keyboard is never touched, and nothing is read but what the session's own registry says of itself.
 */
import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { Channel, Delivery, DeliverySteps, Errand, Readiness } from '../channel.ts'

export interface InboxChannelOptions {
  /** Whose messages they are: a path below the data folder; nobody listens there. */
  readonly from: string
}

/** Who listens on this machine answers at once. */
const patienceMs = 2_000
const gone = 'It takes no messages any more.'
const notSo = 'The text looks like the envelope of a message, and would not be read as one text.'

export function createInboxChannel({ from }: InboxChannelOptions): Channel {
  const frameOf = ({ prompting, target, text }: Errand, id: string) =>
    prompting.inbox?.frame({ id, sessionId: target.sessionId, text, from })

  async function look(errand: Errand): Promise<Readiness> {
    const { inbox } = errand.where
    if (inbox === undefined || statSync(inbox, { throwIfNoEntry: false }) === undefined) {
      return { kind: 'cannot', why: gone }
    }
    if (frameOf(errand, randomUUID()) === undefined) return { kind: 'cannot', why: notSo }
    return { kind: 'ready', through: 'its socket for messages' }
  }

  async function deliver(errand: Errand, steps: DeliverySteps): Promise<Delivery> {
    const nothing = (why: string): Delivery => ({ kind: 'nothing', why, mayGoLater: false })
    const id = randomUUID()
    const frame = frameOf(errand, id)
    if (errand.where.inbox === undefined || frame === undefined) return nothing(frame === undefined ? notSo : gone)
    const socket = await connected(errand.where.inbox)
    if (socket === undefined) return nothing(gone)
    try {
      await steps.begin(id)
      await steps.enter()
      // Whatever becomes of it from here on, only the session's records can tell.
      await written(socket, frame)
      return { kind: 'sent' }
    } finally {
      socket.destroy()
    }
  }

  return { id: 'inbox', look, deliver }
}

/** Undefined: nobody listens there. */
function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.setTimeout(patienceMs, () => socket.destroy())
    socket.on('error', () => resolve(undefined))
    socket.on('close', () => resolve(undefined))
    socket.on('connect', () => resolve(socket))
  })
}

function written(socket: Socket, frame: string): Promise<void> {
  return new Promise((resolve) => {
    socket.on('close', () => resolve())
    // It says nothing on this connection: the end of ours is all there is.
    socket.end(frame, () => resolve())
  })
}
