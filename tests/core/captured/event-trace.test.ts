import { expect, it } from 'vitest'
import type { CapturedEvent } from '../../../src/core/captured/captured-event.ts'
import { traceTree } from '../../../src/core/captured/event-trace.ts'

const event = (id: number, more: Partial<CapturedEvent> = {}): CapturedEvent => ({
  ...{ id, source: 's', event_type: `e${id}`, message: null, level: null, data: null, machine: 'm', created_at: '' },
  timestamp: new Date(id * 1_000).toISOString(),
  ...more,
})
const tree = (...events: readonly CapturedEvent[]) => traceTree(events).map(({ event: { id }, depth }) => [id, depth])

it('has what began something before it, and side by side what was first', () => {
  const late = event(1, { span_id: 'b', parent_id: 'a' })
  expect(tree(event(5), late, event(4, { span_id: 'a' }), event(3, { parent_id: 'b' }))).toEqual([
    [4, 0],
    [1, 1],
    [3, 2],
    [5, 0],
  ])
})

it('has what was said within a span below it, whichever came first: the span is what has a length', () => {
  const said = event(1, { span_id: 'a' })
  expect(tree(said, event(2, { span_id: 'a', duration_ms: 4 }))).toEqual([
    [2, 0],
    [1, 1],
  ])
})

it('loses none of those that lie within one another or name what is not there', () => {
  const circle = [event(1, { span_id: 'a', parent_id: 'b' }), event(2, { span_id: 'b', parent_id: 'a' })]
  expect(tree(...circle, event(3, { parent_id: 'gone' }), event(4, { span_id: 'x', parent_id: 'x' }))).toEqual([
    [3, 0],
    [4, 0],
    [1, 0],
    [2, 1],
  ])
})
