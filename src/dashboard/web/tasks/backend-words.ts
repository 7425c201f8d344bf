/** A backend as people call it: one that TCE brings is called like its agent. Pure. */
import { kindOf } from '../../../agents/kinds.ts'
import type { Backend } from '../../../core/tasks/backend.ts'
import { plainText } from '../../../core/words/text.ts'

export const backendWords = ({ name, agent }: Pick<Backend, 'name' | 'agent'>): string =>
  agent === name ? kindOf(agent).displayName : plainText(name)
