/** Views that belong together, each with an address of its own. */
import { Link } from '../navigation.tsx'

type Screen = 'team' | 'messages' | 'sessions' | 'prompts' | 'search' | 'usage' | 'limits' | 'analytics' | 'advice'

interface ViewLinksProps<S extends Screen> {
  readonly label: string
  readonly views: readonly { readonly screen: S; readonly title: string; readonly count?: number | undefined }[]
  readonly current: S
}

export const ViewLinks = <S extends Screen>({ label, views, current }: ViewLinksProps<S>) => (
  <nav class="seg" aria-label={label}>
    {views.map(({ screen, title, count = 0 }) => (
      <Link key={screen} to={{ screen, query: {} }} aria-current={screen === current ? 'page' : undefined}>
        {title}
        {count > 0 && <span class="count">{count}</span>}
      </Link>
    ))}
  </nav>
)
