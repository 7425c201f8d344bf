/** The list of sessions. Of twenty thousand rows only those in sight are drawn; the room of the others is kept. */
import { useCallback, useMemo } from 'preact/hooks'
import type { SessionSort, SessionSummary } from '../../../core/session/session.ts'
import { plainText } from '../../../core/words/text.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { Link, setQuery } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { LongBody } from '../parts/long-body.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import type { Column } from '../parts/table.tsx'
import { Cells, GroupRow, Heads } from '../parts/table.tsx'
import { agentsBySession, unseenBySession } from './agents.ts'
import { Lines } from './lines.tsx'
import type { ListItem } from './list-items.ts'
import { toItems } from './list-items.ts'
import type { LoadedSessions } from './loaded.ts'
import type { SessionWords, StateWords } from './session-words.ts'
import { sessionWords, stateOf } from './session-words.ts'

interface SessionRow {
  readonly session: SessionSummary
  readonly words: SessionWords
  readonly state: StateWords
  readonly hasKinds: boolean
  /** The one row that Tab reaches. */
  readonly isStop: boolean
}

/** The server sorts, the highest first. */
const columnsFor = (sort: SessionSort): readonly Column<SessionRow>[] => [
  { id: 'title', head: 'Session', class: 'c-title', isName: true, cell: (row) => <Title {...row} /> },
  {
    id: 'start',
    head: sort === 'active' ? 'Last active' : 'Started',
    class: 'c-start num',
    cell: ({ words }) => words.started,
    sort: 'server',
  },
  { id: 'duration', head: 'Duration', class: 'c-dur num', cell: ({ words }) => words.duration, sort: 'server' },
  { id: 'model', head: 'Model', class: 'c-model', cell: ({ words }) => words.model },
  {
    id: 'tokens',
    head: 'Tokens',
    class: 'c-tok num',
    cell: ({ words }) => words.tokens,
    title: ({ words }) => words.exactTokens,
    sort: 'server',
  },
  {
    id: 'cost',
    head: 'Cost',
    class: 'c-cost num',
    cell: ({ words }) => words.cost,
    title: ({ words }) => words.costTitle,
    sort: 'server',
  },
  { id: 'lines', head: 'Lines', class: 'c-lines num', cell: ({ words }) => <Lines lines={words.lines} /> },
  { id: 'tools', head: 'Tools', class: 'c-tools num', cell: ({ words }) => words.tools },
  {
    id: 'state',
    head: <span class="sr">State</span>,
    class: 'c-state',
    cell: ({ state }) => <State state={state} />,
  },
]

interface SessionsTableProps {
  readonly loaded: LoadedSessions
  readonly sort: SessionSort
  readonly nowMs: number
  /** The end of what is here is near. */
  readonly onNearEnd: () => void
}

export function SessionsTable({ loaded, sort, nowMs, onNearEnd }: SessionsTableProps) {
  const columns = useMemo(() => columnsFor(sort), [sort])
  const sortedColumn = sort === 'active' ? 'start' : sort
  return (
    <div class="table-wrap">
      <table class="grid sess" aria-rowcount={loaded.total + 1}>
        <caption class="sr">Sessions</caption>
        <thead>
          <Heads
            columns={columns}
            sort={{ column: sortedColumn, isDescending: true }}
            // A head that is chosen goes back to the newest.
            onSort={({ id }) => setQuery({ sort: id === sortedColumn || id === 'start' ? '' : id }, { replace: true })}
          />
        </thead>
        <Rows columns={columns} loaded={loaded} sort={sort} nowMs={nowMs} onNearEnd={onNearEnd} />
      </table>
    </div>
  )
}

type RowsProps = SessionsTableProps & { readonly columns: readonly Column<SessionRow>[] }

const rowRem = 2.875
const heightRem = ({ kind }: ListItem) => (kind === 'session' ? rowRem : 1.75)

function Rows({ columns, loaded, sort, nowMs, onNearEnd }: RowsProps) {
  const calendar = pageCalendar()
  const items = useMemo(() => toItems(loaded, sort, nowMs, calendar), [loaded, sort, nowMs, calendar])
  const walked = useMemo(() => items.flatMap(({ kind, key }) => (kind === 'session' ? [key] : [])), [items])
  const hasKinds = new Set([...loaded.agents, ...loaded.sessions.map(({ agent }) => agent)]).size > 1
  const missing = loaded.nextCursor === undefined ? 0 : Math.max(0, loaded.total - loaded.sessions.length)
  const draw = useCallback(
    (item: ListItem, _index: number, isStop: boolean) =>
      item.kind === 'group' ? (
        <GroupRow {...item} span={columns.length} />
      ) : (
        <Row {...item} {...{ columns, sort, nowMs, hasKinds, isStop }} />
      ),
    [columns, sort, nowMs, hasKinds],
  )
  return (
    <LongBody
      items={items}
      walked={walked}
      heightRem={heightRem}
      columnCount={columns.length}
      missingRem={missing * rowRem}
      onNearEnd={onNearEnd}
      draw={draw}
    />
  )
}

interface RowProps {
  readonly columns: readonly Column<SessionRow>[]
  readonly session: SessionSummary
  readonly position: number
  readonly sort: SessionSort
  readonly nowMs: number
  readonly hasKinds: boolean
  readonly isStop: boolean
}

function Row({ columns, session, position, sort, nowMs, hasKinds, isStop }: RowProps) {
  const words = sessionWords(session, sort, nowMs)
  const state = stateOf(agentsBySession.value.get(session.id), unseenBySession.value.get(session.id), nowMs)
  return (
    <tr
      class={`row${state.look === 'waiting' ? ' is-waiting' : ''}${session.isArchived ? ' is-archived' : ''}`}
      data-key={session.id}
      aria-rowindex={position + 2}
    >
      <Cells columns={columns} row={{ session, words, state, hasKinds, isStop }} />
    </tr>
  )
}

function Title({ session, words, hasKinds, isStop }: SessionRow) {
  return (
    <>
      <Link
        to={{ screen: 'session', sessionId: session.id, query: {} }}
        class={words.isUntitled ? 'mono' : ''}
        title={words.summary === '' ? words.title : `${words.title}\n${words.summary}`}
        tabIndex={isStop ? 0 : -1}
      >
        {session.isStarred && (
          <>
            <Icon name="star" size={12} />
            <span class="sr">Starred: </span>
          </>
        )}
        {words.title}
      </Link>
      <span class="sub">
        {hasKinds && <KindMark agent={session.agent} />}
        <span class="clip" title={session.cwd}>
          {words.project}
        </span>
        <span class="mono clip">{words.branch}</span>
        {session.tags?.map((tag) => (
          <span key={tag}>#{plainText(tag)}</span>
        ))}
      </span>
    </>
  )
}

export const State = ({ state: { look, word, note, title } }: { readonly state: StateWords }) => (
  <>
    {look === 'quiet' ? (
      <span class={`act is-quiet${word === 'stale' || word === 'zombie' ? ` is-${word}` : ''}`}>{word}</span>
    ) : (
      <span class={`act is-${look}`}>
        <Mark name={look} />
        <b>{word}</b>
      </span>
    )}
    {note !== undefined && (
      <span class="sub" title={title}>
        {note}
      </span>
    )}
  </>
)
