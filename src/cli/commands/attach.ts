/** `tce attach <task>`: its terminal in this one, as it is. It goes on when this program leaves, and this program goes on when a supervisor's line breaks. */
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { type ExitRecord, exitInWords, type TerminalSize } from '../../core/terminals/session.ts'
import { withoutClipboard } from '../../core/terminals/without-clipboard.ts'
import { plainText } from '../../core/words/text.ts'
import { followSession } from '../../runner/client/follow.ts'
import type { Terminals } from '../../runner/terminals.ts'
import { line, span } from '../../terminal/roles.ts'
import type { AppParts } from '../app-parts.ts'
import { createLeader } from '../attach-leader.ts'
import type { CommandContext } from '../context.ts'
import { personOnly, withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { writeRaw } from '../raw-output.ts'
import { taskNamed } from '../task-named.ts'

/** What programs switch on and may leave on: mouse, pasting, focus, other keyboards, the other screen, a hidden cursor. */
const modesOff =
  '\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1006l\u001b[?2004l\u001b[?1004l\u001b[<u\u001b[>4m\u001b[?1049l\u001b[!p\u001b[?25h\u001b[0m'
const afresh = '\u001b[?1049l\u001b[!p\u001b[0m\u001b[H\u001b[2J'

export async function attachCommand(
  name: string | undefined,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'ownTerminals'>>,
): Promise<ExitCode> {
  const { terminal } = context
  if (name === undefined) return wrongUsage(context, 'Which task is missing.', 'tce task ls')
  await personOnly(context, undefined)
  if (!terminal.canAsk) return wrongUsage(context, 'This needs a terminal.', `tce task log ${plainText(name)}`)
  const task = await withServices(context, ({ tasks }) => taskNamed(name, tasks, context))
  if (typeof task === 'number') return task
  if (task.run === undefined || task.run.exit !== undefined)
    return failed(
      `No agent of ${plainText(task.name)} runs.`,
      context,
      exitCodes.couldNot,
      `tce task resume ${task.name}, or tce task log ${task.name}`,
    )
  const terminals = await (await loadApp()).ownTerminals()
  try {
    const left = await attached(terminals, task.run.id, context)
    if (left.kind === 'problem') return failed(left.message, context, exitCodes.outOfReach)
    if (left.kind === 'cut-off')
      return failed(
        `${plainText(task.name)} is cut off: its supervisor is gone.`,
        context,
        exitCodes.outOfReach,
        `tce task resume ${task.name}`,
      )
    if (left.kind === 'ended') {
      terminal.print([
        line(`${plainText(task.name)} ${exitInWords(left.exit)}.`),
        line(span('Go on: ', 'dim'), `tce task resume ${task.name}`),
      ])
      return exitCodes.done
    }
    terminal.print([
      line(`Left ${plainText(task.name)}; it goes on.`),
      line(span('Back: ', 'dim'), `tce attach ${task.name}`),
    ])
    return exitCodes.done
  } finally {
    terminals.close()
  }
}

const resizedWithinMs = 500
/** A window that is being pulled larger is drawn when it rests. */
const settledAfterMs = 120

/** Where nobody else looks it gets the size of this one, before it is drawn: a picture of another size would not fit. */
async function takeSizeAlone(terminals: Pick<Terminals, 'attach'>, id: string, size: TerminalSize): Promise<void> {
  const resized = Promise.withResolvers<void>()
  const found = await terminals.attach(id, { output() {}, picture() {}, resized: () => resized.resolve(), over() {} })
  if (!found.ok) return
  const { session } = found.value
  const isSame = session.size.columns === size.columns && session.size.rows === size.rows
  if (!isSame && session.viewers <= 1) {
    found.value.size(size, true)
    await Promise.race([resized.promise, sleep(resizedWithinMs)])
  }
  found.value.close()
}

type Left =
  | { readonly kind: 'detached' }
  | { readonly kind: 'ended'; readonly exit: ExitRecord }
  /** Its supervisor went, and took its program along. */
  | { readonly kind: 'cut-off' }
  | { readonly kind: 'problem'; readonly message: string }

async function attached(
  terminals: Pick<Terminals, 'attach'>,
  id: string,
  { terminal, nowMs }: CommandContext,
): Promise<Left> {
  const { io } = terminal
  const { stdin } = io
  const over = Promise.withResolvers<Left>()
  const sizeNow = () => ({ columns: Math.max(2, io.columns() ?? 80), rows: Math.max(2, io.rows() ?? 24) })
  let decoder = new StringDecoder('utf8')
  // What the agent would copy is offered (`tce clip`); the clipboard is its user's.
  let plain = withoutClipboard()
  let settling: NodeJS.Timeout | undefined
  let wasLive = false

  /** Over the last row, as long as nothing comes: a picture is drawn before anything does. */
  const say = (words: string) => {
    const { rows, columns } = sizeNow()
    const text = ` ${words} `.slice(0, columns)
    writeRaw(io, `\u001b7\u001b[r\u001b[${rows};1H\u001b[0;7m\u001b[2K${text}\u001b[0m\u001b8`)
  }
  /** What a terminal makes of its text when its size changes is its own: the rows are drawn anew. */
  const drawAgain = () => {
    clearTimeout(settling)
    settling = setTimeout(() => followed.refresh(), settledAfterMs)
  }

  stdin.setRawMode?.(true)
  await takeSizeAlone(terminals, id, sizeNow())
  const followed = followSession({
    ...{ terminals, id, nowMs, sizeNow, isAfreshAfterBreak: true },
    writer: `cli-${process.pid}-${nowMs()}`,
    viewer: {
      output: (bytes) => writeRaw(io, decoder.write(plain(bytes))),
      picture({ bytes }) {
        decoder = new StringDecoder('utf8')
        plain = withoutClipboard()
        writeRaw(io, afresh + bytes.toString('utf8'))
      },
      resized: drawAgain,
    },
    onState(state) {
      if (state.kind === 'lost')
        say(`cut off ${clock(state.sinceMs)}; keys go nowhere until it is back   Ctrl-\\ d leaves`)
      else if (state.kind === 'over') over.resolve({ kind: 'ended', exit: state.exit })
      else if (state.kind === 'gone')
        over.resolve(
          wasLive && state.problem.kind === 'ended'
            ? { kind: 'cut-off' }
            : { kind: 'problem', message: state.problem.message },
        )
      wasLive ||= state.kind === 'live'
    },
  })
  const leader = createLeader({
    type: (bytes) => void followed.type(bytes),
    detach: () => over.resolve({ kind: 'detached' }),
    takeSize: () => followed.size(sizeNow(), true),
  })
  const onData = (chunk: Buffer | string) => leader(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  const onEnd = () => over.resolve({ kind: 'detached' })
  const onResize = () => {
    followed.size(sizeNow())
    drawAgain()
  }
  stdin.on('data', onData)
  stdin.on('end', onEnd)
  stdin.resume()
  process.on('SIGWINCH', onResize)
  try {
    return await over.promise
  } finally {
    clearTimeout(settling)
    process.off('SIGWINCH', onResize)
    stdin.off('data', onData)
    stdin.off('end', onEnd)
    stdin.setRawMode?.(false)
    stdin.pause()
    followed.close()
    writeRaw(io, `${modesOff}\r\n`)
  }
}

const clock = (ms: number): string => {
  const at = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}`
}
