/**
 * Sessions that run without a terminal, shown by their agent's own command in a terminal of ours for as long as it takes to type one prompt.
 * Nothing of what it shows is kept.
 */
import type { Result } from '../../../core/result.ts'
import type { AttachCommand } from '../channel.ts'
import { bytesOf, isAsSeen } from '../typed/press-after-look.ts'
import type { PlaceLook, TypedHost, TypedPlace } from '../typed/typed-host.ts'

/** runner/own-terminal.ts */
export interface AttachedTerminal {
  /** Undefined: its program has ended. */
  read(): Promise<Omit<PlaceLook, 'obstacle'> | undefined>
  type(bytes: Buffer): void
  close(): Promise<void>
}

export interface AttachParts {
  /** Why none can be opened here. */
  readonly problem: () => Promise<string | undefined>
  readonly open: (command: AttachCommand) => Promise<Result<AttachedTerminal, string>>
}

/** Looked at, and then nothing was typed after all. */
const unusedForMs = 10_000

export function attachHost({ problem, open }: AttachParts): TypedHost {
  const attached = new Map<string, { readonly terminal: ReturnType<AttachParts['open']>; timer: NodeJS.Timeout }>()

  async function leave({ label }: AttachCommand): Promise<void> {
    const one = attached.get(label)
    attached.delete(label)
    clearTimeout(one?.timer)
    const terminal = await one?.terminal
    if (terminal?.ok === true) await terminal.value.close()
  }

  async function terminalOf(command: AttachCommand): Promise<AttachedTerminal | undefined> {
    const before = attached.get(command.label)
    clearTimeout(before?.timer)
    const timer = setTimeout(() => void leave(command), unusedForMs).unref()
    const terminal = before?.terminal ?? open(command)
    attached.set(command.label, { terminal, timer })
    const opened = await terminal
    return opened.ok ? opened.value : undefined
  }

  const placeOf = (command: AttachCommand): TypedPlace => ({
    name: `a terminal of TCE (${command.label})`,
    look: async () => (await terminalOf(command))?.read(),
    async type(bytes) {
      ;(await terminalOf(command))?.type(bytes)
    },
    async pressIf(key, { cursor, ...seen }, times) {
      const terminal = await terminalOf(command)
      const now = await terminal?.read()
      if (now === undefined || now.cursor.x !== cursor.x || now.cursor.y !== cursor.y) return false
      if (!isAsSeen(now, seen)) return false
      terminal?.type(bytesOf(key, times))
      return true
    },
    leave: () => leave(command),
  })

  return {
    id: 'attach',
    find: async ({ attach }) => (attach === undefined || (await problem()) !== undefined ? undefined : placeOf(attach)),
  }
}
