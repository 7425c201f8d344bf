/** The screen of a session that a supervisor holds, as it is at the moment of a look: all that its program wrote until then, applied. */
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { lookAt, type TerminalLook } from './own-terminal.ts'
import { type HeadlessTerminal, headlessTerminal } from './screen/headless.ts'
import type { Terminals } from './terminals.ts'

export interface WatchedTerminal {
  /** Undefined: its program has ended, or nobody answers. */
  read(): Promise<TerminalLook | undefined>
  type(bytes: Buffer): Promise<void>
  close(): void
}

/** Until what a supervisor has passed on is here. */
const patienceMs = 2_000

export async function watchTerminal(
  terminals: Pick<Terminals, 'attach' | 'supervisors'>,
  id: string,
): Promise<Result<WatchedTerminal, string>> {
  let screen: HeadlessTerminal | undefined
  let appliedTo = -1
  let isOver = false
  let changed = Promise.withResolvers<void>()
  const tell = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  const write = (bytes: Uint8Array, endsAt: number) =>
    new Promise<void>((resolve) => {
      if (screen === undefined) return resolve()
      screen.write(bytes, () => {
        appliedTo = endsAt
        tell()
        resolve()
      })
    })
  const over = () => {
    isOver = true
    tell()
  }
  const attached = await terminals.attach(id, {
    output: (bytes, offset) => write(bytes, offset + bytes.length),
    picture({ bytes, size, offset }) {
      screen?.dispose()
      screen = headlessTerminal(size, 0)
      return write(bytes, offset)
    },
    resized: ({ columns, rows }) => screen?.resize(columns, rows),
    ...{ over, lost: over },
  })
  if (!attached.ok) return err(attached.error.message)

  async function isUpTo(offset: number): Promise<boolean> {
    const late = new Promise<void>((resolve) => void setTimeout(resolve, patienceMs).unref())
    let isLate = false
    void late.then(() => {
      isLate = true
    })
    while (appliedTo < offset && !isOver && !isLate) await Promise.race([changed.promise, late])
    return appliedTo >= offset
  }

  return ok({
    async read() {
      const now = (await terminals.supervisors()).flatMap(({ sessions }) => sessions).find((one) => one.id === id)
      if (now === undefined || now.exit !== undefined || isOver) return undefined
      return (await isUpTo(now.offset)) && screen !== undefined ? lookAt(screen) : undefined
    },
    async type(bytes) {
      await attached.value.type(bytes)
    },
    close() {
      isOver = true
      attached.value.close()
      screen?.dispose()
      screen = undefined
    },
  })
}
