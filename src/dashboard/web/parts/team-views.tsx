/** What there is about agents among themselves. */
import { ViewLinks } from './view-links.tsx'

interface TeamViewsProps {
  readonly current: 'team' | 'messages'
  /** Messages that nobody has read. */
  readonly unread?: number | undefined
}

export const TeamViews = ({ current, unread }: TeamViewsProps) => (
  <ViewLinks
    label="Team"
    views={[
      { screen: 'team', title: 'Graph' },
      { screen: 'messages', title: 'Messages', count: unread },
    ]}
    current={current}
  />
)
