/** What is to be done, by agents or by hand: each view with an address of its own. */
import { Link } from '../navigation.tsx'
import type { Route } from '../route.ts'

type View = 'board' | 'list' | 'queue' | 'ideas'

const views: readonly (readonly [View, string, Route])[] = [
  ['board', 'Board', { screen: 'tasks', query: {} }],
  ['list', 'List', { screen: 'tasks', query: { view: 'list' } }],
  ['queue', 'Queue', { screen: 'queue', query: {} }],
  ['ideas', 'Ideas', { screen: 'ideas', query: {} }],
]

export const WorkViews = ({ current }: { readonly current: View }) => (
  <nav class="seg" aria-label="Work">
    {views.map(([view, title, to]) => (
      <Link key={view} to={to} aria-current={view === current ? 'page' : undefined}>
        {title}
      </Link>
    ))}
  </nav>
)
