/** All sessions: searched, filtered, sorted; every choice is in the address. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { kindOf, noUsageWords } from '../../../agents/kinds.ts'
import { sessionsCsv } from '../../../core/session/session-csv.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { KindSelect } from '../parts/kind-select.tsx'
import { Icon } from '../parts/mark.tsx'
import { NoMatch } from '../parts/no-match.tsx'
import { saveFile } from '../parts/save-file.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Select, withChosen } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useTyped } from '../parts/use-typed.ts'
import type { ScreenProps } from '../screens.ts'
import { todayIn } from '../usage/address.ts'
import { useUsed } from '../usage/use-used.ts'
import type { SessionsAddress } from './address.ts'
import { isFiltered, rangeChoices, readSessionsAddress, sessionsQuestion, sortWords } from './address.ts'
import { costSum } from './list-items.ts'
import { SessionTabs } from './session-tabs.tsx'
import { SessionsTable } from './sessions-table.tsx'
import type { Sessions } from './use-sessions.ts'
import { useSessions } from './use-sessions.ts'
import '../styles/sessions.css'

export default function SessionsScreen({ place }: ScreenProps) {
  const address = useMemo(() => readSessionsAddress(place.query), [place.query])
  const nowMs = useNow(60_000)
  const { timezone } = pageCalendar()
  const today = todayIn(timezone, nowMs)
  const question = useMemo(() => sessionsQuestion(address, today), [address, today])
  const sessions = useSessions(question)
  return (
    <section data-screen="sessions" class="screen">
      <h1 class="sr">Sessions</h1>
      <Toolbar address={address} sessions={sessions} today={today} />
      {sessions.problem && (
        <AskFailed what="The list of sessions" problem={sessions.problem} onRetry={sessions.retry} />
      )}
      <List address={address} sessions={sessions} nowMs={nowMs} />
    </section>
  )
}

interface ListProps {
  readonly address: SessionsAddress
  readonly sessions: Sessions
  readonly nowMs: number
}

function List({ address, sessions, nowMs }: ListProps) {
  const { loaded, problem, isLoading, loadMore } = sessions
  const total = loaded?.total
  const hasAsked = !isLoading && total !== undefined
  useEffect(() => {
    if (hasAsked) announce(`${plural(total, 'session')} ${total === 1 ? 'matches' : 'match'}`)
  }, [hasAsked, total])
  if (loaded === undefined) {
    return problem ? null : <SkeletonRows rows={14} label="Sessions are being read" />
  }
  if (loaded.total === 0 && !isLoading) return <NoSessions address={address} />
  return <SessionsTable loaded={loaded} sort={address.sort} nowMs={nowMs} onNearEnd={loadMore} />
}

/** Nothing at all, or nothing that matches: how many there are without the filter tells. */
function NoSessions({ address }: { readonly address: SessionsAddress }) {
  const all = useAnswer('all sessions', () => ask(api.sessions.$get({ query: { limit: '1' } }))).value
  if (all === undefined) return null
  const noUsage = address.agents.every((id) => kindOf(id).keepsNoUsage === true) && noUsageWords(address.agents)
  if (noUsage) return <p class="quiet">No sessions: {noUsage}</p>
  if (all.total > 0 && isFiltered(address)) {
    return (
      <NoMatch
        search={address.search.trim()}
        hidden={all.total}
        noun="session"
        onClear={() => setQuery({ search: '', agent: '', project: '', model: '', is: '', tag: '', range: 'all' })}
      />
    )
  }
  return (
    <div class="empty">
      <svg class="mark is-none big" width="40" height="40" aria-hidden="true">
        <use href="#m-none" />
      </svg>
      <h2 class="empty-title">No sessions yet</h2>
      <p>The first session appears when an agent writes one.</p>
      <p class="muted fine">
        Expected some? Settings tell what is read from where; <code>tce doctor</code> tells why not.
      </p>
    </div>
  )
}

const typingPauseMs = 200

function Toolbar({
  address,
  sessions: { loaded, isLoading, loadAll },
  today,
}: {
  readonly address: SessionsAddress
  readonly sessions: Sessions
  readonly today: string
}) {
  const [typed, setTyped] = useTyped(address.search, typingPauseMs, (search) => setQuery({ search }, { replace: true }))
  const [isSaving, setIsSaving] = useState(false)
  const projects = useUsed('project')
  const models = useUsed('model')
  const isWhole = loaded !== undefined && loaded.nextCursor === undefined && !isLoading
  const save = async () => {
    setIsSaving(true)
    const all = await loadAll()
    setIsSaving(false)
    if (all.ok) saveFile(`tce-sessions-${today}.csv`, 'text/csv;charset=utf-8', sessionsCsv(all.value))
    else announce(all.error.message)
  }
  return (
    <div class="toolbar">
      <SessionTabs current="sessions" />
      <SearchField
        class="wide"
        value={typed}
        onInput={setTyped}
        label="Search sessions"
        placeholder="Search titles, projects, first prompts"
      />
      <KindSelect kinds={(loaded?.agents ?? []).map((id) => ({ id }))} chosen={address.agents} />
      {(loaded?.agents ?? []).length > 1 && (
        <Select
          label="Groups"
          class="wide-only"
          value={address.sort === 'agent' ? 'agent' : ''}
          choices={[
            { value: '', label: 'By day' },
            { value: 'agent', label: 'By agent' },
          ]}
          onChange={(sort) => setQuery({ sort })}
        />
      )}
      <Select
        label="Project"
        class="is-bounded"
        value={address.project}
        choices={withChosen([{ value: '', label: 'All projects' }, ...projects], address.project)}
        onChange={(project) => setQuery({ project })}
      />
      <Select
        label="Model"
        class="is-bounded"
        value={address.model}
        choices={withChosen([{ value: '', label: 'Any model' }, ...models], address.model)}
        onChange={(model) => setQuery({ model })}
      />
      <Select
        label="State"
        class="is-bounded"
        value={address.is}
        choices={[
          { value: '', label: 'Any state' },
          { value: 'starred', label: 'Starred' },
          { value: 'current', label: 'Not archived' },
          { value: 'archived', label: 'Archived' },
        ]}
        onChange={(is) => setQuery({ is })}
      />
      {address.tag !== '' && (
        <button type="button" class="btn" onClick={() => setQuery({ tag: '' })}>
          #{plainText(address.tag)}
          <Icon name="x" size={12} />
          <span class="sr">, sessions without this tag as well</span>
        </button>
      )}
      <Select
        label="Time"
        value={address.range}
        choices={rangeChoices}
        onChange={(range) => setQuery({ range: range === '30' ? '' : range })}
      />
      <Select
        label="Order"
        class="by-order"
        value={address.sort}
        choices={Object.entries(sortWords)
          .filter(([value]) => value !== 'agent' || address.sort === 'agent' || (loaded?.agents ?? []).length > 1)
          .map(([value, label]) => ({ value, label: `By ${label.toLowerCase()}` }))}
        onChange={(sort) => setQuery({ sort: sort === 'start' ? '' : sort })}
      />
      <div class="toolbar-end">
        {loaded && (
          <span class="muted list-sum">
            <b>{loaded.total.toLocaleString('en-US')}</b> {loaded.total === 1 ? 'session' : 'sessions'}
            {isWhole && costSum(loaded.sessions) && `, ${costSum(loaded.sessions)}`}
          </span>
        )}
        <button type="button" class="btn" onClick={save} disabled={isSaving || !loaded?.total}>
          <Icon name="save" size={14} />
          CSV
          <span class="sr"> of these sessions</span>
        </button>
      </div>
    </div>
  )
}
