/** Pictures of screens, and other terminals that draw them and read on. */
import headless from '@xterm/headless'
import { createScreen, type Picture, type Screen } from '../../../src/runner/screen/screen.ts'
import { stateOf } from './recording.ts'

export const size = { columns: 40, rows: 8 }

export function screen(options: { answer?: (text: string) => void; size?: typeof size } = {}): Screen {
  return createScreen({
    size: options.size ?? size,
    scrollback: 200,
    answer: (bytes) => options.answer?.(bytes.toString('latin1')),
  })
}

export const picture = (of: Screen) => new Promise<Picture>((resolve) => of.picture(resolve))
/** `meanwhile`: what the program writes while it is drawn, a piece before each part. */
export const history = (of: Screen, meanwhile: readonly Uint8Array[] = []) =>
  new Promise<Picture>((resolve) => {
    let parts: Buffer[] = []
    const left = [...meanwhile]
    of.history(
      (part) => {
        parts = part.isFirst ? [part.bytes] : [...parts, part.bytes]
        if (part.offset !== undefined) resolve({ ...part, bytes: Buffer.concat(parts) })
      },
      () => {
        const piece = left.shift()
        if (piece !== undefined) of.feed(piece)
        return true
      },
    )
  })

export async function drawn(bytes: readonly Uint8Array[], { columns, rows } = size) {
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback: 200, allowProposedApi: true })
  await drawAnew(terminal, bytes)
  return terminal
}

export async function drawAnew(terminal: headless.Terminal, bytes: readonly Uint8Array[]): Promise<void> {
  terminal.reset()
  for (const piece of bytes) await new Promise<void>((resolve) => terminal.write(piece, resolve))
}

/** What is seen at the end by who saw all, and by who came in the middle; the program wrote on to `until` while the history was drawn. */
export async function compare(all: Buffer, at: number, withHistory: boolean, shape = size, until = at) {
  const source = screen({ size: shape })
  const isRead = new Promise<void>((resolve) => source.feed(all.subarray(0, at), resolve))
  if (until > at) await isRead
  const { bytes, offset = Number.NaN } = await (withHistory
    ? history(source, [all.subarray(at, until)])
    : picture(source))
  if (!(offset <= until)) throw new Error(`A picture as of ${offset}, of ${until} bytes.`)
  const whole = stateOf(await drawn([all], shape), { withHistory })
  const joined = stateOf(await drawn([bytes, all.subarray(offset)], shape), { withHistory })
  source.dispose()
  return { whole, joined }
}
