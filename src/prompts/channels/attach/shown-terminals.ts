/** Terminals that are shown to us for as long as it takes to type one prompt, as places. Nothing of what they show is kept. */
import type { Result } from '../../../core/result.ts'
import { bytesOf, isAsSeen } from '../typed/press-after-look.ts'
import type { PlaceLook, TypedPlace } from '../typed/typed-host.ts'

/** runner/own-terminal.ts, runner/watched-terminal.ts */
export interface ShownTerminal {
  /** Undefined: its program has ended. */
  read(): Promise<Omit<PlaceLook, 'obstacle'> | undefined>
  type(bytes: Buffer): Promise<void> | void
  close(): Promise<void> | void
}

export interface ShownTerminals<Of> {
  placeOf(of: Of, name: string): TypedPlace
  close(): Promise<void>
}

/** Looked at, and then nothing was typed after all. */
const unusedForMs = 10_000

/** @param keyOf what names one of them, the same each time */
export function shownTerminals<Of>(
  keyOf: (of: Of) => string,
  open: (of: Of) => Promise<Result<ShownTerminal, string>>,
): ShownTerminals<Of> {
  const shown = new Map<string, { readonly terminal: ReturnType<typeof open>; timer: NodeJS.Timeout }>()

  async function leave(key: string): Promise<void> {
    const one = shown.get(key)
    shown.delete(key)
    clearTimeout(one?.timer)
    const terminal = await one?.terminal
    if (terminal?.ok === true) await terminal.value.close()
  }

  async function terminalOf(of: Of): Promise<ShownTerminal | undefined> {
    const key = keyOf(of)
    const before = shown.get(key)
    clearTimeout(before?.timer)
    const timer = setTimeout(() => void leave(key), unusedForMs).unref()
    const terminal = before?.terminal ?? open(of)
    shown.set(key, { terminal, timer })
    const opened = await terminal
    return opened.ok ? opened.value : undefined
  }

  return {
    placeOf: (of, name) => ({
      name,
      look: async () => (await terminalOf(of))?.read(),
      async type(bytes) {
        await (await terminalOf(of))?.type(bytes)
      },
      async pressIf(key, { cursor, ...seen }, times) {
        const terminal = await terminalOf(of)
        const now = await terminal?.read()
        if (now === undefined || now.cursor.x !== cursor.x || now.cursor.y !== cursor.y) return false
        if (!isAsSeen(now, seen)) return false
        await terminal?.type(bytesOf(key, times))
        return true
      },
      leave: () => leave(keyOf(of)),
    }),
    async close() {
      await Promise.all([...shown.keys()].map(leave))
    },
  }
}
