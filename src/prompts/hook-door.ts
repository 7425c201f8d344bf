/** What agents post by hooks, as far as prompts ask: a dialog that is to be kept back, and a turn that ends and would take one. */
import { recordIn } from '../agents/json-line.ts'
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
    const body = hooks && recordIn(bytes)
    if (hooks === undefined || body === undefined) return undefined
    const named = hooks.nameOf(body)
    if (named === undefined) return undefined
    const { hook, sessionId } = named
    if (hooks.ofDialogs.includes(hook)) holds.ofDialog(sessionId)
    if (hooks.beforeDialogs.includes(hook)) await holds.beforeDialog(sessionId)
    return hooks.isTurnEnd(body) ? turnEnds(sessionId) : undefined
  }
}
