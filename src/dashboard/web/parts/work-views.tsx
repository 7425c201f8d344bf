/** What is still to be done, each with an address of its own. */
import { Link } from '../navigation.tsx'
import { screens } from '../screens.ts'

const views = ['queue', 'ideas'] as const

export const WorkViews = ({ current }: { readonly current: (typeof views)[number] }) => (
  <nav class="seg" aria-label="Work">
    {views.map((screen) => (
      <Link key={screen} to={{ screen, query: {} }} aria-current={screen === current ? 'page' : undefined}>
        {screens[screen].title}
      </Link>
    ))}
  </nav>
)
