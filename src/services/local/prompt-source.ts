/** What prompts/ does for the prompts of this machine, and what it is given for that. */
import type { Situation } from '../../core/prompts/channel-choice.ts'
import type { Interruption } from '../../core/prompts/interruption.ts'
import type { BoxDeed, NewPrompt, Prompt, PromptTarget } from '../../core/prompts/prompt.ts'
import type { SettingChoices } from '../../core/prompts/prompt-library.ts'
import type { QueueStop } from '../../core/prompts/prompt-queue.ts'
import type { PromptStep } from '../../core/prompts/prompt-states.ts'
import type { Result } from '../../core/result.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { BreakOffNow } from '../../prompts/prompt-interrupt.ts'

/** prompts/: the store and, in a server, the engine on it. */
export interface PromptSource {
  add(prompt: NewPrompt): Promise<Prompt>
  step(
    id: string,
    step: PromptStep,
    change: {
      readonly nowMs: number
      readonly reason?: string | undefined
      readonly target?: PromptTarget | undefined
    },
  ): Promise<Prompt | undefined>
  edit(id: string, text: string): Promise<Prompt | undefined>
  move(id: string, place: number): Promise<Prompt | undefined>
  find(id: string): Promise<Prompt | undefined>
  list(overSinceMs: number): Promise<readonly Prompt[]>
  pass(target: Pick<PromptTarget, 'sessionId' | 'agent'>, passedMs: number): Promise<void>
  prune(beforeMs: number): Promise<number>
  /** What this kind of agent can be set to. */
  settingsOf(agent: string): readonly SettingChoices[]
  /** It would be taken for a command whatever is done about it. */
  isAlwaysCommand(agent: string, text: string): boolean
  situationOf(target: PromptTarget & { readonly tty?: string | undefined }): Promise<Situation>
  stopOf(sessionId: string): Promise<QueueStop | undefined>
  /** Undefined: done; else why it still stands in its box. */
  finish(prompt: Prompt, deed: BoxDeed): Promise<string | undefined>
  /** Its session's turn is broken off, and then it goes. Else why no key was pressed, and nothing is kept to be sent. */
  interrupt(
    prompt: NewPrompt,
  ): Promise<Result<{ readonly prompt: Prompt; readonly interruption: Interruption }, string>>
  breakOff: BreakOffNow
  /** There may be something to do. */
  wake(): void
  begin(): Promise<void>
  /** A hook that an agent posted. Its answer, where this one is not answered with nothing. */
  hookPosted(agent: string, body: Uint8Array): Promise<object | undefined>
  readonly problems: readonly string[]
  close(): Promise<void>
}

export interface PromptWiring {
  /** This session tells by hooks what it does. */
  readonly hasHooks: (target: PromptTarget) => Promise<boolean>
  /** Why none goes to it now, and by itself later. @default nothing holds them */
  readonly whyHeld?: ((target: PromptTarget) => Promise<string | undefined>) | undefined
  readonly onStep: (prompt: Prompt, step: PromptStep | undefined) => void
  readonly reportError: ReportError
}

export interface PromptParts {
  /** The file can't be used: why. */
  readonly openPrompts: (wiring: PromptWiring) => Promise<Result<PromptSource, string>>
  /** Whether there are any. @default there are */
  readonly arePromptsKept?: (() => boolean) | undefined
  readonly keepPromptsForMs?: (() => number) | undefined
}
