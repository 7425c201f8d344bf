/**
 * `--watch`: the same lines redrawn in place, without the alternate screen, so that the last state stays readable after q.
 * In a pipe every state is a block of its own.
 */
import type { CliInput } from '../../terminal/io.ts'
import type { Line } from '../../terminal/roles.ts'
import type { Terminal } from '../../terminal/terminal.ts'

export interface LiveDisplay {
  /** Everything there is to see now. */
  draw(): Promise<readonly Line[]>
  readonly everyMs: number
  /** Lines of a list, not states of a screen: printed one after the other, never redrawn. */
  readonly isList?: boolean | undefined
}

/** Where signals come from: the process, or a test. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown
  off(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown
}

const csi = '\u001b['
const hideCursor = `${csi}?25l`
const showCursor = `${csi}?25h`
const toLineEnd = `${csi}K`
const toScreenEnd = `${csi}J`

/** Until q, Ctrl-C or a signal. Returns the exit code: 0 after q, 128 + n after a signal, as shells expect it. */
export async function watchLive(
  terminal: Terminal,
  { draw, everyMs, isList = false }: LiveDisplay,
  signals: SignalSource = process,
): Promise<number> {
  const screen = isList ? listOf(terminal) : terminal.io.isTTY ? screenOf(terminal) : pipeOf(terminal)
  const end = endOfWatch(terminal, signals)
  screen.open()
  try {
    for (;;) {
      screen.show(await draw())
      const code = await Promise.race([end.reached, end.pause(everyMs)])
      if (code !== undefined) return code
    }
  } finally {
    screen.close()
    end.release()
  }
}

export interface Screen {
  open(): void
  show(lines: readonly Line[]): void
  close(): void
}

export function screenOf(terminal: Terminal): Screen {
  const { stdout } = terminal.io
  let drawn = 0
  return {
    open: () => void stdout.write(hideCursor),
    show(lines) {
      // More lines than the screen has would scroll away from under the cursor.
      const room = Math.max(3, (terminal.io.rows() ?? 24) - 1)
      const shown = lines.slice(0, room)
      const back = drawn === 0 ? '' : `${csi}${drawn}A\r`
      stdout.write(`${back}${shown.map((spans) => `${terminal.paint(spans)}${toLineEnd}\n`).join('')}${toScreenEnd}`)
      drawn = shown.length
    },
    close: () => void stdout.write(showCursor),
  }
}

const listOf = (terminal: Terminal): Screen => ({ open() {}, show: (lines) => terminal.print(lines), close() {} })

function pipeOf(terminal: Terminal): Screen {
  let isFirst = true
  return {
    open() {},
    show(lines) {
      terminal.print(isFirst ? lines : [[], ...lines])
      isFirst = false
    },
    close() {},
  }
}

/** q, Ctrl-C or a signal: `reached` resolves with the exit code. `isTaken` sees keys first, and may keep them. */
export function endOfWatch({ io }: Terminal, signals: SignalSource, isTaken: (keys: string) => boolean = () => false) {
  let reach: (code: number) => void = () => {}
  const reached = new Promise<number>((resolve) => {
    reach = resolve
  })
  let timer: NodeJS.Timeout | undefined
  const onInterrupt = () => reach(130)
  const onTerminate = () => reach(143)
  const onHangUp = () => reach(129)
  const onKey = (chunk: Buffer | string) => {
    const keys = chunk.toString()
    if (isTaken(keys)) return
    if (keys.includes('\u0003')) reach(130)
    else if (/[qQ]/.test(keys)) reach(0)
  }
  signals.on('SIGINT', onInterrupt)
  signals.on('SIGTERM', onTerminate)
  signals.on('SIGHUP', onHangUp)
  const releaseKeys = io.isTTY && io.stdin.isTTY === true ? listenToKeys(io.stdin, onKey) : () => {}
  return {
    reached,
    pause: (ms: number) =>
      new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), ms)
      }),
    release() {
      clearTimeout(timer)
      signals.off('SIGINT', onInterrupt)
      signals.off('SIGTERM', onTerminate)
      signals.off('SIGHUP', onHangUp)
      releaseKeys()
    },
  }
}

function listenToKeys(stdin: CliInput, onKey: (chunk: Buffer | string) => void): () => void {
  stdin.setRawMode?.(true)
  stdin.on('data', onKey)
  stdin.resume()
  return () => {
    stdin.off('data', onKey)
    stdin.setRawMode?.(false)
    stdin.pause()
  }
}
