/** The screen of a session: all that its program wrote, read by one terminal, which answers it and of which pictures are taken. */
import { createGroundFinder } from '../../core/terminals/ground.ts'
import type { TerminalColours, TerminalSize } from '../../core/terminals/session.ts'
import { answerQueries } from './answers.ts'
import { onCopiedText } from './copied-text.ts'
import { headlessTerminal } from './headless.ts'
import { drawHistory } from './history.ts'
import { noteModes } from './modes.ts'
import { breakOff, snapshotText } from './snapshot.ts'

export interface Screen {
  /** Reads on when there is time; `onRead` comes when these are applied. */
  feed(bytes: Uint8Array, onRead?: () => void): void
  resize(size: TerminalSize): void
  /** Fed and not yet read. */
  readonly unreadBytes: number
  /** All before this offset is read, and nothing of it half said: no picture will ask for less. */
  readonly rest: number
  readonly title: string | undefined
  setColours(colours: TerminalColours): void
  /**
   * A picture of the screen, as of `offset`: whoever draws it and goes on from there sees what the program drew. Waits until all is read
   * that was fed, and until nothing is half said. The rows above the screen are not in it.
   */
  picture(take: (picture: Picture) => void): void
  /**
   * The same with all rows that are kept above it, in parts that take about 2 ms each to make, 16 KiB or little more. `isWanted` is asked
   * before each, and `whenRoom` says when it may be made. A part that is the first makes whatever came before it void; the last one names
   * the offset.
   */
  history(
    take: (part: Picture & { readonly isFirst: boolean }) => void,
    isWanted: () => boolean,
    whenRoom?: (act: () => void) => void,
  ): void
  dispose(): void
}

export interface Picture {
  readonly bytes: Buffer
  readonly size: TerminalSize
  /** How often it had been resized by then. */
  readonly resizes: number
  /** Undefined: more follows. */
  readonly offset?: number | undefined
}

export interface ScreenOptions {
  readonly size: TerminalSize
  /** Rows that are kept above it. */
  readonly scrollback?: number
  readonly colours?: TerminalColours
  /** What the terminal says to the program. */
  readonly answer: (bytes: Buffer) => void
  /** What the program would put into the clipboard. */
  readonly onCopied?: ((text: string) => void) | undefined
}

export const usualColours: TerminalColours = { foreground: '#d8dee9', background: '#14161a' }
export const keptRows = 1_000
/** A sequence that is longer has to be over before a picture is taken. */
const longestSequence = 256 * 1024
const tryAgainMs = 20

export function createScreen({
  size,
  scrollback = keptRows,
  colours: first = usualColours,
  answer,
  onCopied = () => undefined,
}: ScreenOptions): Screen {
  const terminal = headlessTerminal(size, scrollback)
  const modesNow = noteModes(terminal)
  const ground = createGroundFinder()
  let colours = first
  let read = 0
  let rest = 0
  let resizes = 0
  let isDisposed = false
  answerQueries(
    terminal,
    () => colours,
    (text) => answer(Buffer.from(text, 'latin1')),
  )
  onCopiedText(terminal, onCopied)
  const now = () => ({ size: { columns: terminal.cols, rows: terminal.rows }, resizes })

  /** Called when xterm.js has read exactly this far, with the last place of rest. */
  function atRest(act: (offset: number) => void): void {
    const [offset, restThen] = [ground.offset, ground.ground]
    terminal.write('', () => {
      if (isDisposed) return
      if (offset - restThen <= longestSequence) act(restThen)
      else setTimeout(() => atRest(act), tryAgainMs).unref()
    })
  }

  return {
    feed(bytes, onRead) {
      ground.feed(bytes)
      const restThen = ground.ground
      terminal.write(bytes, () => {
        read += bytes.length
        rest = restThen
        onRead?.()
      })
    },
    resize({ columns, rows }) {
      // In its turn: what was fed before is read in the old size.
      terminal.write('', () => {
        if (isDisposed) return
        resizes += 1
        terminal.resize(columns, rows)
      })
    },
    get unreadBytes() {
      return ground.offset - read
    },
    get rest() {
      return rest
    },
    get title() {
      return modesNow().title
    },
    setColours(wanted) {
      colours = wanted
    },
    picture(take) {
      atRest((offset) => {
        const text = snapshotText(terminal, modesNow(), { fromRow: terminal.buffer.normal.baseY, continues: false })
        take({ bytes: Buffer.from(breakOff + text), ...now(), offset })
      })
    },
    history(take, isWanted, whenRoom = setImmediate) {
      const wanted = () => !isDisposed && isWanted()
      drawHistory({ terminal, modesNow, resizesNow: () => resizes, atRest, isWanted: wanted, whenRoom }, (part) =>
        take({ ...part, ...now() }),
      )
    },
    dispose() {
      isDisposed = true
      terminal.dispose()
    },
  }
}
