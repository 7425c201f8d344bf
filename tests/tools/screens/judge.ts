/** What TCE's rules say of recorded screens, against what was true. */
import { screenManifests } from '../../../src/agents/screens.ts'
import type { ScreenRule, ScreenState } from '../../../src/core/screens/manifest.ts'
import { readScreen } from '../../../src/core/screens/read-screen.ts'
import type { RecordedScreen } from './recordings.ts'

export interface Judgement {
  readonly said: ScreenState | 'unknown'
  readonly rule: string
  /** It says what is not so. That nobody knows, or that what was known holds, is never wrong. */
  readonly isWrong: boolean
}

export const rulesFor = (agent: string): readonly ScreenRule[] => screenManifests.get(agent)?.rules ?? []

export function judge(rules: readonly ScreenRule[], { truth, rows, title }: RecordedScreen): Judgement {
  const reading = readScreen(rules, { rows, title })
  const said = reading?.state ?? 'unknown'
  // A menu that its user opened wants its user: Claude Code's registry calls it waiting, too.
  const isTrue = said === truth || (truth === 'menu' && said === 'waiting')
  return { said, rule: reading?.rule ?? 'none', isWrong: !isTrue && said !== 'unknown' && said !== 'keep' }
}

export interface Figures {
  readonly screens: number
  /** Of those of which it is said that they wait, how many do. 1 where it is said of none. */
  readonly waitingPrecision: number
  readonly recall: Readonly<Record<'waiting' | 'busy' | 'idle', number>>
  readonly idleWhereBusy: readonly string[]
  readonly wrong: readonly string[]
}

export function figuresOf(agent: string, screens: readonly RecordedScreen[]): Figures {
  const judged = screens.map((screen) => ({ ...screen, ...judge(rulesFor(agent), screen) }))
  const nameOf = ({ scene, columns, language, said, truth, rule }: (typeof judged)[number]) =>
    `${scene} ${columns} ${language}: ${truth}, said ${said} by ${rule}`
  const saidWaiting = judged.filter(({ said }) => said === 'waiting')
  const recallOf = (wanted: 'waiting' | 'busy' | 'idle') => {
    const all = judged.filter(({ truth }) => truth === wanted)
    return all.length === 0 ? 1 : all.filter(({ said }) => said === wanted).length / all.length
  }
  return {
    screens: screens.length,
    waitingPrecision:
      saidWaiting.length === 0 ? 1 : saidWaiting.filter(({ isWrong }) => !isWrong).length / saidWaiting.length,
    recall: { waiting: recallOf('waiting'), busy: recallOf('busy'), idle: recallOf('idle') },
    idleWhereBusy: judged.filter(({ said, truth }) => said === 'idle' && truth === 'busy').map(nameOf),
    wrong: judged.filter(({ isWrong }) => isWrong).map(nameOf),
  }
}
