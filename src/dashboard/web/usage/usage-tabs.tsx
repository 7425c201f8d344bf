/** The screens under Usage. */
import { ViewLinks } from '../parts/view-links.tsx'

const views = [
  { screen: 'usage', title: 'Cost' },
  { screen: 'limits', title: 'Limits' },
  { screen: 'analytics', title: 'Analytics' },
  { screen: 'advice', title: 'Advice' },
] as const

export const UsageTabs = ({ current }: { readonly current: (typeof views)[number]['screen'] }) => (
  <ViewLinks label="Usage" views={views} current={current} />
)
