/** What agents post by hooks, as far as prompts ask: a dialog that is to be kept back, and a turn that ends and would take one. */
import type { Prompting } from '../agents/prompting.ts'
import type { DialogHolds } from './dialog-holds.ts'

export interface HookDoorParts {
  readonly promptingOf: (agent: string) => Prompting | undefined
  readonly holds: DialogHolds
  readonly turnEnds: (sessionId: string) => Promise<object | undefined>
}

/** Answers with nothing at once, but where a prompt is under way. Never throws. */
export function createHookDoor({ promptingOf, holds, turnEnds }: HookDoorParts) {
  return async (agent: string, bytes: Uint8Array): Promise<object | undefined> => {
    const hooks = promptingOf(agent)?.hooks
    const body = jsonOf(bytes)
    if (hooks === undefined || body === undefined) return undefined
    const named = hooks.nameOf(body)
    if (named === undefined) return undefined
    const { hook, sessionId } = named
    if (hooks.ofDialogs.includes(hook)) holds.ofDialog(sessionId)
    if (hooks.beforeDialogs.includes(hook)) await holds.beforeDialog(sessionId)
    return hooks.isTurnEnd(body) ? turnEnds(sessionId) : undefined
  }
}

function jsonOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
