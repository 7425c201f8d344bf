/** The screens under Sessions. */
import { ViewLinks } from '../parts/view-links.tsx'

const views = [
  { screen: 'sessions', title: 'Sessions' },
  { screen: 'prompts', title: 'Prompts' },
  { screen: 'search', title: 'Search' },
] as const

export const SessionTabs = ({ current }: { readonly current: (typeof views)[number]['screen'] }) => (
  <ViewLinks label="Sessions" views={views} current={current} />
)
