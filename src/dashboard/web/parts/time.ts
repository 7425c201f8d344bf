/** Moments as the page shows them, in the browser's time zone: a clock today, a weekday this week, a date before. Pure. */

const two = (n: number): string => String(n).padStart(2, '0')
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `14:29:12` */
export function formatClock(ms: number): string {
  const date = new Date(ms)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** `12:18` today, `Thu 17:40` within the last six days, `20 Nov` before, `20 Nov 2025` in another year. */
export function formatMoment(ms: number, nowMs: number): string {
  const date = new Date(ms)
  const now = new Date(nowMs)
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  const daysAgo = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000)
  if (daysAgo === 0) return time
  if (daysAgo > 0 && daysAgo < 7) return `${weekdays[date.getDay()]} ${time}`
  const day = `${date.getDate()} ${months[date.getMonth()]}`
  return date.getFullYear() === now.getFullYear() ? day : `${day} ${date.getFullYear()}`
}

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
