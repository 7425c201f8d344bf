/** One program in its terminal: all that it writes is read by its screen, kept in ring and log, and shown to whoever looks. */
import type { ProcessRef } from '../../core/process/process.ts'
import { withoutReplies } from '../../core/terminals/replies.ts'
import type { ExitRecord, SessionInfo, TerminalColours, TerminalSize } from '../../core/terminals/session.ts'
import type { Pty } from '../pty.ts'
import { createScreen } from '../screen/screen.ts'
import type { SessionFiles, StartRecord } from '../session-files.ts'
import type { OutputLog } from './output-log.ts'
import { createRing } from './ring.ts'
import { createViewer, type SizeMark, type Viewer, type ViewerOptions } from './viewer.ts'

export interface Session {
  readonly id: string
  info(): SessionInfo
  readonly pty: Pty
  readonly process: ProcessRef | undefined
  readonly exit: ExitRecord | undefined
  /** After its last output, its exit record and its last screen are written. */
  readonly ended: Promise<void>
  look(options: ViewerOptions, writer: string): SessionViewer
  /** Not as somebody who looks: what the supervisor itself has to type. */
  type(bytes: Buffer): void
  setColours(colours: TerminalColours): void
  /** Why its log is not written, if so. */
  readonly logProblem: string | undefined
}

export interface SessionViewer {
  wake(): void
  passedOn(bytes: number): void
  /** The same number of the same writer is typed once, however often it is asked. False: the program has ended. */
  type(number: number, bytes: Buffer): boolean
  /** How large it shows the terminal; the owner's is the terminal's. `take`: it wants to be the owner. */
  size(size: TerminalSize, take: boolean): void
  /** Of this writer; 0: nothing yet. */
  readonly lastTyped: number
  close(): void
}

const ringBytes = 256 * 1024
/** So far may screen and disk be behind before the program has to wait. */
const pauseAtBytes = 1024 * 1024
const resumeAtBytes = 256 * 1024
/** It waits in short pauses: of a program that ends in one of them node-pty takes what is left for 200 ms only. */
const pauseMs = 100
const neverMoreBytes = 16 * 1024 * 1024
const mostWriters = 64

export interface SessionParts {
  readonly record: StartRecord
  readonly pty: Pty
  readonly files: SessionFiles
  readonly log: (onWritten: () => void) => OutputLog
  readonly colours?: TerminalColours | undefined
  readonly nowMs?: () => number
  /** A text that its program would put into the clipboard. */
  readonly onCopied?: ((text: string) => void) | undefined
}

export function createSession({
  record,
  pty,
  files,
  log: openLog,
  colours,
  nowMs = Date.now,
  onCopied,
}: SessionParts): Session {
  const { id } = record
  let ground = 0
  const ring = createRing(ringBytes, () => ground)
  const sizes: SizeMark[] = [{ offset: 0, size: record.size }]
  const viewers = new Set<{ readonly viewer: Viewer; size?: TerminalSize | undefined }>()
  const typedBy = new Map<string, number>()
  let owner: unknown
  let exit: ExitRecord | undefined
  let isPaused = false
  let isGone = false
  const screen = createScreen({
    size: record.size,
    ...(colours === undefined ? {} : { colours }),
    answer: (bytes) => pty.write(bytes),
    onCopied,
  })
  const log = openLog(regulate)
  const sizeNow = (): TerminalSize => sizes.at(-1)?.size ?? record.size

  pty.onOutput((bytes) => {
    ring.push(bytes)
    log.push(bytes)
    screen.feed(bytes, () => {
      ground = screen.rest
      regulate()
    })
    regulate()
    wakeAll()
  })

  function wakeAll(): void {
    for (const { viewer } of viewers) viewer.wake()
  }

  function regulate(): void {
    const behind = Math.max(screen.unreadBytes, log.waitingBytes)
    if (!isPaused && behind > pauseAtBytes) pause()
    else if (isPaused && behind < resumeAtBytes) resume()
  }

  function pause(): void {
    isPaused = true
    pty.pause()
    setTimeout(() => {
      if (isPaused && Math.max(screen.unreadBytes, log.waitingBytes) < neverMoreBytes) resume()
    }, pauseMs).unref()
  }

  function resume(): void {
    isPaused = false
    pty.resume()
  }

  function resize(size: TerminalSize): void {
    const now = sizeNow()
    if (exit !== undefined || (size.columns === now.columns && size.rows === now.rows)) return
    pty.resize(size.columns, size.rows)
    screen.resize(size)
    sizes.push({ offset: ring.end, size })
    wakeAll()
  }

  const ended = pty.ended.then(async ({ code, signal }) => {
    exit = { isObserved: true, code, signal, atMs: nowMs() }
    // Whoever reads that it ended finds all that it wrote.
    await log.close().catch(() => undefined)
    await files.writeExit(id, exit).catch(() => undefined)
    await writeLastScreen().catch(() => undefined)
    wakeAll()
    leaveWhenUnseen()
  })

  async function writeLastScreen(): Promise<void> {
    const drawn = await new Promise<{ readonly size: TerminalSize; readonly offset: number; readonly text: string }>(
      (resolve) => {
        let text = ''
        screen.history(
          (part) => {
            text = (part.isFirst ? '' : text) + part.bytes.toString('utf8')
            if (part.offset !== undefined) resolve({ size: part.size, offset: part.offset, text })
          },
          () => true,
        )
      },
    )
    await files.writeLastScreen(id, drawn)
  }

  /** What it showed is on disk by then. */
  function leaveWhenUnseen(): void {
    if (exit === undefined || viewers.size > 0 || isGone) return
    isGone = true
    screen.dispose()
  }

  return {
    id,
    pty,
    get process() {
      return record.process
    },
    ended,
    info: () => ({
      ...{ id, taskId: record.taskId, generation: record.generation, argv: record.argv, cwd: record.cwd },
      ...{ spawn: record.spawn, size: sizeNow(), startedAtMs: record.startedAtMs, process: record.process },
      ...{ offset: ring.end, title: screen.title, viewers: viewers.size, exit },
    }),
    get exit() {
      return exit
    },
    get logProblem() {
      return log.problem
    },
    type: (bytes) => pty.write(bytes),
    setColours: (now) => screen.setColours(now),
    look(options, writer) {
      const viewer = createViewer({ ring, screen, sizes, exit: () => exit }, options)
      const mine: { readonly viewer: Viewer; size?: TerminalSize | undefined } = { viewer }
      viewers.add(mine)
      return {
        wake: () => viewer.wake(),
        passedOn: (bytes) => viewer.passedOn(bytes),
        get lastTyped() {
          return typedBy.get(writer) ?? 0
        },
        type(number, bytes) {
          if (exit !== undefined) return false
          if (number <= (typedBy.get(writer) ?? 0)) return true
          typedBy.delete(writer)
          typedBy.set(writer, number)
          for (const oldest of typedBy.keys()) {
            if (typedBy.size <= mostWriters) break
            typedBy.delete(oldest)
          }
          const typed = withoutReplies(bytes)
          if (typed.length > 0) {
            owner = mine
            if (mine.size !== undefined) resize(mine.size)
            pty.write(typed)
          }
          return true
        },
        size(size, take) {
          mine.size = size
          if (take) owner = mine
          if (owner === mine) resize(size)
        },
        close() {
          viewer.close()
          viewers.delete(mine)
          if (owner === mine) owner = undefined
          leaveWhenUnseen()
        },
      }
    },
  }
}
