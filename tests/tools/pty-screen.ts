/** A program in a real terminal, with its screen read back. */
import { spawn as spawnPty } from '@lydell/node-pty'
import { testEnvironment } from './left-overs.ts'
import { createTerminalScreen, type TerminalScreen } from './terminal-screen.ts'
import { waitFor } from './wait-for.ts'

export interface PtyScreen {
  readonly pid: number
  readonly screen: TerminalScreen
  /** The exit code. */
  readonly ended: Promise<number>
  /** Everything it wrote so far, escapes included. */
  written(): string
  type(text: string): void
  resize(columns: number, rows: number): void
  shows(text: string | RegExp): Promise<true>
  lacks(text: string): Promise<true>
  /** SIGKILL, if it still runs. */
  kill(): void
}

export interface PtyStart {
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly columns?: number
  readonly rows?: number
}

/** Generous: the machine may be busy. */
const withinMs = 15_000

export function openPty({ argv, env, cwd, columns = 120, rows = 36 }: PtyStart): PtyScreen {
  const screen = createTerminalScreen(columns, rows)
  const [file, ...args] = argv
  const pty = spawnPty(file, args, {
    cols: columns,
    rows,
    env: { ...env, ...testEnvironment() },
    ...(cwd === undefined ? {} : { cwd }),
  })
  let written = ''
  let isOver = false
  pty.onData((text) => {
    written += text
    screen.write(text)
  })
  const ended = new Promise<number>((resolve) =>
    pty.onExit(({ exitCode }) => {
      isOver = true
      resolve(exitCode)
    }),
  )
  const seen = () => `\n${screen.text()}`
  const has = (text: string | RegExp) =>
    typeof text === 'string' ? screen.text().includes(text) : text.test(screen.text())
  return {
    pid: pty.pid,
    screen,
    ended,
    written: () => written,
    type: (text) => pty.write(text),
    resize(newColumns, newRows) {
      pty.resize(newColumns, newRows)
      screen.resize(newColumns, newRows)
    },
    shows: (text) => waitFor<true>(`the screen to show ${text}`, () => has(text) || undefined, { withinMs, seen }),
    lacks: (text) => waitFor<true>(`the screen to lose ${text}`, () => !has(text) || undefined, { withinMs, seen }),
    kill() {
      if (!isOver) pty.kill('SIGKILL')
    },
  }
}
