/** The zone that days and hours are counted in: the server's. Until it told, the browser's, which is mostly the same. One for the page. */
import { createCalendar, isTimeZone } from '../../../core/time/calendar.ts'
import { localOffsetMs, localTimeZone } from '../../../core/time/local-zone.ts'
import { computed, signal } from '../store.ts'

const told = signal<string | undefined>(undefined)

const calendar = computed(() =>
  told.value === undefined
    ? createCalendar(localTimeZone(Date.now()), 'monday', localOffsetMs)
    : createCalendar(told.value),
)

/** A view that asks for it is drawn anew when the server has told another zone. */
export const pageCalendar = () => calendar.value

/** A zone that this browser does not know changes nothing. */
export function learnTimeZone(timezone: string): void {
  if (timezone !== calendar.peek().timezone && isTimeZone(timezone)) told.value = timezone
}
