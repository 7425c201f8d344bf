/** A hit in its conversation: what was said just before and after. */

import { kindOf } from '../../../agents/kinds.ts'
import { ok } from '../../../core/result.ts'
import { passageOf } from '../../../core/search/passage.ts'
import { conversationKinds, type SessionEvent } from '../../../core/session/session-event.ts'
import { titleOf } from '../../../core/session/session-title.ts'
import { plainLines, plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { Link } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { formatClock } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { type ChosenHit, placeOfHit } from './hit-list.tsx'
import { isCode, roleWords } from './search-words.ts'

const eventsAround = 3
/** More of one event is in its session. */
const mostCharacters = 600

export function HitContext({ chosen }: { readonly chosen: ChosenHit }) {
  const { group, hit } = chosen
  const { value, problem, retry } = useAnswer(`${group.sessionId} ${hit.cursor}`, () => askAround(chosen), {
    followsUsage: false,
  })
  const own = value?.find(({ cursor }) => cursor === hit.cursor)
  return (
    <aside class="panel hit-context" aria-label="The hit in its conversation">
      <header class="panel-head">
        <div>
          <h2>{plainText(titleOf(group) ?? group.sessionId)}</h2>
          <p class="muted fine">
            <KindMark agent={group.agent} isBeside /> {kindOf(group.agent).displayName}
            {group.project !== undefined && `, ${plainText(group.project)}`}
          </p>
        </div>
        <div class="act">
          {own !== undefined && (
            <CopyButton text={passageOf(own)?.text ?? ''} what="text">
              Copy
            </CopyButton>
          )}
          <Link class="btn" to={placeOfHit(chosen)}>
            Open
          </Link>
        </div>
      </header>
      {problem !== undefined && <AskFailed what="The conversation" problem={problem} onRetry={retry} />}
      <ol>
        {(value ?? []).map((event) => (
          <ContextEvent key={event.cursor} event={event} isHit={event.cursor === hit.cursor} />
        ))}
      </ol>
    </aside>
  )
}

function ContextEvent({ event, isHit }: { readonly event: SessionEvent; readonly isHit: boolean }) {
  const passage = passageOf(event)
  if (passage === undefined) return null
  const { role, text } = passage
  const shown = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text
  return (
    <li class={`near${isHit ? ' is-on' : ''}`} aria-current={isHit ? 'true' : undefined}>
      <time dateTime={event.at}>{event.at === undefined ? '' : formatClock(Date.parse(event.at))}</time>
      <div>
        <b>{role === 'prompt' ? 'You' : roleWords[role]}</b>
        <p class={isCode(role) ? 'mono' : ''}>{plainLines(shown)}</p>
      </div>
    </li>
  )
}

async function askAround({ group, hit }: ChosenHit) {
  const events = api.sessions[':id'].events
  const param = { id: group.sessionId }
  const lane = hit.cursor.slice(0, hit.cursor.indexOf('@'))
  const near = { lane, kinds: conversationKinds.join(','), limit: String(eventsAround) }
  const [before, own, after] = await Promise.all([
    ask(events.$get({ param, query: { ...near, before: hit.cursor } })),
    ask(events[':cursor'].$get({ param: { ...param, cursor: hit.cursor } })),
    ask(events.$get({ param, query: { ...near, after: hit.cursor } })),
  ])
  if (!before.ok) return before
  if (!own.ok) return own
  if (!after.ok) return after
  return ok<readonly SessionEvent[]>([...before.value.events, own.value, ...after.value.events])
}
