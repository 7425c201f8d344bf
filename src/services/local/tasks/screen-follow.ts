/** The screen of one task, followed: its rows as text, and a word when it has stood still for a moment, or changes and changes. */
import type { SeenScreen } from '../../../core/screens/read-screen.ts'
import type { HeadlessTerminal } from '../../../runner/screen/headless.ts'
import type { Terminals } from '../../../runner/terminals.ts'

export interface FollowedScreen {
  now(): SeenScreen
  /** The program has ended, or its supervisor is gone. */
  readonly isOver: boolean
  close(): void
}

/** Quiet for so long, it is what it says; one that never is, is looked at all the same. */
export const [quietMs, longestMs] = [300, 500]
/** What of a flood is read, as nobody reads it here: so much at once, and then so fast. */
const [bytesPerMs, burstMs] = [512, 250]
const pieceBytes = 8 * 1024
/** Of many titles one after the other, as of those that turn while an agent works. */
const titleMs = 100

/** Undefined: there is no such terminal, or it showed nothing in time. `onLook`: whether it stood still. */
export async function followScreen(
  terminals: Pick<Terminals, 'attach'>,
  id: string,
  onLook: (isStill: boolean) => void,
  patienceMs = 2_000,
): Promise<FollowedScreen | undefined> {
  let terminal: HeadlessTerminal | undefined
  let title: string | undefined
  let isOver = false
  let quiet: NodeJS.Timeout | undefined
  let titled: NodeJS.Timeout | undefined
  let changedSinceMs: number | undefined
  let drawn: (() => void) | undefined
  const isDrawn = new Promise<void>((resolve) => {
    drawn = resolve
  })

  function changed(): void {
    const nowMs = performance.now()
    changedSinceMs ??= nowMs
    clearTimeout(quiet)
    const isLong = nowMs - changedSinceMs >= longestMs
    if (isLong) look(false)
    else quiet = setTimeout(look, quietMs, true).unref()
  }
  function look(isStill: boolean): void {
    changedSinceMs = undefined
    if (!isOver) onLook(isStill)
    // What stands still from now on is looked at once more.
    if (!isStill) quiet = setTimeout(look, quietMs, true).unref()
  }
  /** A title is whole when it comes, whatever is drawn meanwhile. */
  function titleSeen(): void {
    titled = undefined
    if (!isOver) onLook(false)
  }
  /** In pieces, each in a turn of its own: whoever else asks the server comes between them. */
  async function write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length && terminal !== undefined; at += pieceBytes) {
      const piece = bytes.subarray(at, at + pieceBytes)
      await new Promise<void>((resolve) => terminal?.write(piece, () => setImmediate(resolve)))
    }
    if (terminal !== undefined) changed()
  }
  /** What is held back here is held back at the supervisor, which draws a picture when it is much. */
  let before = Promise.resolve()
  let freeAtMs = 0
  function output(bytes: Uint8Array): Promise<void> {
    const nowMs = performance.now()
    freeAtMs = Math.max(freeAtMs, nowMs - burstMs) + bytes.length / bytesPerMs
    const untilMs = freeAtMs - nowMs
    before = before.then(() => write(bytes))
    return untilMs <= 0 ? before : before.then(() => new Promise((resolve) => setTimeout(resolve, untilMs).unref()))
  }
  function over(): void {
    isOver = true
    clearTimeout(quiet)
    clearTimeout(titled)
    drawn?.()
  }

  const attached = await terminals.attach(id, {
    output,
    picture({ bytes, size }) {
      before = before.then(async () => {
        // Loaded with the first: a server that has no task holds 2 MB less.
        const { headlessTerminal } = await import('../../../runner/screen/headless.ts')
        if (isOver) return
        terminal?.dispose()
        terminal = headlessTerminal(size, 0)
        terminal.onTitleChange((text) => {
          title = text
          titled ??= setTimeout(titleSeen, titleMs).unref()
        })
        await write(bytes)
        drawn?.()
      })
      return before
    },
    resized({ columns, rows }) {
      before = before.then(() => terminal?.resize(columns, rows))
    },
    ...{ over, lost: over },
  })
  if (!attached.ok) return undefined
  const waited = new Promise<void>((resolve) => void setTimeout(resolve, patienceMs).unref())
  await Promise.race([isDrawn, waited])
  return {
    now() {
      if (terminal === undefined) return { rows: [], title }
      const { active } = terminal.buffer
      const rows = Array.from(
        { length: terminal.rows },
        (_, at) => active.getLine(active.baseY + at)?.translateToString(true) ?? '',
      )
      return { rows, title }
    },
    get isOver() {
      return isOver
    },
    close() {
      over()
      attached.value.close()
      terminal?.dispose()
      terminal = undefined
    },
  }
}
