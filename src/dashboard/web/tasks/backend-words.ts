/** A backend as people call it: one that TCE brings is called like its agent. Pure. */
import { kindOf } from '../../../agents/kinds.ts'
import type { Backend } from '../../../core/tasks/backend.ts'
import { plainText } from '../../../core/words/text.ts'

/** To choose from, behind what holds where none is chosen. */
export const backendChoices = (usual: string, backends: readonly Pick<Backend, 'name' | 'agent'>[]) => [
  { value: '', label: usual },
  ...backends.map((one) => ({ value: one.name, label: backendWords(one) })),
]

export const backendWords = ({ name, agent }: Pick<Backend, 'name' | 'agent'>): string =>
  agent === name ? kindOf(agent).displayName : plainText(name)
