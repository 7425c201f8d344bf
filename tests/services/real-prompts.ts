/** The real store of prompts, in a folder of its own that goes with the test's process, beside sessions that are all in a pane of tmux. */
import { claude } from '../../src/agents/claude/index.ts'
import type { Situation } from '../../src/core/prompts/channel-choice.ts'
import type { PromptTarget } from '../../src/core/prompts/prompt.ts'
import { stopOf } from '../../src/core/prompts/prompt-queue.ts'
import { ok } from '../../src/core/result.ts'
import { openPromptStore, type PromptStore } from '../../src/prompts/prompt-store.ts'
import type { PromptParts } from '../../src/services/local/prompt-source.ts'
import { ownFolder } from '../tools/own-folder.ts'

export const inTmux: Situation = {
  ...{ terminal: { kind: 'typed', channel: 'tmux', place: 'tmux pane %7' }, isScreenKnown: true },
  ...{ hasHooks: true, takesAtTurnEnd: true, mayTypeWithoutHooks: false, isAtWork: false },
}

export const userFolder = (): string => ownFolder('tce-real-prompts-')

/** `onOpen` is told of the store, for what only an engine would do to a prompt. */
export function realPrompts(
  situation: (target: PromptTarget) => Situation = () => inTmux,
  onOpen: (store: PromptStore) => void = () => {},
  dataDir?: string,
): PromptParts {
  return {
    async openPrompts() {
      const opened = openPromptStore(dataDir ?? userFolder(), 'a-machine')
      if (!opened.ok) return opened
      const store = opened.value
      onOpen(store)
      return ok({
        ...store,
        problems: [],
        settingsOf: () => claude.promptLibrary?.settings ?? [],
        isAlwaysCommand: (_, text) => text.startsWith('/'),
        situationOf: async (target) => situation(target),
        stopOf: async (sessionId) => {
          const all = await store.list(Number.POSITIVE_INFINITY)
          return stopOf(
            all.filter(({ target }) => target.sessionId === sessionId),
            undefined,
            undefined,
          )
        },
        // Its box shows what was typed.
        async finish({ id }, deed) {
          const nowMs = Date.now()
          for (const step of deed === 'clear' ? (['settle'] as const) : (['press', 'send'] as const))
            await store.step(id, step, { nowMs })
          return undefined
        },
        // Esc was seen to be taken.
        async interrupt(prompt) {
          const interruption = { outcome: 'interrupted', by: 'esc', through: 'tmux pane %7', afterMs: 200 } as const
          return ok({ prompt: await store.add(prompt), interruption })
        },
        async breakOff(_, { begin }) {
          await begin()
          return ok({ outcome: 'interrupted', by: 'esc', through: 'tmux pane %7', afterMs: 200 })
        },
        wake: () => {},
        begin: async () => {},
        hookPosted: async () => undefined,
      })
    },
  }
}
