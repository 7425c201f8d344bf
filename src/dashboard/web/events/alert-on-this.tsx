/** From a query, or from one event, to a rule that tells when such a one comes. */
import { isOfAlerts } from '../../../core/alerts/event-matters.ts'
import { onEvents } from '../alerts/begun-rule.ts'
import { Link } from '../navigation.tsx'
import { Icon } from '../parts/mark.tsx'
import type { PageEvent } from './event.ts'
import { termOf } from './filter-terms.ts'

const ruleRoute = (query: string) => ({
  screen: 'settings' as const,
  query: onEvents(query),
})

export const AlertOnThis = ({ query }: { readonly query: string }) => (
  <Link class="btn" to={ruleRoute(query)}>
    <Icon name="bell" size={14} />
    Alert on this…
  </Link>
)

/** On the next of its source and type; nothing where no rule would match it. */
export function AlertOnSuch({ event }: { readonly event: PageEvent }) {
  const terms = [termOf('source', event.source), termOf('type', event.event_type)]
  if (isOfAlerts(event) || terms.includes(undefined)) return null
  return (
    <Link
      class="icon-btn"
      to={ruleRoute(terms.join(' '))}
      aria-label="Alert on events such as this…"
      title="Alert on events such as this…"
    >
      <Icon name="bell" size={14} />
    </Link>
  )
}
