/**
 * The page's line to a task's terminal. It is made anew after every break, goes on where the screen stands, and says again what was typed
 * and never acknowledged, which then arrives once.
 */
import {
  type AttachNews,
  type AttachOrder,
  mostTypedBytes,
  readBytesMessage,
  type SeenBefore,
  typedMessage,
} from '../../../../core/terminals/attach.ts'
import type { TerminalSize } from '../../../../core/terminals/session.ts'

export interface LineHearer {
  /** Begin anew, empty and of this size, and draw these, one after the other. `done` when they are drawn. */
  picture(pieces: readonly Uint8Array[], size: TerminalSize, done: () => void): void
  output(bytes: Uint8Array, done: () => void): void
  resized(size: TerminalSize): void
  state(state: LineState): void
}

export interface LineState {
  /** `lost`: it is tried again. `over`: its program has ended, or it never came to one. */
  readonly phase: 'connecting' | 'live' | 'lost' | 'over' | 'refused'
  readonly mayType: boolean
  readonly whyNot?: string | undefined
  /** A sign-in would do. */
  readonly needsSignIn?: boolean | undefined
  /** Why nothing is shown, or how it ended. */
  readonly words?: string | undefined
  /** Of the program that is shown: `t7k2f9.2`. */
  readonly run?: string | undefined
  /** Typed, and not given to the program's terminal yet. */
  readonly unacknowledged: number
}

export interface TerminalLine {
  type(bytes: Uint8Array): void
  /** So large it is shown; `take`: and wants to be whose size counts. */
  size(size: TerminalSize, take?: boolean): void
  /** After a sign-in. */
  askToType(): void
  /** Another program runs in it now: what is shown is of the one before. */
  beginAnew(): void
  close(): void
}

export interface LineParts {
  readonly open: (taskId: string) => LineSocket
  /** What only our page knows. */
  readonly csrf: () => string | undefined
  readonly writer: string
  readonly after: (ms: number, act: () => void) => () => void
}

/** What of a WebSocket is needed; messages are text or bytes. */
export interface LineSocket {
  onOpen: () => void
  onMessage: (data: string | Uint8Array) => void
  onClose: () => void
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(): void
}

const firstRetryMs = 250
const lastRetryMs = 5_000
/** What was drawn is said when it is so much: the server lets 64 KiB go without. */
const sayDrawnBytes = 16 * 1024

