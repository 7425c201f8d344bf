/** The prompts as those who work on them see them: read again only after a change, and whoever shows them is told of each. */
import type { Prompt } from '../core/prompts/prompt.ts'
import type { PromptStep } from '../core/prompts/prompt-states.ts'
import type { PromptStore, StepChange } from './prompt-store.ts'

export interface PromptBook {
  /** All that are not over. */
  open(): Promise<readonly Prompt[]>
  ofSession(sessionId: string): Promise<readonly Prompt[]>
  /** On disk when it resolves. Undefined: its state has no such step any more. */
  step(prompt: Prompt, step: PromptStep, change?: Omit<StepChange, 'nowMs'>): Promise<Prompt | undefined>
  note(prompt: Prompt, change: Pick<StepChange, 'reason' | 'attempt'>): Promise<void>
  /** Somebody else wrote. */
  forget(): void
}

export function createPromptBook(
  store: PromptStore,
  clock: () => number,
  onStep: (prompt: Prompt, step: PromptStep | undefined) => void,
): PromptBook {
  let known: readonly Prompt[] | undefined

  async function open(): Promise<readonly Prompt[]> {
    if (await store.hasChangedBeside()) known = undefined
    known ??= await store.list(Number.POSITIVE_INFINITY)
    return known
  }

  return {
    open,
    ofSession: async (sessionId) => (await open()).filter(({ target }) => target.sessionId === sessionId),
    async step(prompt, step, change = {}) {
      const next = await store.step(prompt.id, step, { nowMs: clock(), ...change })
      known = undefined
      if (next !== undefined) onStep(next, step)
      return next
    },
    async note(prompt, change) {
      await store.note(prompt.id, change)
      known = undefined
      onStep({ ...prompt, reason: change.reason, attempt: change.attempt ?? prompt.attempt }, undefined)
    },
    forget() {
      known = undefined
    },
  }
}
