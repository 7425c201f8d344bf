/** The screens under Sessions. */
import { Link } from '../navigation.tsx'

const screens = [
  { screen: 'sessions', label: 'Sessions' },
  { screen: 'search', label: 'Search' },
] as const

export const SessionTabs = ({ current }: { readonly current: (typeof screens)[number]['screen'] }) => (
  <nav class="seg" aria-label="Sessions">
    {screens.map(({ screen, label }) => (
      <Link key={screen} to={{ screen, query: {} }} aria-current={screen === current ? 'page' : undefined}>
        {label}
      </Link>
    ))}
  </nav>
)
