/** Programs in a terminal of ours. The one file that knows node-pty, which is loaded when the first one is opened, and may be missing. */
import type { ReadStream as Socket } from 'node:tty'
import type * as NodePty from 'node-pty'
import { once } from '../core/once.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { plainText } from '../core/words/text.ts'

export interface PtyStart {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly columns: number
  readonly rows: number
}

export interface Pty {
  readonly pid: number
  write(bytes: Buffer): void
  onOutput(take: (bytes: Uint8Array) => void): void
  signal(name: NodeJS.Signals): void
  /** All of its process group, as the kernel does it for Ctrl-C. False: it has ended, or the system knows no groups. */
  signalGroup(name: NodeJS.Signals): boolean
  resize(columns: number, rows: number): void
  /** Reads nothing more until `resume`: the program waits as soon as what the kernel holds for us is full. */
  pause(): void
  resume(): void
  /** After its last output. */
  readonly ended: Promise<PtyExit>
}

/** As the system says it. SIGKILL is code 0 and signal 9: a code alone says nothing. */
export interface PtyExit {
  readonly code: number
  /** 0: none. */
  readonly signal: number
}

export type StartPty = (start: PtyStart) => Pty

/** Why no terminal of ours can be opened on this machine, else how. */
export const loadPty = once(async (): Promise<Result<StartPty, string>> => {
  try {
    const { spawn } = await import('node-pty')
    return ok((start) => startPty(spawn, start))
  } catch (cause) {
    const [why = ''] = String(cause instanceof Error ? cause.message : cause).split('\n')
    return err(`TCE can’t open a terminal of its own here: node-pty does not load (${plainText(why).slice(0, 120)}).`)
  }
})

/** A program that is not there ends at once, with a line in its terminal: nothing is thrown. */
function startPty(spawn: typeof NodePty.spawn, { file, args, cwd, env, columns, rows }: PtyStart): Pty {
  const terminal = spawn(file, [...args], {
    ...{ cwd, env: { ...env }, cols: columns, rows, name: 'xterm-256color' },
    // Bytes as they are.
    encoding: null,
  })
  let isOver = false
  const reading = keepReading(terminal)
  const ended = new Promise<PtyExit>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      isOver = true
      resolve({ code: exitCode, signal: signal ?? 0 })
    })
  })
  return {
    ended,
    pid: terminal.pid,
    write: (bytes) => terminal.write(bytes),
    onOutput: (take) => void terminal.onData((bytes) => take(bytes as string | Uint8Array as Uint8Array)),
    signal(name) {
      if (!isOver) terminal.kill(process.platform === 'win32' ? undefined : name)
    },
    signalGroup(name) {
      // Its group has its pid as long as it is our child, and it is until we heard of its end.
      if (isOver || process.platform === 'win32' || terminal.pid <= 1) return false
      try {
        process.kill(-terminal.pid, name)
        return true
      } catch {
        return false
      }
    },
    resize(columns, rows) {
      if (!isOver) terminal.resize(columns, rows)
    },
    ...reading,
  }
}

/**
 * node-pty gives a program's last output 200 ms after its end and lets go of the terminal then, read or not: on a busy machine that is too
 * short, and nothing is read while we pause. Here it is let go of when nothing came for as long while it was read; where nobody else has
 * it open it closes by itself before.
 */
function keepReading(terminal: NodePty.IPty): Pick<Pty, 'pause' | 'resume'> {
  const socket = (terminal as { readonly _socket?: Socket })._socket
  let isPaused = false
  let lastMs = 0
  const reading: Pick<Pty, 'pause' | 'resume'> = {
    pause() {
      isPaused = true
      terminal.pause()
    },
    resume() {
      if (isPaused) lastMs = performance.now()
      isPaused = false
      terminal.resume()
    },
  }
  if (socket === undefined || process.platform === 'win32') return reading
  const letGo = socket.destroy.bind(socket)
  terminal.onData(() => {
    lastMs = performance.now()
  })
  const look = () => {
    // What waits to be read is read before the next look, however late this one is.
    if (isQuiet()) setImmediate(() => setImmediate(() => (isQuiet() ? letGo() : again())))
    else again()
  }
  const isQuiet = () => !isPaused && performance.now() - lastMs > quietMs
  const again = () => void setTimeout(look, quietMs)
  socket.destroy = () => {
    look()
    return socket
  }
  return reading
}

const quietMs = 200
