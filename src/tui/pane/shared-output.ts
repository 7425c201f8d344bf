/**
 * One terminal for two who draw: Ink, which knows the whole screen, and a pane in it, of which Ink knows nothing. All that Ink writes passes
 * through here: the pane is drawn again behind it in the same frame (DECSET 2026), so that nobody sees the screen without it.
 */
import { Writable } from 'node:stream'
import type { PanePainter } from './pane-painter.ts'

const [begin, end] = ['\u001b[?2026h', '\u001b[?2026l']
const [keepPlace, takePlace] = ['\u001b7', '\u001b8']
const hideCursor = '\u001b[?25l'

type Size = { readonly columns: number; readonly rows: number }

export interface SharedOutput {
  /** For Ink. */
  readonly stdout: NodeJS.WriteStream
  /** The pane has changed: what is another than before is written. */
  paintPane(): void
  /** Of the terminal, not of the screen: a title, a copied text, a mode. */
  write(text: string): void
  /** Nothing is written meanwhile: another program has the terminal. */
  hold(isHeld: boolean): void
  /** All is empty, and the cursor at its beginning. */
  clear(): void
  close(): void
}

export function shareOutput(stdout: NodeJS.WriteStream, pane: PanePainter): SharedOutput {
  /** The cursor is where the pane left it, and Ink's place is kept. */
  let isAway = false
  let isHeld = false

  function frame(inkText: string): void {
    if (isHeld) return
    const emptied = pane.leave()
    let text = ''
    const leaveInk = () => {
      if (!isAway) text += keepPlace
      isAway = true
    }
    if (emptied !== '') {
      leaveInk()
      text += hideCursor + emptied
    }
    if (inkText !== '') {
      if (isAway) text += takePlace + hideCursor
      isAway = false
      text += inkText
    }
    const drawn = pane.draw(inkText !== '')
    if (drawn !== '') {
      leaveInk()
      text += hideCursor + drawn
    }
    if (text !== '') stdout.write(drawn + emptied === '' ? text : begin + text + end)
  }

  let isInFrame = false
  let frameText = ''
  /** Ink writes the beginning of a frame, the frame, and its end; they go out as one. */
  function take(text: string): void {
    if (text === begin) isInFrame = true
    else if (text === end) {
      isInFrame = false
      const whole = frameText
      frameText = ''
      if (whole !== '') frame(pane.isShown ? whole : `${begin}${whole}${end}`)
    } else if (isInFrame) frameText += text
    else frame(text)
  }

  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _, done) {
      take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
      done()
    },
  })
  const sizeOf = (): Size => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 })
  Object.defineProperties(stream, {
    isTTY: { value: true },
    columns: { get: () => sizeOf().columns },
    rows: { get: () => sizeOf().rows },
  })
  const onResize = () => void stream.emit('resize')
  stdout.on('resize', onResize)
  return {
    stdout: stream as unknown as NodeJS.WriteStream,
    paintPane: () => frame(''),
    write: (text) => {
      if (!isHeld) stdout.write(text)
    },
    hold(wanted) {
      isHeld = wanted
      isAway = false
    },
    clear() {
      isAway = false
      pane.forget()
      stdout.write('\u001b[0m\u001b[2J\u001b[H')
    },
    close() {
      stdout.off('resize', onResize)
      stream.destroy()
    },
  }
}
