/** The zone that days and hours are counted in: the server's. Until it told, the browser's, which is mostly the same. One for the page. */
import { useEffect, useState } from 'preact/hooks'
import type { Calendar } from '../../../core/calendar.ts'
import { createCalendar, isTimeZone, localTimeZone } from '../../../core/calendar.ts'

let calendar = createCalendar(localTimeZone())
const listeners = new Set<() => void>()

/** A zone that this browser does not know changes nothing. */
export function learnTimeZone(timezone: string): void {
  if (timezone === calendar.timezone || !isTimeZone(timezone)) return
  calendar = createCalendar(timezone)
  for (const tell of listeners) tell()
}

export const pageCalendar = (): Calendar => calendar

export function useCalendar(): Calendar {
  const [known, setKnown] = useState(calendar)
  useEffect(() => {
    const update = () => setKnown(calendar)
    update()
    listeners.add(update)
    return () => {
      listeners.delete(update)
    }
  }, [])
  return known
}
