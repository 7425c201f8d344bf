/** An agent in a terminal as TCE's own are: read by the same headless terminal, its questions answered by the same answers. */
import { setTimeout as sleep } from 'node:timers/promises'
import { loadPty } from '../../../src/runner/pty.ts'
import { answerQueries } from '../../../src/runner/screen/answers.ts'
import { headlessTerminal, hiddenState } from '../../../src/runner/screen/headless.ts'
import { noteModes } from '../../../src/runner/screen/modes.ts'
import { waitFor } from '../wait-for.ts'
import type { RecordedScreen } from './recordings.ts'

export interface RecordedWindow {
  readonly isOver: boolean
  type(text: string): void
  text(): string
  shows(pattern: RegExp, withinMs?: number): Promise<void>
  /** Nothing changed for a moment; one that never rests is taken as it is. */
  settled(quietMs?: number, longestMs?: number): Promise<void>
  /** Its last rows are the same for a second, as a dialog's are and no spinner's. */
  stands(forMs?: number): Promise<void>
  picture(): Pick<RecordedScreen, 'title' | 'cursor' | 'modes' | 'rows'>
  end(): Promise<void>
}

export interface WindowStart {
  readonly argv: readonly [string, ...string[]]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly columns: number
  readonly rows: number
  readonly theme: 'dark' | 'light'
}

const colours = {
  dark: { foreground: '#d8dee9', background: '#14161a' },
  light: { foreground: '#1e1e1e', background: '#ffffff' },
}

export async function openWindow({ argv, cwd, env, columns, rows, theme }: WindowStart): Promise<RecordedWindow> {
  const loaded = await loadPty()
  if (!loaded.ok) throw new Error(loaded.error)
  const [file, ...args] = argv
  const terminal = headlessTerminal({ columns, rows }, 0)
  const modesNow = noteModes(terminal)
  const pty = loaded.value({ file, args, cwd, env, columns, rows })
  answerQueries(
    terminal,
    () => colours[theme],
    (text) => pty.write(Buffer.from(text, 'latin1')),
  )
  let changedAtMs = performance.now()
  let isOver = false
  pty.onOutput((bytes) => {
    changedAtMs = performance.now()
    terminal.write(bytes)
  })
  const ended = pty.ended.then(() => {
    isOver = true
  })
  const rowsNow = () => {
    const { active } = terminal.buffer
    return Array.from({ length: rows }, (_, at) => active.getLine(active.baseY + at)?.translateToString(true) ?? '')
  }
  const text = () => rowsNow().join('\n')
  return {
    get isOver() {
      return isOver
    },
    type: (keys) => pty.write(Buffer.from(keys, 'utf8')),
    text,
    async shows(pattern, withinMs = 30_000) {
      await waitFor(`the screen to show ${pattern}`, () => pattern.test(text()), { withinMs, seen: text })
    },
    async settled(quietMs = 500, longestMs = 1_500) {
      const sinceMs = performance.now()
      while (performance.now() - sinceMs < longestMs) {
        if (performance.now() - Math.max(changedAtMs, sinceMs) >= quietMs) break
        await sleep(50)
      }
      await new Promise<void>((resolve) => terminal.write('', resolve))
    },
    async stands(forMs = 1_000) {
      const last = () => text().trimEnd().split('\n').slice(-8).join('\n')
      let [before, sinceMs] = [last(), performance.now()]
      await waitFor(
        'the screen to stand still',
        () => {
          const now = last()
          if (now !== before) [before, sinceMs] = [now, performance.now()]
          return performance.now() - sinceMs >= forMs
        },
        { withinMs: 15_000, seen: text },
      )
    },
    picture() {
      const { active } = terminal.buffer
      const { bracketedPasteMode, mouseTrackingMode, applicationCursorKeysMode } = terminal.modes
      const shown = rowsNow()
      return {
        title: modesNow().title,
        cursor: [active.cursorY, active.cursorX],
        modes: [
          ...(active.type === 'alternate' ? ['alternate'] : []),
          ...(bracketedPasteMode ? ['paste'] : []),
          ...(mouseTrackingMode === 'none' ? [] : [`mouse ${mouseTrackingMode}`]),
          ...(applicationCursorKeysMode ? ['application keys'] : []),
          ...(hiddenState(terminal).isCursorHidden ? ['cursor hidden'] : []),
        ],
        rows: shown.slice(0, shown.findLastIndex((row) => row.trim() !== '') + 1),
      }
    },
    async end() {
      if (!isOver) pty.signal('SIGKILL')
      await ended
      terminal.dispose()
    },
  }
}
