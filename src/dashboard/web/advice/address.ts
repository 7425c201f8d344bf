/** What the address of Advice says: how far back, of which project, whether git is asked, and whether what is hidden is there, too. */
import { oneOf } from '../parts/one-of.ts'

export const spans = ['7', '30', '90'] as const

export interface AdviceAddress {
  readonly days: (typeof spans)[number]
  readonly project: string
  readonly isGitAsked: boolean
  readonly showsHidden: boolean
}

export const readAdviceAddress = (query: Readonly<Record<string, string>>): AdviceAddress => ({
  days: oneOf(spans, query['days']) ?? '30',
  project: query['project'] ?? '',
  isGitAsked: query['git'] === '1',
  showsHidden: query['hidden'] === '1',
})

export const adviceQuestion = ({ days, project, isGitAsked, showsHidden }: AdviceAddress) => ({
  days,
  ...(project !== '' && { project }),
  ...(isGitAsked && { git: 'true' as const }),
  ...(showsHidden && { hidden: 'true' as const }),
})
