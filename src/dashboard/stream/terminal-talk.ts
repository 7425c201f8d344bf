/**
 * A task's terminal over one WebSocket (core/terminals/attach.ts). What a viewer has not drawn is held back at its supervisor, so that one
 * who never reads costs nobody anything; what is typed is acknowledged when it was given to the program's terminal.
 */
import type { WebSocket } from '../../control/web-socket.ts'
import type { Result } from '../../core/result.ts'
import {
  type AttachNews,
  type AttachOrder,
  bytesMessage,
  readOrder,
  readTypedMessage,
} from '../../core/terminals/attach.ts'
import { type ExitRecord, exitInWords, isClean } from '../../core/terminals/session.ts'
import { seconds } from '../../core/time/duration.ts'
import type { AttachedTerminal, AttachOptions, TerminalViewer } from '../../runner/terminals.ts'
import type { TaskTerminal } from '../../services/task-view.ts'
import type { TaskProblem } from '../../services/tasks.ts'
import { endWith, notAllowed, pingRegularly } from './conversation.ts'

export interface TerminalTalkParts {
  readonly attach: (viewer: TerminalViewer, options: AttachOptions) => Promise<Result<TaskTerminal, TaskProblem>>
  /** Why this one may not type, with what only our own page knows; undefined where it may. */
  readonly whyNoTyping: (
    csrf: string | undefined,
  ) => Promise<{ readonly code: string; readonly message: string } | undefined>
  /** The server closes. */
  readonly closed: AbortSignal
  readonly attachWithinMs?: number | undefined
}

/** So much may be on its way to a viewer before it has to say what it drew; its supervisor holds back what comes after. */
const undrawnBytes = 64 * 1024
/** Of one who says that it drew what it did not read. */
const mostUnsentBytes = 8 * 1024 * 1024

