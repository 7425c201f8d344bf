/** Markers in a terminal. Pure. */
import type { Marker } from '../../core/analytics/marker.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { dayText } from '../../core/time/calendar.ts'
import { dayLabel } from '../../core/usage/usage-groups.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrap } from '../../terminal/wrap.ts'

export const dayWords = (at: string, calendar: Calendar): string => {
  const day = calendar.dayOf(Date.parse(at))
  return dayLabel(day, dayText(day).slice(0, 4))
}

export function markersView(markers: readonly Marker[], calendar: Calendar, look: Look): readonly Line[] {
  if (markers.length === 0) {
    const words = 'No markers yet. Set one: tce analytics mark "Shipped v2.0", or of a repository: tce analytics tags'
    return wrap(words, look.columns).map((text) => line(text))
  }
  return fittedTable(
    [{ head: 'MARKER' }, { head: 'DAY' }, { head: 'PROJECT' }, { head: 'FROM' }, { head: 'ID', align: 'right' }],
    markers.map(({ id, label, at, project, source }) => [
      [span(label, 'bold')],
      line(dayText(calendar.dayOf(Date.parse(at)))),
      line(project ?? 'all'),
      line({ user: 'you', tag: 'git tag', event: 'an event' }[source]),
      [span(id, 'dim')],
    ]),
    look,
  )
}