export function openTerminalLine(taskId: string, hearer: LineHearer, parts: LineParts = browserParts()): TerminalLine {
  const { open, csrf, writer, after } = parts
  let socket: LineSocket | undefined
  let have: SeenBefore | undefined
  /** Of the rows above the screen, until the picture is there that they are of. */
  let slices: Uint8Array[] = []
  let hasHistory = false
  let number = 0
  const typed = new Map<number, Uint8Array>()
  let shownSize: TerminalSize | undefined
  let hasBegun = false
  let retryMs = firstRetryMs
  let stopRetry = () => {}
  let isClosed = false
  let state: LineState = { phase: 'connecting', mayType: false, unacknowledged: 0 }

  /** Whoever hears it draws: nothing is said twice. */
  function tell(change: Partial<LineState>): void {
    const before = state
    state = { ...state, ...change, unacknowledged: typed.size }
    const isNew = (Object.keys(state) as (keyof LineState)[]).some((key) => state[key] !== before[key])
    if (isNew) hearer.state(state)
  }
  const say = (order: AttachOrder): void => socket?.send(JSON.stringify(order))

  function connect(): void {
    const mine = open(taskId)
    let [drawn, said] = [0, 0]
    socket = mine
    hasBegun = false
    slices = []
    // Where the line broke before the rows above were there it begins anew.
    mine.onOpen = () =>
      say({
        ...{ type: 'attach', writer, have: hasHistory ? have : undefined, size: shownSize, csrf: csrf() },
        ...{ history: true, slices: true },
      })
    mine.onMessage = (data) => {
      if (socket !== mine) return
      if (typeof data === 'string') hear(JSON.parse(data) as AttachNews)
      else
        takeBytes(data, (bytes) => {
          drawn += bytes
          if (socket !== mine || drawn - said < sayDrawnBytes) return
          said = drawn
          say({ type: 'drawn', bytes: drawn })
        })
    }
    mine.onClose = () => {
      if (socket === mine) lose()
    }
  }

  function takeBytes(data: Uint8Array, noteDrawn: (bytes: number) => void): void {
    const news = readBytesMessage(data)
    if (news === undefined) return
    const { bytes } = news
    const done = () => noteDrawn(bytes.length)
    if (news.kind === 'slice') {
      slices = news.isFirst ? [bytes] : [...slices, bytes]
      done()
      return
    }
    if (have !== undefined) have = { ...have, offset: news.offset + (news.kind === 'output' ? bytes.length : 0) }
    if (news.kind === 'output') {
      hearer.output(bytes, done)
      return
    }
    hasHistory = news.hasHistory
    hearer.picture(hasHistory ? [...slices, bytes] : [bytes], news.size, done)
    slices = []
  }

  function hear(news: AttachNews): void {
    switch (news.type) {
      case 'begin': {
        const isSame = have?.spawn === news.spawn
        // Of another program nothing that was typed is meant for this one.
        if (!isSame) {
          typed.clear()
          hasHistory = false
        }
        have = { spawn: news.spawn, offset: isSame ? (have?.offset ?? 0) : 0 }
        for (const sent of [...typed.keys()]) if (sent <= news.lastTyped) typed.delete(sent)
        number = Math.max(isSame ? number : 0, news.lastTyped)
        hasBegun = true
        retryMs = firstRetryMs
        hearer.resized(news.size)
        if (news.mayType) for (const [sent, bytes] of typed) socket?.send(typedMessage(sent, bytes))
        tell({ phase: news.isLive ? 'live' : 'over', run: news.run, words: undefined, ...may(news) })
        return
      }
      case 'may':
        tell(may(news))
        return
      case 'typed':
        for (const sent of [...typed.keys()]) if (sent <= news.number) typed.delete(sent)
        tell({})
        return
      case 'not-typed':
        typed.delete(news.number)
        tell({})
        return
      case 'size':
        hearer.resized(news.size)
        return
      case 'over':
        tell({ phase: 'over', words: news.words, mayType: false })
        return
      case 'refused':
        tell({ phase: 'refused', words: news.message, mayType: false })
        stop()
        // It is being begun, or its supervisor does not answer: that may be over soon.
        if (news.kind === 'not-now') tryAgain(1_000)
    }
  }

  const may = ({
    mayType,
    whyNot,
    code,
  }: {
    mayType: boolean
    whyNot?: string | undefined
    code?: string | undefined
  }) => ({
    ...{ mayType, whyNot, needsSignIn: code === 'sign-in-again' },
  })

  function lose(): void {
    socket = undefined
    hasBegun = false
    // What has ended stays as it was.
    if (isClosed || state.phase === 'over' || state.phase === 'refused') return
    tell({ phase: 'lost' })
    tryAgain(0)
  }

  function tryAgain(leastMs: number): void {
    stopRetry = after(Math.max(leastMs, retryMs), connect)
    retryMs = Math.min(lastRetryMs, retryMs * 2)
  }

  function stop(): void {
    stopRetry()
    const before = socket
    socket = undefined
    before?.close()
  }

  connect()
  return {
    type(bytes) {
      if (!state.mayType || state.phase === 'over' || state.phase === 'refused') return
      for (let at = 0; at < bytes.length; at += mostTypedBytes) {
        number += 1
        const piece = bytes.slice(at, at + mostTypedBytes)
        typed.set(number, piece)
        if (hasBegun) socket?.send(typedMessage(number, piece))
      }
    },
    size(size, take = false) {
      shownSize = size
      if (hasBegun) say({ type: 'size', size, take })
    },
    askToType() {
      const known = csrf()
      if (known !== undefined && hasBegun) say({ type: 'may', csrf: known })
    },
    beginAnew() {
      stop()
      have = undefined
      number = 0
      typed.clear()
      tell({ phase: 'connecting', words: undefined })
      connect()
    },
    close() {
      isClosed = true
      stop()
    },
  }
}

const csrfKeyOfPage = 'tce-csrf'

const browserParts = (): LineParts => ({
  open(taskId) {
    const address = new URL(`/api/tasks/${encodeURIComponent(taskId)}/attach`, location.href.replace(/^http/, 'ws'))
    const socket = new WebSocket(address)
    socket.binaryType = 'arraybuffer'
    const line: LineSocket = {
      onOpen: () => {},
      onMessage: () => {},
      onClose: () => {},
      send: (data) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(data)
      },
      close: () => socket.close(),
    }
    socket.addEventListener('open', () => line.onOpen())
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) =>
      line.onMessage(typeof data === 'string' ? data : new Uint8Array(data)),
    )
    socket.addEventListener('close', () => line.onClose())
    return line
  },
  csrf: () => localStorage.getItem(csrfKeyOfPage) ?? undefined,
  writer: crypto.randomUUID(),
  after(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
})
