/** How much an agent may do without asking, as people say it. Pure. */
import { type Backend, isBypass } from './backend.ts'

export interface ModeChoice {
  /** As its agent calls it. */
  readonly mode: string
  /** "Ask each time" */
  readonly words: string
}

/** Those that a task can be given, of the ones that are known of its agent; empty: it takes none. */
export function modeChoices(
  { mode, modeFlag, command }: Pick<Backend, 'mode' | 'modeFlag' | 'command'>,
  known: readonly ModeChoice[],
): readonly ModeChoice[] {
  const takesOne = modeFlag !== undefined || command.some((word) => word.includes('{mode}'))
  if (!takesOne) return []
  const isKnown = mode === undefined || isBypass(mode) || known.some((one) => one.mode === mode)
  return isKnown ? known : [...known, { mode, words: mode }]
}
