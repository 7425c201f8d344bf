/** What agents, and their user, left in the inboxes of others. */
import { useEffect } from 'preact/hooks'
import { setupWord } from '../../../agents/setup-words.ts'
import { handlesOf } from '../../../core/inbox/handles.ts'
import { messageLine } from '../../../core/inbox/inbox-report.ts'
import { userName } from '../../../core/inbox/message.ts'
import { isLive, liveFleet } from '../live/live-store.ts'
import { Link, setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Mark } from '../parts/mark.tsx'
import { oneOf } from '../parts/one-of.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { TeamViews } from '../parts/team-views.tsx'
import { momentOf } from '../parts/time.ts'
import type { ScreenProps } from '../screens.ts'
import '../styles/team.css'
import { MessageBox } from './message-box.tsx'
import { clear, followInbox, inbox, inboxProblem, readInbox } from './messages-state.ts'
import {
  count,
  isLost,
  isUnread,
  keyOfTwo,
  type Show,
  shows,
  stateInWords,
  type Thread,
  threadsOf,
  together,
} from './threads.ts'

export default function MessagesScreen({ place }: ScreenProps) {
  useEffect(followInbox, [])
  const { search = '', thread: chosen } = place.query
  const show = oneOf(shows, place.query['show']) ?? 'all'
  const all = inbox.value?.messages ?? []
  const threads = threadsOf(all, show, search)
  const thread = threads.find(({ key }) => key === chosen) ?? threads[0]
  const whole = together(all)
  const problem = inboxProblem.value
  const newTo = recipients().find(({ sessionId }) => sessionId === place.query['to'])
  return (
    <section data-screen="messages" class="screen">
      <h1 class="sr">Messages</h1>
      <div class="toolbar subbar">
        <TeamViews current="messages" unread={inbox.value?.unread} />
        <SearchField
          class="small"
          label="Search messages"
          placeholder="Search messages"
          value={search}
          onInput={(text) => setQuery({ search: text }, { replace: true })}
        />
        <Segments<Show>
          label="Show"
          value={show}
          segments={[
            { value: 'all', label: 'All' },
            { value: 'unread', label: 'Unread', count: count(whole, isUnread) || undefined },
            { value: 'lost', label: 'Not read, not sent', count: count(whole, isLost) || undefined },
          ]}
          onChange={(value) => setQuery({ show: value === 'all' ? '' : value })}
        />
        <div class="toolbar-end">
          <ClearAll />
          <NewMessage to={place.query['to'] ?? ''} />
        </div>
      </div>
      {problem !== undefined && <AskFailed what="The messages" problem={problem} onRetry={() => void readInbox()} />}
      {inbox.value?.problem !== undefined && <p class="fine is-bad">{inbox.value.problem}</p>}
      {inbox.value === undefined ? (
        problem === undefined && <SkeletonRows rows={6} label="Reading the messages" />
      ) : all.length === 0 && newTo === undefined ? (
        <NoMessages />
      ) : (
        <div class="msgs">
          <ThreadList threads={threads} chosen={newTo === undefined ? thread?.key : undefined} query={place.query} />
          {newTo !== undefined ? (
            <section class="panel mthread" aria-label="New message">
              <header class="panel-head">
                <h2>To {newTo.name}</h2>
              </header>
              <MessageBox to={newTo} onSent={() => setQuery({ to: '', thread: keyOfTwo(userName, newTo.sessionId) })} />
            </section>
          ) : (
            thread !== undefined && <ThreadView key={thread.key} thread={thread} />
          )}
        </div>
      )}
    </section>
  )
}

interface ThreadListProps {
  readonly threads: readonly Thread[]
  readonly chosen: string | undefined
  readonly query: Readonly<Record<string, string>>
}

function ThreadList({ threads, chosen, query }: ThreadListProps) {
  if (threads.length === 0) return <p class="muted">No message is like that.</p>
  return (
    <ul class="mlist panel" aria-label="Threads">
      {threads.map(({ key, title, messages, unread }) => {
        const last = messages.at(-1)
        const isBad = last !== undefined && isLost(last)
        return (
          <li key={key} class={`mth ${key === chosen ? 'is-on' : ''} ${isBad ? 'is-bad' : ''}`}>
            <Link
              to={{ screen: 'messages', query: { ...query, thread: key, to: '' } }}
              aria-current={key === chosen ? 'page' : undefined}
            >
              <span class="mk">{isBad ? <Mark name="fail" /> : unread > 0 ? '•' : '·'}</span>
              <span class="w1">
                <b class="clip">{title}</b>
                {last && <time dateTime={last.at}>{momentOf(last.at)}</time>}
              </span>
              <span class="w2">
                <span class="clip">{last && (last.text || last.file)}</span>
                {unread > 0 && (
                  <i class="un">
                    {unread}
                    <span class="sr"> unread</span>
                  </i>
                )}
              </span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

function ThreadView({ thread: { title, messages, unread, to } }: { readonly thread: Thread }) {
  const waiting = new Set(
    messages.flatMap(({ recipients }) =>
      recipients.flatMap(({ state, to: { sessionId } }) => (state === 'unread' ? [sessionId] : [])),
    ),
  )
  return (
    <section class="panel mthread" aria-label={title}>
      <header class="panel-head">
        <h2>{title}</h2>
        {unread > 0 && (
          <button type="button" class="btn small" disabled={!isLive.value} onClick={() => void clear([...waiting])}>
            Clear: all read
          </button>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls. */}
      <ul class="cmsgs" tabIndex={0} aria-label="Messages of the thread">
        {messages.map((message) => (
          <li key={message.id} class={`cmsg ${message.from.sessionId === undefined ? 'is-you' : ''}`}>
            <p class="c-h">
              <span class="muted">{message.id}</span>
              <time dateTime={message.at}>{momentOf(message.at)}</time>
            </p>
            <p class="c-t">{messageLine(message)}</p>
            <p class={`fine ${isLost(message) ? 'is-bad' : 'muted'}`}>{stateInWords(message, momentOf)}</p>
          </li>
        ))}
      </ul>
      <MessageBox to={to} />
    </section>
  )
}

/** Who runs and has an inbox, by its name. */
const recipients = () =>
  [...handlesOf(liveFleet.value?.processes ?? [])].map(([sessionId, name]) => ({ sessionId, name }))

const NewMessage = ({ to }: { readonly to: string }) => (
  <Select
    class="is-bounded"
    label="A message to"
    value={to}
    choices={[
      { value: '', label: '+ Message' },
      ...recipients().map(({ sessionId, name }) => ({ value: sessionId, label: name })),
    ]}
    onChange={(sessionId) => setQuery({ to: sessionId })}
  />
)

/** Of everybody: who fetches them later finds none new. */
function ClearAll() {
  const { messages = [], unread = 0 } = inbox.value ?? {}
  if (unread === 0) return null
  const waiting = new Set(messages.flatMap(({ state, to }) => (state === 'unread' ? [to.sessionId] : [])))
  return (
    <button type="button" class="btn" disabled={!isLive.value} onClick={() => void clear([...waiting])}>
      Clear all
    </button>
  )
}

const NoMessages = () => (
  <div class="empty">
    <h2 class="empty-title">No messages yet</h2>
    <p>
      Agents leave them for one another with <code>tce inbox send</code>, once <code>tce setup {setupWord}</code> told
      them how. Each is fetched by who it is for, and typed nowhere.
    </p>
  </div>
)
