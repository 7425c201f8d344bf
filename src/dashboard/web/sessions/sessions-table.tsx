/** The list of sessions. Of twenty thousand rows only those in sight are drawn; the room of the others is kept. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { SessionSort, SessionSummary } from '../../../core/session/session.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { Link, setQuery } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Mark } from '../parts/mark.tsx'
import type { Column } from '../parts/table.tsx'
import { Cells, Heads } from '../parts/table.tsx'
import { useRoving } from '../parts/use-roving.ts'
import type { DrawnRows } from '../parts/use-rows.tsx'
import { Room, remPx, useRows } from '../parts/use-rows.tsx'
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

function Rows({ columns, loaded, sort, nowMs, onNearEnd }: RowsProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [heightPx] = useState(() => {
    const sizes = { session: remPx(2.875), group: remPx(1.75) }
    return ({ kind }: ListItem) => sizes[kind]
  })
  const calendar = pageCalendar()
  const items = useMemo(() => toItems(loaded, sort, nowMs, calendar), [loaded, sort, nowMs, calendar])
  const keys = useMemo(() => items.flatMap(({ kind, key }) => (kind === 'session' ? [key] : [])), [items])
  const hasKinds = new Set([...loaded.agents, ...loaded.sessions.map(({ agent }) => agent)]).size > 1
  const missing = loaded.nextCursor === undefined ? 0 : Math.max(0, loaded.total - loaded.sessions.length)
  const drawn = useRef<DrawnRows | undefined>(undefined)
  const roving = useRoving({ root: body, keys, rows: drawn })
  const kept = roving.isHere ? roving.stop : undefined
  const { segments, range } = useRows({ root: body, items, heightPx, kept, tailPx: missing * remPx(2.875), drawn })
  useEffect(() => {
    if (missing > 0 && range.until >= items.length - 20) onNearEnd()
  }, [range, items, missing, onNearEnd])
  return (
    <tbody ref={body} {...roving.listeners}>
      {segments.map((segment, index) => {
        if (segment.kind === 'gap') {
          const isLoading = missing > 0 && index === segments.length - 1
          return <Room key={segment.key} heightPx={segment.heightPx} span={columns.length} isLoading={isLoading} />
        }
        const item = items[segment.index]
        if (item === undefined) return null
        if (item.kind === 'group') return <GroupRow key={item.key} group={item} span={columns.length} />
        const { key, session, position } = item
        const row: SessionRow = {
          session,
          words: sessionWords(session, sort, nowMs),
          state: stateOf(agentsBySession.value.get(session.id), unseenBySession.value.get(session.id), nowMs),
          hasKinds,
          isStop: key === roving.stop,
        }
        return (
          <tr
            key={key}
            class={`row${row.state.look === 'waiting' ? ' is-waiting' : ''}`}
            data-key={key}
            aria-rowindex={position + 2}
          >
            <Cells columns={columns} row={row} />
          </tr>
        )
      })}
    </tbody>
  )
}

interface GroupRowProps {
  readonly group: Extract<ListItem, { kind: 'group' }>
  readonly span: number
}

const GroupRow = ({ group, span }: GroupRowProps) => (
  <tr class="group">
    <th colSpan={span} scope="rowgroup">
      {group.agent !== undefined && <KindMark agent={group.agent} isBeside />}
      <span class="group-name">{group.name}</span> <span class="count">{group.count}</span>
      <span class="group-sum">{group.sum}</span>
    </th>
  </tr>
)

function Title({ session, words, hasKinds, isStop }: SessionRow) {
  return (
    <>
      <Link
        to={{ screen: 'session', sessionId: session.id, query: {} }}
        class={words.isUntitled ? 'mono' : ''}
        title={words.summary === '' ? words.title : `${words.title}\n${words.summary}`}
        tabIndex={isStop ? 0 : -1}
      >
        {words.title}
      </Link>
      <span class="sub">
        {hasKinds && <KindMark agent={session.agent} />}
        <span class="clip" title={session.cwd}>
          {words.project}
        </span>
        <span class="mono clip">{words.branch}</span>
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
