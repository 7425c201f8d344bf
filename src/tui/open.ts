/** Opens the live screen in this terminal and gives it back, whatever happens. The door of tui/ for the command line. */
import { writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import type { ScreenOptions } from '../terminal/live-screen.ts'
import type { Controller } from './controller.ts'
import { createController } from './controller.ts'
import type { Mounted } from './mount.ts'
import { createPace } from './pace.ts'
import { shareKeyboard } from './pane/keyboard.ts'
import { createPanePainter } from './pane/pane-painter.ts'
import { shareOutput } from './pane/shared-output.ts'
import { holdStrayOutput } from './stray-output.ts'
import { createTaskSide } from './tasks/task-side.ts'
import { guardTerminal, restoreSequence } from './terminal-guard.ts'
import { frameFor } from './view/layout.ts'
import { isMoving, screenLines } from './view/screen.ts'

export interface OpenOptions extends ScreenOptions {
  readonly stdin?: NodeJS.ReadStream | undefined
  readonly stdout?: NodeJS.WriteStream | undefined
}

/** A spinner that is seen turns once a second; else only minutes pass. */
const movingMs = 1_000
const restingMs = 15_000

/** Until q, Ctrl-C or a signal. The exit code: 0 after q, 128 + n after a signal, as shells expect it. */
export async function openScreen(options: OpenOptions): Promise<number> {
  const { stdin = process.stdin, stdout = process.stdout, nowMs = Date.now } = options
  keepHeapSmall()
  const ending = new Ending()
  const [mount, guard] = await Promise.all([loadMount(), guardTerminal()])
  const releaseOutput = holdStrayOutput()
  const releaseProcess = ending.listen(stdout)
  let mounted: Mounted | undefined
  let controller: Controller | undefined
  let timer: NodeJS.Timeout | undefined
  const painter = createPanePainter()
  const shared = shareOutput(stdout, painter)
  const keyboard = shareKeyboard(stdin)
  const fail = (cause: unknown) => ending.reach({ cause })
  const frame = () => frameFor({ columns: stdout.columns || 80, rows: stdout.rows || 24 }, options.glyphs)
  const draw = () => {
    if (controller === undefined || mounted === undefined) return
    const at = frame()
    const model = controller.model()
    mounted.draw(screenLines(model, nowMs(), at), { columns: stdout.columns || 80, rows: stdout.rows || 24 })
    clearTimeout(timer)
    const everyMs = isMoving(model, at) ? movingMs : restingMs
    timer = setTimeout(draw, everyMs - (nowMs() % everyMs))
  }
  const pace = createPace(() => ending.attempt(draw))
  const redraw = () => {
    shared.clear()
    mounted?.forget()
    draw()
  }
  const copy = (text: string) => shared.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`)
  const onResize = () => {
    controller?.sync()
    pace.now()
  }
  const tasks = options.tasks
  try {
    const active = createController({
      services: options.services,
      player: options.player,
      options: options.watchOptions,
      frame,
      nowMs,
      changed: (cause) => (cause === 'key' ? pace.now() : pace.soon()),
      tasks:
        tasks &&
        (({ model, tell, act }) =>
          createTaskSide({
            ...{ options: tasks, model, frame, act, shared, painter, keyboard, redraw, fail },
            ...{ isColored: options.isColored, copy },
            tell: (news) => tell({ type: 'tasks', news }),
            notice: (text) => tell({ type: 'notice', text }),
          })),
      copy,
      quit: (code) => ending.reach({ code }),
      fail,
    })
    controller = active
    mounted = mount({
      stdin: keyboard.stdin,
      stdout: shared.stdout,
      isColored: options.isColored,
      onKey: (key) => ending.attempt(() => active.press(key)),
    })
    mounted.failed.catch((cause: unknown) => ending.reach({ cause }))
    stdout.on('resize', onResize)
    draw()
    active.start(options.sessionId, tasks?.isFirst === true ? { only: tasks.only } : undefined).catch(fail)
    return await ending.reached
  } finally {
    clearTimeout(timer)
    pace.stop()
    stdout.off('resize', onResize)
    controller?.close()
    painter.place(undefined, () => ({ rows: [] }))
    await mounted?.unmount()
    keyboard.close()
    shared.close()
    releaseProcess()
    guard.release()
    releaseOutput()
  }
}

/** Every draw leaves garbage behind; a young generation that grows with it takes 60 MB for nothing. */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

/** React decides at its first import whether it is a development build, which takes twice the time and memory. */
async function loadMount() {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] ??= 'production'
  try {
    return (await import('./mount.ts')).mount
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
  }
}

type Outcome = { readonly code: number } | { readonly cause: unknown }

/** How the screen comes to its end: a key, a signal, or a bug, which is thrown once the terminal is given back. */
class Ending {
  readonly reached: Promise<number>
  readonly #settle: { readonly resolve: (code: number) => void; readonly reject: (cause: unknown) => void }

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.reached = promise
    this.#settle = { resolve, reject }
    promise.catch(() => undefined)
  }

  reach(outcome: Outcome): void {
    if ('code' in outcome) this.#settle.resolve(outcome.code)
    else this.#settle.reject(outcome.cause)
  }

  attempt(work: () => void): void {
    try {
      work()
    } catch (cause) {
      this.reach({ cause })
    }
  }

  /** Signals and bugs elsewhere in the process; returns how to stop listening. */
  listen(stdout: NodeJS.WriteStream): () => void {
    const onSignal = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
    const signals = Object.entries(onSignal).map(([signal, code]) => [signal, () => this.reach({ code })] as const)
    const onBug = (cause: unknown) => this.reach({ cause })
    // process.exit() somewhere: nothing asynchronous happens any more.
    const onExit = () => writeLast(stdout)
    for (const [signal, listener] of signals) process.on(signal, listener)
    process.on('uncaughtException', onBug)
    process.on('unhandledRejection', onBug)
    process.on('exit', onExit)
    return () => {
      for (const [signal, listener] of signals) process.off(signal, listener)
      process.off('uncaughtException', onBug)
      process.off('unhandledRejection', onBug)
      process.off('exit', onExit)
    }
  }
}

function writeLast(stdout: NodeJS.WriteStream): void {
  try {
    writeSync((stdout as { readonly fd?: number }).fd ?? 1, restoreSequence)
  } catch {
    // The terminal is gone.
  }
}
