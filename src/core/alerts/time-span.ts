/** `30m`, `1h`, `2d`: how long, in milliseconds; undefined for anything else. Pure. */
import { days, hours, minutes } from '../time/duration.ts'

const units: Readonly<Record<string, (n: number) => number>> = { m: minutes, h: hours, d: days }

export function parseTimeSpan(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? []
  return count === undefined || Number(count) === 0 ? undefined : units[unit]?.(Number(count))
}
