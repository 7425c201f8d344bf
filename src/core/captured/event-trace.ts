/** How the events of a trace hang together. Pure. */
import type { CapturedEvent } from './captured-event.ts'

export interface TracePlace {
  readonly event: CapturedEvent
  /** How many it lies within. */
  readonly depth: number
}

/** What began something stands before it; side by side they are in the order of their time. */
export function traceTree(events: readonly CapturedEvent[]): readonly TracePlace[] {
  const inOrder = events.toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || a.id - b.id)
  const spans = spansOf(inOrder)
  const children = Map.groupBy(inOrder, (event) => parentOf(event, spans))
  const places: TracePlace[] = []
  const placed = new Set<CapturedEvent>()
  const place = (event: CapturedEvent, depth: number): void => {
    if (placed.has(event)) return
    placed.add(event)
    places.push({ event, depth })
    for (const child of children.get(event) ?? []) place(child, depth + 1)
  }
  for (const event of children.get(undefined) ?? []) place(event, 0)
  // Those that say they lie within one another.
  for (const event of inOrder) place(event, 0)
  return places
}

/** Of what a span says of itself and what was said within it, the former has a length. */
function spansOf(events: readonly CapturedEvent[]): ReadonlyMap<string, CapturedEvent> {
  const spans = new Map<string, CapturedEvent>()
  for (const event of events) {
    const { span_id: id, duration_ms } = event
    if (id === undefined) continue
    if (!spans.has(id) || (duration_ms !== undefined && spans.get(id)?.duration_ms === undefined)) spans.set(id, event)
  }
  return spans
}

function parentOf(event: CapturedEvent, spans: ReadonlyMap<string, CapturedEvent>): CapturedEvent | undefined {
  const { span_id = '', parent_id = '' } = event
  const around = spans.get(span_id)
  if (around !== undefined && around !== event) return around
  const parent = spans.get(parent_id)
  return parent === event ? undefined : parent
}
