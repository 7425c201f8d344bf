/** The models by which an agent can be begun, as far as they are known without asking it. Pure. */
import type { Agent } from './agent.ts'

export const modelChoicesOf = (agent: Pick<Agent, 'promptLibrary'> | undefined): readonly string[] =>
  agent?.promptLibrary?.settings.find(({ id }) => id === 'model')?.choices.map(({ id }) => id) ?? []
