/** The zone that days and hours are counted in: the server's. Until it told, the browser's, which is mostly the same. One for the page. */
import { useEffect, useState } from 'preact/hooks'
import type { Calendar } from '../../../core/time/calendar.ts'
import { createCalendar, isTimeZone } from '../../../core/time/calendar.ts'
import { localOffsetMs, localTimeZone } from '../../../core/time/local-zone.ts'

let calendar: Calendar | undefined
const listeners = new Set<() => void>()

/** A zone that this browser does not know changes nothing. */
export function learnTimeZone(timezone: string): void {
  if (timezone === pageCalendar().timezone || !isTimeZone(timezone)) return
  calendar = createCalendar(timezone)
  for (const tell of listeners) tell()
}

export function pageCalendar(): Calendar {
  calendar ??= createCalendar(localTimeZone(Date.now()), 'monday', localOffsetMs)
  return calendar
}

export function useCalendar(): Calendar {
  const [known, setKnown] = useState(pageCalendar)
  useEffect(() => {
    const update = () => setKnown(pageCalendar)
    update()
    listeners.add(update)
    return () => {
      listeners.delete(update)
    }
  }, [])
  return known
}