/** Resolves when it is over. */
export async function talkTerminal(socket: WebSocket, parts: TerminalTalkParts): Promise<void> {
  const { whyNoTyping, attachWithinMs = seconds(5) } = parts
  const say = (news: AttachNews): void => socket.send(JSON.stringify(news))
  const tooLate = setTimeout(() => socket.close(notAllowed, 'Nothing was attached'), attachWithinMs)
  const stopPinging = pingRegularly(socket)
  const stay = endWith(socket, parts.closed)
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => socket.terminate())
  let terminal: AttachedTerminal | undefined
  let isAttached = false
  let mayType = false
  let [sent, drawn] = [0, 0]
  let waiting: { readonly upTo: number; readonly go: () => void }[] = []

  /** A promise where too much is on its way. */
  function show(message: Uint8Array, bytes: number): void | Promise<void> {
    socket.send(message)
    if (socket.bufferedAmount > mostUnsentBytes) socket.terminate()
    sent += bytes
    if (sent - drawn <= undrawnBytes) return undefined
    const upTo = sent - undrawnBytes
    return new Promise((go) => waiting.push({ upTo, go }))
  }
  function letGo(): void {
    const all = waiting
    waiting = all.filter(({ upTo }) => upTo > drawn)
    for (const { upTo, go } of all) if (upTo <= drawn) go()
  }
  const over = (exit: ExitRecord | undefined): void => {
    const atMs = exit === undefined ? undefined : exit.isObserved ? exit.atMs : exit.noticedAtMs
    say({
      type: 'over',
      at: atMs === undefined ? undefined : new Date(atMs).toISOString(),
      isClean: exit !== undefined && isClean(exit),
      words: exit === undefined ? 'ended' : exitInWords(exit),
    })
  }

  const viewer = {
    output: (bytes, offset) => show(bytesMessage({ kind: 'output', offset, bytes }), bytes.length),
    picture: ({ bytes, ...picture }) => show(bytesMessage({ kind: 'picture', bytes, ...picture }), bytes.length),
    slice: ({ bytes, isFirst }) => show(bytesMessage({ kind: 'slice', bytes, isFirst }), bytes.length),
    resized: (size, offset) => say({ type: 'size', size, offset }),
    over,
    // Its supervisor went away, or is another one soon: whoever looks comes again.
    lost: () => socket.close(1012, 'The supervisor went away'),
  } satisfies TerminalViewer

  async function attach({
    writer,
    have,
    size,
    history,
    slices,
    csrf,
  }: AttachOrder & { readonly type: 'attach' }): Promise<void> {
    clearTimeout(tooLate)
    if (isAttached) return
    isAttached = true
    const refusal = await whyNoTyping(csrf)
    mayType = refusal === undefined
    // What comes before the answer does waits for it: the viewer has to know what it looks at.
    const early: (() => void)[] = []
    let hasBegun = false
    const later =
      <A extends readonly unknown[]>(act: (...given: A) => void | Promise<void>) =>
      (...given: A): void | Promise<void> => {
        if (hasBegun) return act(...given)
        return new Promise((resolve) => early.push(() => resolve(act(...given))))
      }
    const held: TerminalViewer = {
      output: later(viewer.output),
      picture: later(viewer.picture),
      ...(slices === true && { slice: later(viewer.slice) }),
      resized: later(viewer.resized),
      over: later(viewer.over),
      lost: viewer.lost,
    }
    const attached = await parts.attach(held, { have, history, writer })
    if (!attached.ok) {
      say({ type: 'refused', kind: attached.error.kind, message: attached.error.message })
      socket.close(1000)
      return
    }
    const may = { mayType, whyNot: refusal?.message, code: refusal?.code }
    if (attached.value.kind === 'ended') {
      const { run, screen, exit } = attached.value
      const shown = screen?.size ?? { columns: 80, rows: 24 }
      say({ type: 'begin', run, spawn: '', size: shown, isLive: false, lastTyped: 0, ...may })
      const bytes = Buffer.from(screen?.text ?? '')
      void show(
        bytesMessage({ kind: 'picture', offset: screen?.offset ?? 0, size: shown, hasHistory: true, bytes }),
        bytes.length,
      )
      over(exit)
      return
    }
    terminal = attached.value.terminal
    if (socket.readyState !== socket.OPEN) return terminal.close()
    const { session, lastTyped } = terminal
    say({ type: 'begin', run: session.id, spawn: session.spawn, size: session.size, isLive: true, lastTyped, ...may })
    hasBegun = true
    for (const act of early) act()
    if (size !== undefined) terminal.size(size)
  }

  function take(order: AttachOrder): void | Promise<void> {
    switch (order.type) {
      case 'attach':
        return attach(order)
      case 'size':
        // Taking it changes what the program draws: that is for who may type.
        terminal?.size(order.size, order.take === true && mayType)
        return
      case 'drawn':
        drawn = Math.min(sent, Math.max(drawn, order.bytes))
        letGo()
        return
      case 'may':
        return askToType(order.csrf)
    }
  }

  async function askToType(csrf: string): Promise<void> {
    const refusal = await whyNoTyping(csrf)
    mayType = refusal === undefined
    say({ type: 'may', mayType, whyNot: refusal?.message, code: refusal?.code })
  }

  async function type(message: Uint8Array): Promise<void> {
    const typed = readTypedMessage(message)
    if (typed === undefined) {
      socket.close(notAllowed, 'That is nothing typed')
      return
    }
    const { number, bytes } = typed
    const problem = mayType
      ? terminal === undefined && { kind: 'not-now', message: 'Nothing runs in it.' }
      : { kind: 'not-permitted', message: 'You look at it, and may not type.' }
    if (problem !== false) return say({ type: 'not-typed', number, ...problem })
    const done = await terminal?.type(Buffer.from(bytes), number)
    if (done?.ok === true) say({ type: 'typed', number })
    else if (done !== undefined) say({ type: 'not-typed', number, kind: done.error.kind, message: done.error.message })
  }

  let taking = Promise.resolve()
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const order = isBinary ? undefined : readOrder(String(data))
    // In the order in which it came: who types while it is attached is heard behind that.
    if (isBinary) taking = taking.then(() => void type(data))
    else if (order === undefined) socket.close(notAllowed, 'That is no order')
    // What was drawn is said while something else is looked up.
    else if (order.type === 'drawn') take(order)
    else taking = taking.then(() => take(order)).catch(() => socket.terminate())
  })
  await closed
  stay()
  clearTimeout(tooLate)
  stopPinging()
  terminal?.close()
  drawn = Number.MAX_SAFE_INTEGER
  letGo()
}
