/** The whole result of a question as a file: made as it is read, a page at a time, so that its length costs neither memory nor anybody's turn. */
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import { eventJson } from '../../core/captured/captured-event.ts'
import { eventCsvHead, eventCsvRecords } from '../../core/captured/event-csv.ts'
import { redactedEvent } from '../../core/captured/redacted-event.ts'
import { ok, type Result } from '../../core/result.ts'
import type { EventRequest, EventRequestProblem, EventService } from '../../services/events.ts'
import { textStream } from '../text-stream.ts'

export type ExportFormat = 'ndjson' | 'csv'
export type ExportRequest = Omit<EventRequest, 'limit' | 'afterId'>

export const exportTypes = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const

/** One page is to be about so long: an event has up to 512 KB. */
const pageCharacters = 500_000
const mostInPage = 500

/** The first page is asked for before anything is sent, so that a question that can't be read is refused as any other. */
export async function exportOf(
  events: Pick<EventService, 'ask' | 'totals'>,
  request: ExportRequest,
  format: ExportFormat,
): Promise<Result<ReadableStream<Uint8Array>, EventRequestProblem>> {
  const { newestId } = await events.totals()
  const pages = textsOf(events, request, format, newestId)
  const first = await pages.next()
  if (first.value !== undefined && typeof first.value !== 'string') return { ok: false, error: first.value }
  return ok(textStream(typeof first.value === 'string' ? first.value : '', pages))
}

type Texts = AsyncGenerator<string, EventRequestProblem | undefined>

/** Up to the event that was the newest when it began: what comes meanwhile would make it endless. */
async function* textsOf(
  events: Pick<EventService, 'ask'>,
  request: ExportRequest,
  format: ExportFormat,
  newestId: number,
): Texts {
  const order = request.order ?? 'oldest'
  const write = writers[format]
  let head = format === 'csv' ? eventCsvHead : ''
  let limit = 50
  let afterId: number | undefined = order === 'newest' ? newestId + 1 : 0
  while (afterId !== undefined) {
    const page = await events.ask({ ...request, order, limit, afterId })
    if (!page.ok) return page.error
    const wanted = page.value.events.filter(({ id }) => id <= newestId)
    const text = head + write(wanted.map(redactedEvent))
    head = ''
    yield text
    limit = text.length < pageCharacters / 2 ? Math.min(mostInPage, limit * 2) : Math.max(1, Math.ceil(limit / 2))
    const isPast = order === 'oldest' && (page.value.nextId ?? 0) >= newestId
    afterId = isPast ? undefined : page.value.nextId
  }
  return undefined
}

const writers: Readonly<Record<ExportFormat, (events: readonly CapturedEvent[]) => string>> = {
  ndjson: (events) => events.map((event) => `${eventJson(event)}\n`).join(''),
  csv: eventCsvRecords,
}
