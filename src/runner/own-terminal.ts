/** A terminal of ours with its screen: all that its program wrote, applied. It is in memory alone, and gone when it is closed. */
import type { Result } from '../core/result.ts'
import { ok } from '../core/result.ts'
import { loadPty, type PtyStart } from './pty.ts'
import { type HeadlessLine, type HeadlessTerminal, headlessTerminal } from './screen/headless.ts'

export interface OwnTerminal {
  /** When its program has begun to rest. Undefined: that has ended. */
  read(): Promise<TerminalLook | undefined>
  type(bytes: Buffer): void
  /** When its program has ended. */
  close(): Promise<void>
}

export interface TerminalLook {
  readonly columns: number
  readonly cursor: { readonly x: number; readonly y: number }
  /** Row by row; what is dim is marked as terminals do. */
  readonly screen: string
}

/** It has drawn what it begins with when nothing came for so long; who draws all the time is read all the same. */
const restsForMs = 250
const restsWithinMs = 5_000
const endsWithinMs = 1_000
/** Whoever runs in one of ours does not run in the one that TCE was started in. */
const otherTerminals = /^(?:TMUX|TMUX_PANE|STY|ZELLIJ.*)$/

export async function openOwnTerminal({ env, ...start }: PtyStart): Promise<Result<OwnTerminal, string>> {
  const started = await loadPty()
  if (!started.ok) return started
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !otherTerminals.test(name)))
  const pty = started.value({ ...start, env: own })
  const screen = headlessTerminal(start, 0)
  const rested = Promise.withResolvers<void>()
  const atLast = setTimeout(rested.resolve, restsWithinMs)
  let resting: NodeJS.Timeout | undefined
  let isOver = false
  // What it asks of its terminal is not answered: nothing goes there but what is typed.
  pty.onOutput((bytes) => {
    screen.write(bytes)
    clearTimeout(resting)
    resting = setTimeout(rested.resolve, restsForMs)
  })
  const ended = pty.ended.then(() => {
    isOver = true
    clearTimeout(atLast)
    clearTimeout(resting)
    rested.resolve()
  })

  return ok({
    async read() {
      await rested.promise
      await new Promise<void>((resolve) => screen.write('', resolve))
      return isOver ? undefined : lookAt(screen)
    },
    type: (bytes) => pty.write(bytes),
    async close() {
      pty.signal('SIGHUP')
      const firmly = setTimeout(() => pty.signal('SIGKILL'), endsWithinMs)
      await ended
      clearTimeout(firmly)
      screen.dispose()
    },
  })
}

export function lookAt({ cols: columns, rows, buffer: { active } }: HeadlessTerminal): TerminalLook {
  const lines = Array.from({ length: rows }, (_, row) => rowText(active.getLine(active.baseY + row), columns))
  return { columns, cursor: { x: active.cursorX, y: active.cursorY }, screen: lines.join('\n') }
}

function rowText(line: HeadlessLine | undefined, columns: number): string {
  let text = ''
  let isDim = false
  for (let x = 0; x < columns; x += 1) {
    const cell = line?.getCell(x)
    if (cell === undefined || cell.getWidth() === 0) continue
    if ((cell.isDim() !== 0) !== isDim) {
      isDim = !isDim
      text += isDim ? '\u001b[2m' : '\u001b[22m'
    }
    text += cell.getChars() || ' '
  }
  return isDim ? `${text}\u001b[22m` : text
}
