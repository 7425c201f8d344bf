/** How much an agent may do without asking, as people say it. Pure. */
import { type Backend, isBypass } from './backend.ts'

export interface ModeChoice {
  readonly mode: string
  readonly words: string
}

/** Of Claude Code; of others only what their backend says is known. */
const claudeModes: readonly ModeChoice[] = [
  { mode: 'default', words: 'Ask each time' },
  { mode: 'acceptEdits', words: 'Edits without asking' },
  { mode: 'plan', words: 'Plan first' },
]

/** Those that it can be given; empty: it takes none. */
export function modeChoices({
  agent,
  mode,
  modeFlag,
  command,
}: Pick<Backend, 'agent' | 'mode' | 'modeFlag' | 'command'>) {
  const takesOne = modeFlag !== undefined || command.some((word) => word.includes('{mode}'))
  if (!takesOne) return []
  const known = agent === 'claude' ? claudeModes : []
  const isKnown = mode === undefined || isBypass(mode) || known.some((one) => one.mode === mode)
  return isKnown ? known : [...known, { mode, words: mode }]
}
