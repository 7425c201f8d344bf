/** Why a prompt is not taken, or not changed. */
import type { Prompt } from '../../core/prompts/prompt.ts'
import { err, ok, type Result } from '../../core/result.ts'
import type { PromptChange, PromptProblem } from '../prompts.ts'

export const noWords: PromptProblem = {
  kind: 'bad-text',
  message: 'It begins as a command of the agent’s, and would be taken for one.',
  next: 'begin with a word; or mean the command: --command',
}

export const noCommandThere: PromptProblem = {
  kind: 'bad-text',
  message: 'Nothing was sent. The server that carries its session takes words alone, and no commands.',
  next: 'type the command in its window; or send it as words, without --command',
}

export const onlyTyped: PromptProblem = {
  kind: 'unreachable',
  message: 'Nothing was sent. A command of the agent’s has to be typed, and TCE can’t type into its terminal.',
  next: 'leave model, effort and mode as they are; or go to its terminal',
}

export const noSetting: PromptProblem = {
  kind: 'bad-text',
  message: 'This agent has no command for that model, effort or mode.',
}

export const noPrompt = (id: string): PromptProblem => ({
  kind: 'no-prompt',
  message: `There is no prompt ${id}.`,
  next: 'tce queue',
})

export const notNow = ({ id, state }: Prompt, what: string): PromptProblem => ({
  kind: 'not-now',
  message: `${id} is ${state.replaceAll('-', ' ')} by now: ${what} does nothing to it.`,
  next: 'tce queue',
})

export const orNotNow = (
  after: Prompt | undefined,
  before: Prompt,
  asked: PromptChange,
): Result<Prompt, PromptProblem> => (after === undefined ? err(notNow(before, asked.do)) : ok(after))
