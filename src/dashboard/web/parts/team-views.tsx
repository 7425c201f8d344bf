/** What there is about agents among themselves, each with an address of its own. */
import { Link } from '../navigation.tsx'

const views = [
  { screen: 'team', title: 'Graph' },
  { screen: 'messages', title: 'Messages' },
] as const

interface TeamViewsProps {
  readonly current: (typeof views)[number]['screen']
  /** Messages that nobody has read. */
  readonly unread?: number | undefined
}

export const TeamViews = ({ current, unread = 0 }: TeamViewsProps) => (
  <nav class="seg" aria-label="Team">
    {views.map(({ screen, title }) => (
      <Link key={screen} to={{ screen, query: {} }} aria-current={screen === current ? 'page' : undefined}>
        {title}
        {screen === 'messages' && unread > 0 && <span class="count">{unread}</span>}
      </Link>
    ))}
  </nav>
)
