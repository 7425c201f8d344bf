/** The rows above a screen and the screen, drawn in parts between which others get their turn, while the program writes on. */
import { drawRows } from './draw-rows.ts'
import type { HeadlessTerminal, RowMarker } from './headless.ts'
import { hiddenState, markRow } from './headless.ts'
import type { NotedModes } from './modes.ts'
import { breakOff, snapshotText } from './snapshot.ts'

export interface HistorySource {
  readonly terminal: HeadlessTerminal
  readonly modesNow: () => NotedModes
  /** How often it was resized. */
  readonly resizesNow: () => number
  /** Comes when all is read that was fed, with the last place where nothing was half said. */
  readonly atRest: (act: (offset: number) => void) => void
  readonly isWanted: () => boolean
  /** Comes when whoever draws it has room for the next part. */
  readonly whenRoom: (act: () => void) => void
}

export interface HistoryPart {
  readonly bytes: Buffer
  /** Whatever came before is void. */
  readonly isFirst: boolean
  /** Of the last. */
  readonly offset?: number | undefined
}

/** A key's echo goes through this program several times, and each time may find a part being made. */
const partMs = 2
const partLength = 16 * 1024
const rowsAtOnce = 25
/** A screen that is made anew all the time, or scrolls faster than it is drawn, is drawn in one go at last. */
const mostBeginnings = 3

export function drawHistory(source: HistorySource, take: (part: HistoryPart) => void, beginning = 1): void {
  const { terminal, modesNow, resizesNow, atRest, isWanted, whenRoom } = source
  const { normal } = terminal.buffer
  const begun = { resizes: resizesNow(), resets: modesNow().resets }
  let row = 0
  /** One that writes on as fast as it is drawn is not followed for ever. */
  let left = 2 * normal.baseY
  let isFirst = true
  /** Of the row that was drawn last: it moves when others leave at the top, and nothing is put in between above the screen. */
  let marker: RowMarker | undefined

  if (beginning > mostBeginnings) finish()
  else whenRoom(step)

  function step(): void {
    if (!goesOn()) return
    const untilMs = performance.now() + partMs
    const options = { columns: terminal.cols, linkOf: hiddenState(terminal).linkOf }
    let text = ''
    while (row < normal.baseY && text.length < partLength && performance.now() < untilMs) {
      const to = Math.min(normal.baseY, row + rowsAtOnce)
      text += drawRows(normal, { from: row, to, continues: row > 0 }, options)
      left -= to - row
      row = to
    }
    if (text !== '') give(text)
    marker?.dispose()
    marker = row === 0 ? undefined : markRow(terminal, row - 1)
    if (row < normal.baseY && left > 0) whenRoom(step)
    else finish()
  }

  function finish(): void {
    atRest((offset) => {
      if (!goesOn()) return
      give(snapshotText(terminal, modesNow(), { fromRow: row, continues: marker !== undefined }), offset)
      marker?.dispose()
    })
  }

  /** With the row where that stands now; what is not wanted any more ends here, what does not fit begins anew. */
  function goesOn(): boolean {
    if (marker !== undefined) row = marker.line < 0 ? -1 : marker.line + 1
    const isOver = !isWanted()
    const fits = !hasChanged()
    if (isOver || !fits) marker?.dispose()
    if (!isOver && !fits) drawHistory(source, take, beginning + 1)
    return !isOver && fits
  }

  /** Another size, or the row is not there any more: what was drawn does not fit. */
  function hasChanged(): boolean {
    return row < 0 || modesNow().resets !== begun.resets || resizesNow() !== begun.resizes
  }

  function give(text: string, offset?: number): void {
    take({ bytes: Buffer.from(isFirst ? breakOff + text : text), isFirst, offset })
    isFirst = false
  }
}
