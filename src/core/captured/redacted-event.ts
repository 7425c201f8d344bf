/** An event as people see it and as it leaves TCE: without its secrets. Stored, and told to programs that ask, it is as it was sent. Pure. */
import { redactNamed, redactText } from '../words/redact.ts'
import type { CapturedEvent } from './captured-event.ts'
import { isExactNumber, parseExact } from './exact-json.ts'

export function redactedEvent(event: CapturedEvent): CapturedEvent {
  const { id, timestamp, created_at, machine, data, ...told } = event
  const texts = Object.entries(told).map(([name, value]) => [
    name,
    typeof value === 'string' ? redactText(value) : value,
  ])
  return {
    ...event,
    ...Object.fromEntries(texts),
    data: data === null ? null : JSON.stringify(redactedValue(parseExact(data), '')),
  }
}

/** A name tells of its value whether it is a secret. */
function redactedValue(value: unknown, name: string): unknown {
  if (typeof value === 'string') return redactNamed(name, value)
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value
  if (Array.isArray(value)) return value.map((item) => redactedValue(item, name))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redactText(key), redactedValue(item, key)]))
}
