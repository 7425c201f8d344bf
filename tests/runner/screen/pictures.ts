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
export const history = (of: Screen) =>
  new Promise<Picture>((resolve) => {
    let parts: Buffer[] = []
    of.history(
      (part) => {
        parts = part.isFirst ? [part.bytes] : [...parts, part.bytes]
        if (part.offset !== undefined) resolve({ ...part, bytes: Buffer.concat(parts) })
      },
      () => true,
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

/** What is seen at the end by who saw all, and by who came in the middle. */
export async function compare(all: Buffer, at: number, withHistory: boolean, shape = size) {
  const source = screen({ size: shape })
  source.feed(all.subarray(0, at))
  const { bytes, offset = Number.NaN } = await (withHistory ? history(source) : picture(source))
  if (!(offset <= at)) throw new Error(`A picture as of ${offset}, of ${at} bytes.`)
  const whole = stateOf(await drawn([all], shape), { withHistory })
  const joined = stateOf(await drawn([bytes, all.subarray(offset)], shape), { withHistory })
  source.dispose()
  return { whole, joined }
}
