/** What programs and agents said of themselves: as it comes, or asked for. */
import { useMemo } from 'preact/hooks'
import { Link } from '../navigation.tsx'
import type { ScreenProps } from '../screens.ts'
import '../styles/block-hues.css'
import '../styles/events.css'
import { readEventsAddress } from './address.ts'
import { AlertOnThis } from './alert-on-this.tsx'
import { ExportLinks } from './found-list.tsx'
import { LiveView } from './live-view.tsx'
import { QueryView } from './query-view.tsx'

export default function EventsScreen({ place }: ScreenProps) {
  const address = useMemo(() => readEventsAddress(place.query), [place.query])
  const { view, filter } = address
  const kept: Readonly<Record<string, string>> = filter === '' ? {} : { q: filter }
  return (
    <section data-screen="events" class="screen">
      <h1 class="sr">Events, {view}</h1>
      <div class="subnav">
        <nav class="seg" aria-label="Events">
          <Link to={{ screen: 'events', query: kept }} aria-current={view === 'live' ? 'page' : undefined}>
            Live
          </Link>
          <Link
            to={{ screen: 'events', query: { ...kept, view: 'query' } }}
            aria-current={view === 'query' ? 'page' : undefined}
          >
            Query
          </Link>
        </nav>
        {view === 'query' && (
          <div class="subnav-end">
            {filter.trim() !== '' && <AlertOnThis query={filter} />}
            <ExportLinks address={address} />
          </div>
        )}
      </div>
      {view === 'query' ? <QueryView address={address} /> : <LiveView address={address} />}
    </section>
  )
}
