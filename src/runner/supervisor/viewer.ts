/**
 * One who looks at a session: gets what the program writes, as fast as it takes it and no faster. Nobody waits for it. Who falls behind
 * further than what is kept gets a picture of the screen when it is ready for more.
 */
import type { ExitRecord, TerminalSize } from '../../core/terminals/session.ts'
import { float64, frameKinds, pictureFlags, sizeBytes } from '../protocol.ts'
import type { Picture, Screen } from '../screen/screen.ts'
import type { Ring } from './ring.ts'

export interface ViewerSource {
  readonly ring: Ring
  readonly screen: Screen
  /** Every size the terminal had, and from which offset on; in order. */
  readonly sizes: readonly SizeMark[]
  /** Undefined: it runs. */
  exit(): ExitRecord | undefined
}

export interface SizeMark {
  readonly offset: number
  readonly size: TerminalSize
}

export interface ViewerOptions {
  /** It saw all before this offset. */
  readonly haveOffset?: number | undefined
  /** It wants the rows above the screen, too. */
  readonly wantsHistory: boolean
  send(kind: number, ...parts: readonly Uint8Array[]): void
}

export interface Viewer {
  /** There is more to see, or it is over. */
  wake(): void
  /** Of all that was sent, so much went on. */
  passedOn(bytes: number): void
  close(): void
}

/** Sent and not passed on. */
export const windowBytes = 256 * 1024
/** Whoever fell behind gets a picture when no more than this is on its way. */
const drainedBytes = 32 * 1024
const frameBytes = 64 * 1024
/** What a program writes in one go comes in many pieces; the first after a pause goes at once. */
const togetherMs = 5

export function createViewer(source: ViewerSource, { haveOffset, wantsHistory, send }: ViewerOptions): Viewer {
  const { ring, screen, sizes } = source
  let next = haveOffset ?? -1
  let nextSize = 0
  let [sent, passed] = [0, 0]
  let isDrawing = false
  let isOver = false
  let isClosed = false
  let lastSentMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  /** The rows above are drawn when what was sent before is passed on, and little waits that was written since. */
  let historyAfter = Number.POSITIVE_INFINITY
  let historyNumber = 0
  /** The next part of them, for when what was sent is passed on. */
  let nextPart: (() => void) | undefined

  if (haveOffset !== undefined && ring.from(haveOffset, 1) !== undefined) {
    // One at the very offset may have come there or not.
    nextSize = Math.max(
      0,
      sizes.findLastIndex(({ offset }) => offset < haveOffset),
    )
    sendSize()
  }
  // After the answer to whoever asked for it.
  setImmediate(pump)

  function give(kind: number, ...parts: readonly Uint8Array[]): void {
    send(kind, ...parts)
    lastSentMs = performance.now()
  }

  function pump(): void {
    clearTimeout(timer)
    timer = undefined
    while (!isClosed && !isDrawing && sent - passed < windowBytes) {
      const mark = sizes[nextSize]
      if (mark !== undefined && mark.offset <= next) {
        sendSize()
        continue
      }
      const most = Math.min(frameBytes, mark === undefined ? frameBytes : mark.offset - next)
      const pieces = ring.from(next, most)
      if (pieces === undefined) {
        if (sent - passed <= drainedBytes) draw()
        return
      }
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
      if (length === 0) {
        finish()
        return
      }
      give(frameKinds.output, float64(next), ...pieces)
      next += length
      sent += length
    }
  }

  function sendSize(): void {
    const mark = sizes[nextSize]
    if (mark === undefined) return
    nextSize += 1
    give(frameKinds.size, float64(mark.offset), sizeBytes(mark.size))
  }

  function finish(): void {
    const exit = source.exit()
    // Who waits for the rows above gets them before the end.
    if (exit === undefined || isOver || historyAfter !== Number.POSITIVE_INFINITY) return
    isOver = true
    give(frameKinds.over, Buffer.from(JSON.stringify(exit)))
  }

  function draw(): void {
    isDrawing = true
    historyNumber += 1
    dropPart()
    screen.picture((picture) => {
      if (isClosed) return
      isDrawing = false
      sendPicture(picture, pictureFlags.first)
      if (wantsHistory) historyAfter = sent
      pump()
    })
  }

  /** Of one who does not keep up with its program it would be void before it is seen. */
  function beginHistory(): void {
    if (isDrawing || passed < historyAfter || ring.end - next > drainedBytes) return
    historyAfter = Number.MAX_SAFE_INTEGER
    drawHistory()
  }

  function drawHistory(): void {
    historyNumber += 1
    const mine = historyNumber
    screen.history(
      ({ isFirst, ...part }) => {
        sendPicture(part, pictureFlags.history | (isFirst ? pictureFlags.first : 0))
        if (part.offset === undefined) return
        historyAfter = Number.POSITIVE_INFINITY
        pump()
      },
      () => !isClosed && mine === historyNumber,
      (act) => {
        nextPart = act
        drawPart()
      },
    )
  }

  /** In a turn of its own: keys and what they bring about come between two. */
  function drawPart(): void {
    if (nextPart === undefined || sent - passed > drainedBytes) return
    const act = nextPart
    nextPart = undefined
    setImmediate(act)
  }

  /** Nobody wants it any more: it lets go of its row. */
  function dropPart(): void {
    nextPart?.()
    nextPart = undefined
  }

  function sendPicture({ bytes, size, resizes, offset = Number.NaN }: Picture, flags: number): void {
    for (let at = 0; at === 0 || at < bytes.length; at += frameBytes) {
      const piece = bytes.subarray(at, at + frameBytes)
      const isLast = at + frameBytes >= bytes.length
      const flagsNow = at === 0 ? flags : flags & ~pictureFlags.first
      give(
        frameKinds.picture,
        ...[float64(isLast ? offset : Number.NaN), sizeBytes(size), Uint8Array.of(flagsNow), piece],
      )
    }
    sent += bytes.length
    if (Number.isNaN(offset)) return
    next = offset
    // The first of them is the one it began with.
    nextSize = resizes + 1
  }

  return {
    wake() {
      if (isClosed || isDrawing || timer !== undefined) return
      const sinceMs = performance.now() - lastSentMs
      if (sinceMs >= togetherMs) pump()
      else timer = setTimeout(pump, togetherMs - sinceMs)
    },
    passedOn(bytes) {
      if (!(bytes > passed) || bytes > sent) return
      passed = bytes
      if (timer === undefined) pump()
      beginHistory()
      drawPart()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      dropPart()
    },
  }
}
