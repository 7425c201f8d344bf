import type { PageEvent } from '../../../../src/dashboard/web/events/event.ts'

export const atMs = Date.parse('2026-11-20T14:30:00.000Z')

/** `id` seconds after 14:30. */
export const someEvent = (id: number, fields: Partial<PageEvent> = {}): PageEvent => ({
  id,
  source: 'ci',
  event_type: 'build',
  message: null,
  level: 'info',
  timestamp: new Date(atMs + id * 1000).toISOString(),
  data: null,
  created_at: new Date(atMs + id * 1000).toISOString(),
  machine: 'a-machine',
  ...fields,
})

/** From the first to the last, the newest first. */
export const eventsDownFrom = (last: number, first: number): readonly PageEvent[] =>
  Array.from({ length: last - first + 1 }, (_, index) => someEvent(last - index))

export const idsOf = (events: readonly PageEvent[]): readonly number[] => events.map(({ id }) => id)
