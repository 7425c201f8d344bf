/** What happened in the same trace, else in the same session, right before and after. */
import { plainText } from '../../../core/words/text.ts'
import { Link } from '../navigation.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { queryRoute } from './address.ts'
import type { PageEvent } from './event.ts'
import { atMsOf, distanceWords, safeMessage } from './event.ts'
import type { Asked } from './event-source.ts'
import { askEvents } from './event-source.ts'
import { termOf } from './filter-terms.ts'

const eachSide = 3

interface RelatedProps {
  readonly event: PageEvent
  readonly onChoose: (id: number) => void
}

export function RelatedEvents({ event, onChoose }: RelatedProps) {
  const { trace_id: trace, session_id: session, id } = event
  const key = trace ?? session
  const { value } = useAnswer(key === undefined ? undefined : `around ${id} ${key}`, () => askAround(event), {
    followsUsage: false,
  })
  if (key === undefined || value === undefined || value.length < 2) return null
  const term = termOf(trace === undefined ? 'session' : 'trace', key)
  return (
    <>
      <h3 class="pane-h">
        {trace === undefined ? 'Same session' : 'Same trace'}
        {term !== undefined && (
          <Link class="link fine" to={queryRoute(term)}>
            All of it
          </Link>
        )}
      </h3>
      <ul class="rel">
        {value.map((other) => (
          <li key={other.id} aria-current={other.id === id}>
            <span class="rel-d">{distanceWords(atMsOf(other) - atMsOf(event))}</span>
            <button type="button" class="rowlink mono clip" onClick={() => onChoose(other.id)}>
              {plainText(other.event_type)}
            </button>
            <span class="clip muted">{plainText(safeMessage(other))}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

async function askAround(event: PageEvent): Asked<readonly PageEvent[]> {
  const { trace_id, session_id, id } = event
  const of = trace_id === undefined ? { session_id: session_id ?? '' } : { trace_id }
  const side = (order: 'newest' | 'oldest') => askEvents({ ...of, order, cursor: id, limit: eachSide })
  const [before, after] = await Promise.all([side('newest'), side('oldest')])
  if (!before.ok) return before
  if (!after.ok) return after
  return { ok: true, value: [...before.value.events.toReversed(), event, ...after.value.events] }
}
