/**
 * Looking at a session for as long as it runs, over every break of the line to its supervisor: what was missed comes afterwards, and what was
 * typed and not acknowledged is given once more under its number, so that it arrives once.
 */
import type { Result } from '../../core/result.ts'
import type { ExitRecord, SessionInfo, TerminalSize } from '../../core/terminals/session.ts'
import type { AttachedTerminal, TerminalProblem, Terminals, TerminalViewer } from '../terminals.ts'

export type FollowState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly session: SessionInfo }
  /** The line broke; it is looked for. Keys that are typed now go nowhere. */
  | { readonly kind: 'lost'; readonly sinceMs: number }
  | { readonly kind: 'over'; readonly exit: ExitRecord }
  /** Nothing more comes: it had ended before, or its supervisor went with it. */
  | { readonly kind: 'gone'; readonly problem: TerminalProblem }

export interface FollowOptions {
  readonly terminals: Pick<Terminals, 'attach'>
  readonly id: string
  readonly viewer: Pick<TerminalViewer, 'output' | 'picture' | 'resized'>
  readonly onState: (state: FollowState) => void
  /** How large it is shown; told after each connection. */
  readonly sizeNow?: (() => TerminalSize | undefined) | undefined
  readonly history?: boolean | undefined
  /** What was shown may have been drawn over meanwhile: after a break a picture comes, not what was missed. */
  readonly isAfreshAfterBreak?: boolean | undefined
  readonly writer?: string | undefined
  readonly nowMs?: (() => number) | undefined
  readonly wait?: ((ms: number) => Promise<unknown>) | undefined
}

export interface Followed {
  readonly state: FollowState
  /** False: there is no line, and nothing was typed. */
  type(bytes: Buffer): boolean
  size(size: TerminalSize, takes?: boolean): void
  /** A picture, as if it were looked at for the first time. */
  refresh(): void
  close(): void
}

const [firstWaitMs, longestWaitMs] = [100, 2_000]
/** A supervisor that is just being looked for seems gone for a moment. */
const doubtMs = 3_000
/** Of what a terminal is given at once. */
const longestPiece = 64 * 1024

export function followSession(options: FollowOptions): Followed {
  const { terminals, id, viewer, onState, sizeNow, history, writer = crypto.randomUUID(), nowMs = Date.now } = options
  const { wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = options
  let state: FollowState = { kind: 'connecting' }
  let line: AttachedTerminal | undefined
  let spawn: string | undefined
  let offset: number | undefined
  let round = 0
  let isClosed = false
  /** It is as large as here: who typed or took it last. A new line has not typed yet, and is told so. */
  let ownsSize = false
  let told: TerminalSize | undefined
  /** Typed and not acknowledged, by their numbers. */
  const unacknowledged = new Map<number, Buffer>()
  let lastNumber: number | undefined

  const tell = (next: FollowState) => {
    if (isClosed) return
    state = next
    onState(next)
  }

  const viewerOf = (mine: number): TerminalViewer => ({
    output(bytes, from) {
      if (mine !== round) return
      offset = from + bytes.length
      return viewer.output(bytes, from)
    },
    picture(picture) {
      if (mine !== round) return
      offset = picture.offset
      return viewer.picture(picture)
    },
    resized(size, at) {
      if (mine !== round) return
      if (told !== undefined && !isSameSize(size, told)) ownsSize = false
      viewer.resized(size, at)
    },
    over(exit) {
      if (mine === round) tell({ kind: 'over', exit })
    },
    lost() {
      if (mine !== round || isClosed || state.kind === 'over') return
      line = undefined
      tell({ kind: 'lost', sinceMs: nowMs() })
      void connect(options.isAfreshAfterBreak === true)
    },
  })

  async function connect(isAfresh: boolean): Promise<void> {
    round += 1
    const mine = round
    const startedMs = nowMs()
    for (let pauseMs = firstWaitMs; ; pauseMs = Math.min(longestWaitMs, pauseMs * 2)) {
      if (isClosed || mine !== round) return
      const have = isAfresh || spawn === undefined || offset === undefined ? undefined : { spawn, offset }
      const found = await terminals.attach(id, viewerOf(mine), { writer, history, ...(have && { have }) })
      if (isClosed || mine !== round) {
        if (found.ok) found.value.close()
        return
      }
      if (found.ok) return begin(found.value)
      const isOver = found.error.kind === 'ended' || found.error.kind === 'no-session'
      if (isOver && (state.kind !== 'lost' || nowMs() - startedMs >= doubtMs))
        return tell({ kind: 'gone', problem: found.error })
      if (state.kind !== 'lost') tell({ kind: 'lost', sinceMs: nowMs() })
      await wait(pauseMs)
    }
  }

  function begin(attached: AttachedTerminal): void {
    line = attached
    const { session, lastTyped } = attached
    spawn = session.spawn
    offset ??= session.offset
    lastNumber ??= lastTyped
    for (const [number, bytes] of [...unacknowledged]) {
      if (number <= lastTyped) unacknowledged.delete(number)
      else give(number, bytes)
    }
    told = sizeNow?.() ?? told
    if (told !== undefined) attached.size(told, ownsSize)
    tell({ kind: 'live', session })
  }

  function give(number: number, bytes: Buffer): void {
    void line?.type(bytes, number).then((result: Result<void, TerminalProblem>) => {
      if (result.ok || result.error.kind === 'ended') unacknowledged.delete(number)
    })
  }

  void connect(false)
  return {
    get state() {
      return state
    },
    type(bytes) {
      if (line === undefined || state.kind !== 'live' || lastNumber === undefined) return false
      ownsSize = true
      for (let at = 0; at < bytes.length; at += longestPiece) {
        lastNumber += 1
        const piece = Buffer.from(bytes.subarray(at, at + longestPiece))
        unacknowledged.set(lastNumber, piece)
        give(lastNumber, piece)
      }
      return true
    },
    size(size, takes = false) {
      told = size
      ownsSize ||= takes
      line?.size(size, takes)
    },
    refresh() {
      if (isClosed || state.kind !== 'live') return
      // Until it is there the line before takes what is typed.
      const before = line
      void connect(true).then(() => before?.close())
    },
    close() {
      isClosed = true
      round += 1
      line?.close()
      line = undefined
    },
  }
}

const isSameSize = (a: TerminalSize, b: TerminalSize): boolean => a.columns === b.columns && a.rows === b.rows
