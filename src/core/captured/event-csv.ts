/** Events for a spreadsheet: a column for each of their fields, `data` as JSON. Pure. */
import { type CsvColumn, csvHead, csvRecords } from '../words/csv.ts'
import type { CapturedEvent } from './captured-event.ts'

const column = (field: keyof CapturedEvent): CsvColumn<CapturedEvent> => [
  field,
  (event) => {
    const value = event[field]
    return typeof value === 'boolean' ? String(value) : (value ?? undefined)
  },
]

const columns = (
  [
    'id',
    'timestamp',
    'level',
    'source',
    'event_type',
    'message',
    'session_id',
    'agent',
    'trace_id',
    'span_id',
    'parent_id',
    'duration_ms',
    'tool_name',
    'tool_use_id',
    'status',
    'agent_id',
    'hook',
    'is_background',
    'data',
    'created_at',
    'machine',
    'sender_id',
    'key',
  ] as const satisfies readonly (keyof CapturedEvent)[]
).map(column)

export const eventCsvHead = csvHead(columns)
export const eventCsvRecords = (events: readonly CapturedEvent[]): string => csvRecords(columns, events)
