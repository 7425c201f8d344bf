/** What "always" would allow, and how far that reaches: the same words on every face. Pure. */
import type { AlwaysOffer, AlwaysReach, Approval } from './approval.ts'

/** One thing that would no longer be asked, and where that may hold: the narrowest first. */
export interface AlwaysWhat extends Pick<AlwaysOffer, 'words' | 'meaning' | 'rules'> {
  readonly places: readonly AlwaysOffer[]
}

/** The narrowest first, as they were offered. */
export function alwaysWhats(offers: readonly AlwaysOffer[]): readonly AlwaysWhat[] {
  const same = Map.groupBy(offers, ({ words, rules }) => JSON.stringify([words, rules]))
  return [...same.values()].flatMap((places) => {
    const [first] = places
    return first === undefined ? [] : [{ words: first.words, meaning: first.meaning, rules: first.rules, places }]
  })
}

/** It outlives the session. */
export const isSaved = ({ reach }: Pick<AlwaysOffer, 'reach'>): boolean => reach !== 'session'

const reaches: Readonly<Record<AlwaysReach, { readonly words: string; readonly note?: string }>> = {
  session: { words: 'This session', note: 'gone when it ends' },
  'project-me': { words: 'This project, only me' },
  project: { words: 'This project, everybody', note: 'goes into git' },
  user: { words: 'All my projects' },
}

export const reachWords = ({ reach }: Pick<AlwaysOffer, 'reach'>): string => reaches[reach].words

/** ".claude/settings.json, goes into git" */
export const reachNote = ({ reach, file }: Pick<AlwaysOffer, 'reach' | 'file'>): string =>
  [file, reaches[reach].note].filter((one) => one !== undefined).join(', ')

export const alwaysTitles = { session: 'In this session', saved: 'Saved for good' } as const

/** Where edits are all that is asked for from then on, that is what the button says. */
export const acceptsEdits = ({ thing, always: [first] }: Pick<Approval, 'thing' | 'always'>): boolean =>
  thing.form === 'change' && first?.isOfEdits === true
