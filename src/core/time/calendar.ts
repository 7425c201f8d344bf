/**
 * Days, weeks, months and hours of one time zone, summer time included. Pure. A day is a number: days since 1970-01-01 of
 * the local calendar, so that days can be counted without asking the clock. Offsets are asked of Intl once per UTC day,
 * because it is far too slow to ask per response.
 */
const hourMs = 3_600_000
const dayMs = 86_400_000

export type WeekStart = 'monday' | 'sunday'

export interface Calendar {
  readonly timezone: string
  readonly weekStartsOn: WeekStart
  /** What the zone is ahead of UTC at that instant. */
  offsetMs(atMs: number): number
  dayOf(atMs: number): number
  /** The first instant of a day; not always midnight, where the clocks change at midnight. */
  startOfDay(day: number): number
  /** The hour of the wall clock that an instant is in: from and until; cut short where the clocks change within it. */
  hourOf(atMs: number): { readonly startMs: number; readonly endMs: number }
  /** First day of the week a day is in. */
  weekOf(day: number): number
}

/** `askOffset` may stand in for Intl where a quicker source knows the zone. */
export function createCalendar(
  timezone: string,
  weekStartsOn: WeekStart = 'monday',
  askOffset: (atMs: number) => number = offsetQuestion(timezone),
): Calendar {
  const offsets = createOffsets(askOffset)
  const { offsetMs } = offsets
  const dayOf = (atMs: number): number => Math.floor((atMs + offsetMs(atMs)) / dayMs)

  function startOfDay(day: number): number {
    const before = offsetMs(day * dayMs - dayMs)
    const after = offsetMs(day * dayMs + dayMs)
    const byOldClock = day * dayMs - before
    const byNewClock = day * dayMs - after
    if (before === after) return byOldClock
    const change = offsets.changeBetween(day * dayMs - dayMs, day * dayMs + dayMs)
    if (byOldClock < change) return byOldClock
    return Math.max(change, byNewClock) // where midnight itself was skipped the day begins with the change
  }

  function hourOf(atMs: number): { startMs: number; endMs: number } {
    const offset = offsetMs(atMs)
    const startMs = Math.floor((atMs + offset) / hourMs) * hourMs - offset
    const endMs = startMs + hourMs
    return {
      startMs: offsetMs(startMs) === offset ? startMs : offsets.changeBetween(startMs, atMs),
      endMs: offsetMs(endMs - 1) === offset ? endMs : offsets.changeBetween(atMs, endMs - 1),
    }
  }

  return {
    timezone,
    weekStartsOn,
    offsetMs,
    dayOf,
    startOfDay,
    hourOf,
    weekOf: (day) => day - ((weekdayOf(day) + (weekStartsOn === 'monday' ? 6 : 0)) % 7),
  }
}

/** 0 is Sunday. */
export const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7
export const isWeekend = (day: number): boolean => weekdayOf(day) % 6 === 0

/** `2026-11-20`. */
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** Reads `YYYY-MM-DD`; undefined for anything else, also for 2026-02-30. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  if (Number.isNaN(ms)) return undefined
  const day = ms / dayMs
  return dayText(day) === text ? day : undefined
}

/** `2026-11`, and the first days of that month and of the next. */
export function monthOf(day: number): {
  readonly month: string
  readonly firstDay: number
  readonly nextFirstDay: number
} {
  const date = new Date(day * dayMs)
  const first = (months: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / dayMs
  return { month: dayText(day).slice(0, 7), firstDay: first(0), nextFirstDay: first(1) }
}

/** 1–53 with its year, as ISO 8601 counts them; for weeks that start on Monday. */
export function isoWeekText(day: number): string {
  const thursday = day - ((weekdayOf(day) + 6) % 7) + 3
  const year = new Date(thursday * dayMs).getUTCFullYear()
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1) / dayMs) / 7)
  return `${year}-W${String(week).padStart(2, '0')}`
}

export const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
export const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** What a locale such as `en_US.UTF-8` begins its weeks with; Saturday counts as Sunday here, unknown locales say Monday. */
export function weekStartOf(locale: string): WeekStart {
  try {
    const info = new Intl.Locale(locale.split(/[.@]/)[0]?.replaceAll('_', '-') ?? '') as WeekInfoLocale
    const { firstDay } = info.getWeekInfo?.() ?? info.weekInfo ?? { firstDay: 1 }
    return firstDay >= 6 ? 'sunday' : 'monday'
  } catch {
    return 'monday' // "C", "POSIX", nonsense
  }
}

/** Newer than the library's declarations; a property in older engines. */
interface WeekInfoLocale extends Intl.Locale {
  getWeekInfo?(): { firstDay: number }
  readonly weekInfo?: { firstDay: number }
}

interface Offsets {
  offsetMs(atMs: number): number
  /** The instant after `fromMs`, at `untilMs` at the latest, at which the clocks change. One change at most lies between. */
  changeBetween(fromMs: number, untilMs: number): number
}

function createOffsets(ask: (atMs: number) => number): Offsets {
  const starts = new Map<number, number>()
  const changes = new Map<number, number>()

  function atStartOf(utcDay: number): number {
    let offset = starts.get(utcDay)
    if (offset === undefined) {
      offset = ask(utcDay * dayMs)
      starts.set(utcDay, offset)
    }
    return offset
  }

  function changeBetween(fromMs: number, untilMs: number): number {
    const before = ask(fromMs)
    let low = Math.floor(fromMs / 60_000)
    let high = Math.ceil(untilMs / 60_000)
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (ask(middle * 60_000) === before) low = middle
      else high = middle
    }
    return high * 60_000
  }

  function offsetMs(atMs: number): number {
    const utcDay = Math.floor(atMs / dayMs)
    const before = atStartOf(utcDay)
    const after = atStartOf(utcDay + 1)
    if (before === after) return before
    let change = changes.get(utcDay)
    if (change === undefined) {
      change = changeBetween(utcDay * dayMs, utcDay * dayMs + dayMs)
      changes.set(utcDay, change)
    }
    return atMs < change ? before : after
  }

  return { offsetMs, changeBetween }
}

function offsetQuestion(timezone: string): (atMs: number) => number {
  if (timezone === 'UTC') return () => 0
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (atMs) => {
    const wholeSeconds = Math.floor(atMs / 1000) * 1000
    const part: Record<string, string> = {}
    for (const { type, value } of format.formatToParts(wholeSeconds)) part[type] = value
    const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((name) =>
      Number(part[name]),
    ) as [number, number, number, number, number, number]
    return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSeconds
  }
}
