/** A connection to one supervisor. */
import { connect } from 'node:net'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import {
  commonProtocol,
  type Frame,
  frameKinds,
  frameOf,
  frameReader,
  type ProtocolRange,
  sayFrame,
} from '../protocol.ts'

export interface SupervisorLine {
  /** Answers; an error that the supervisor says is one of the fields. Undefined: the line broke before. */
  ask(order: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>> | undefined>
  send(kind: number, channel: number, ...parts: readonly Uint8Array[]): void
  /** Frames of a channel, in order, from now on. */
  onChannel(channel: number, take: (frame: Frame) => void, lost: () => void): void
  offChannel(channel: number): void
  onEvent(listener: (event: Readonly<Record<string, unknown>>) => void): void
  readonly isOpen: boolean
  readonly closed: Promise<void>
  close(): void
}

/** `gone`: nobody listens there. `silent`: somebody does, and said nothing in time. `foreign`: no language in common. */
export type NoLine = 'gone' | 'silent' | 'foreign'

export interface ConnectOptions {
  readonly protocol: ProtocolRange
  readonly build: string
  readonly helloWithinMs: number
}

export function connectTo(path: string, options: ConnectOptions): Promise<Result<SupervisorLine, NoLine>> {
  const { protocol, build, helloWithinMs } = options
  return new Promise((resolve) => {
    const socket = connect(path)
    const takeBytes = frameReader()
    const answers = new Map<number, (fields: Readonly<Record<string, unknown>> | undefined) => void>()
    const channels = new Map<number, { readonly take: (frame: Frame) => void; readonly lost: () => void }>()
    const listeners: ((event: Readonly<Record<string, unknown>>) => void)[] = []
    const closed = Promise.withResolvers<void>()
    let number = 0
    let isOpen = false
    const late = setTimeout(() => fail('silent'), helloWithinMs)

    function fail(why: NoLine): void {
      clearTimeout(late)
      resolve(err(why))
      socket.destroy()
    }
    socket.setNoDelay(true)
    socket.on('error', () => fail('gone'))
    socket.on('close', () => {
      isOpen = false
      fail('gone')
      for (const answer of answers.values()) answer(undefined)
      answers.clear()
      for (const { lost } of channels.values()) lost()
      channels.clear()
      closed.resolve()
    })
    socket.on('data', (bytes) => {
      const frames = takeBytes(bytes as Buffer)
      if (frames === undefined) fail('foreign')
      for (const frame of frames ?? []) {
        if (frame.kind === frameKinds.said) hear(JSON.parse(frame.body.toString('utf8')))
        else channels.get(frame.channel)?.take(frame)
      }
    })

    function hear(said: Readonly<Record<string, unknown>>): void {
      const { hello, re, event } = said
      if (hello !== undefined) greet((hello as { readonly protocol: ProtocolRange }).protocol)
      else if (typeof re === 'number') {
        const answer = answers.get(re)
        answers.delete(re)
        answer?.(said)
      } else if (event !== undefined) for (const listener of listeners) listener(said)
    }

    function greet(theirs: ProtocolRange): void {
      if (commonProtocol(protocol, theirs) === undefined) {
        fail('foreign')
        return
      }
      clearTimeout(late)
      isOpen = true
      socket.write(sayFrame({ hello: { protocol, build, pid: process.pid } }))
      resolve(ok(line))
    }

    const line: SupervisorLine = {
      ask(order) {
        if (!isOpen) return Promise.resolve(undefined)
        number += 1
        const mine = number
        socket.write(sayFrame({ ...order, re: mine }))
        return new Promise((answer) => answers.set(mine, answer))
      },
      send(kind, channel, ...parts) {
        if (isOpen) socket.write(frameOf(kind, channel, ...parts))
      },
      onChannel: (channel, take, lost) => void channels.set(channel, { take, lost }),
      offChannel: (channel) => void channels.delete(channel),
      onEvent: (listener) => void listeners.push(listener),
      get isOpen() {
        return isOpen
      },
      closed: closed.promise,
      close: () => void socket.end(),
    }
  })
}
