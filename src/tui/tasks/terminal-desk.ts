/** The terminal of the task that is chosen: looked at while it is shown, left when another one is. */
import type { Task } from '../../core/tasks/task.ts'
import type { TerminalSize } from '../../core/terminals/session.ts'
import { type Followed, followSession } from '../../runner/client/follow.ts'
import type { ViewedModes, ViewedScreen } from '../../runner/screen/viewed-screen.ts'
import type { Terminals } from '../../runner/terminals.ts'
import { type MouseEvent, mouseBytes } from '../pane/mouse.ts'
import type { PaneContent, PanePlace } from '../pane/pane-painter.ts'
import type { TerminalState } from './tasks-model.ts'

export interface TerminalDeskParts {
  readonly openTerminals: () => Promise<Terminals>
  readonly tell: (state: TerminalState) => void
  /** Another row of it, or its cursor, or how it wants its keys. */
  readonly changed: () => void
  readonly isColored: boolean
  /** Of the pane, while one is in it. */
  readonly ownSize: () => TerminalSize | undefined
  readonly fail: (cause: unknown) => void
}

export interface TerminalDesk {
  /** Undefined: none is shown. */
  show(task: Task | undefined): void
  content(pane: TerminalSize, scrolled: number): PaneContent
  /** What is to be seen of it, row by row, without colours and without empty rows at its end. */
  text(pane: TerminalSize, scrolled: number): readonly string[]
  /** False: it went nowhere. */
  type(bytes: Buffer): boolean
  /** How large it is shown. */
  size(size: TerminalSize, takes: boolean): void
  /** How far it can be scrolled in a pane of so many rows. */
  mostScrolled(paneRows: number): number
  readonly modes: ViewedModes | undefined
  /** What the mouse did, to its program; nothing where that does not want to know, or where it was not in the pane. */
  point(event: MouseEvent, pane: PanePlace): void
  find(text: string, paneRows: number): readonly number[]
  close(): void
}

/** While one moves through the list. */
const settledAfterMs = 60

export function createTerminalDesk(parts: TerminalDeskParts): TerminalDesk {
  let terminals: Promise<Terminals> | undefined
  let shown: string | undefined
  let screen: ViewedScreen | undefined
  let followed: Followed | undefined
  let isLive = false
  let settling: NodeJS.Timeout | undefined
  let round = 0

  function leave(): void {
    clearTimeout(settling)
    followed?.close()
    screen?.dispose()
    followed = undefined
    screen = undefined
    isLive = false
    round += 1
  }

  async function begin(task: Task): Promise<void> {
    const { id: taskId, run } = task
    if (run === undefined) return parts.tell({ kind: 'none', taskId })
    const mine = round
    terminals ??= parts.openTerminals()
    // Only who looks into a terminal needs one.
    const [open, { createViewedScreen }] = await Promise.all([
      terminals,
      import('../../runner/screen/viewed-screen.ts'),
    ])
    if (mine !== round) return
    let told: TerminalSize | undefined
    const here = createViewedScreen(() => {
      if (isLive && (here.size.columns !== told?.columns || here.size.rows !== told.rows)) {
        told = here.size
        parts.tell({ kind: 'live', taskId, size: told })
      }
      parts.changed()
    })
    screen = here
    const { viewer } = here
    if (run.exit !== undefined) {
      await lastScreen(open, run.id, here)
      if (mine === round) parts.tell({ kind: 'ended', taskId, isCutOff: run.exit.words.startsWith('cut off') })
      return
    }
    followed = followSession({
      ...{ terminals: open, id: run.id, viewer, history: true, sizeNow: parts.ownSize },
      onState(state) {
        if (mine !== round) return
        isLive = state.kind === 'live'
        if (state.kind === 'over' || state.kind === 'gone')
          parts.tell({ kind: 'ended', taskId, isCutOff: state.kind === 'gone' && state.problem.kind === 'ended' })
        else if (state.kind === 'live') {
          told = state.session.size
          parts.tell({ kind: 'live', taskId, size: told })
        } else if (state.kind === 'lost') parts.tell({ kind: 'lost', taskId, sinceMs: state.sinceMs })
      },
    })
  }

  return {
    show(task) {
      const wanted = task === undefined ? undefined : `${task.id} ${task.run?.id ?? ''} ${task.run?.exit?.at ?? ''}`
      if (wanted === shown) return
      shown = wanted
      leave()
      if (task === undefined) return parts.tell({ kind: 'none' })
      parts.tell({ kind: 'connecting', taskId: task.id })
      settling = setTimeout(() => void begin(task).catch(parts.fail), settledAfterMs)
    },
    content(pane, scrolled) {
      const view = screen?.show(pane, scrolled)
      const rows = view?.rows ?? Array.from({ length: pane.rows }, () => ' '.repeat(pane.columns))
      if (parts.isColored && isLive) return { rows, cursor: view?.cursor }
      // Ended, or cut off: it is there to be read, and looks so.
      const plain = rows.map((row) => row.replaceAll(colours, ''))
      return {
        rows: parts.isColored ? plain.map((row) => `\u001b[90m${row}\u001b[0m`) : plain,
        cursor: isLive ? view?.cursor : undefined,
      }
    },
    text(pane, scrolled) {
      const rows = screen?.show(pane, scrolled).rows.map((row) => row.replaceAll(colours, '').trimEnd()) ?? []
      return rows.slice(0, rows.findLastIndex((row) => row !== '') + 1)
    },
    type: (bytes) => followed?.type(bytes) ?? false,
    size: (size, takes) => followed?.size(size, takes),
    mostScrolled: (paneRows) => screen?.mostScrolled(paneRows) ?? 0,
    get modes() {
      return isLive ? screen?.modes : undefined
    },
    point(event, pane) {
      if (screen === undefined || !isLive) return
      const shown = { pane, size: screen.size, above: screen.above(pane.rows) }
      const bytes = mouseBytes(event, screen.modes.mouse, shown)
      if (bytes !== undefined) followed?.type(bytes)
    },
    find: (text, paneRows) => screen?.find(text, paneRows) ?? [],
    close() {
      leave()
      void terminals?.then((open) => open.close())
    },
  }
}

const colours = /\u001b\[[\d;:]*m/g

async function lastScreen(terminals: Terminals, id: string, screen: ViewedScreen): Promise<void> {
  const last = await terminals.lastScreen(id)
  if (last === undefined) return
  const { size, offset, text } = last
  await screen.viewer.picture({ bytes: Buffer.from(text), size, offset, hasHistory: true })
}
