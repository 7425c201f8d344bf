/** The list of sessions. Of twenty thousand rows only those in sight are drawn; the room of the others is kept. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { SessionSort } from '../../../core/session/session.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { Link, setQuery } from '../navigation.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { offsetsOf, remPx, toSegments, useVisibleRows } from '../parts/virtual-rows.ts'
import { agentsBySession } from './agents.ts'
import { Lines } from './lines.tsx'
import type { ListItem } from './list-items.ts'
import { toItems } from './list-items.ts'
import type { LoadedSessions } from './loaded.ts'
import type { StateWords } from './session-words.ts'
import { sessionWords, stateOf } from './session-words.ts'

interface SessionsTableProps {
  readonly loaded: LoadedSessions
  readonly sort: SessionSort
  readonly nowMs: number
  /** The end of what is here is near. */
  readonly onNearEnd: () => void
}

const columnCount = 9

export function SessionsTable({ loaded, sort, nowMs, onNearEnd }: SessionsTableProps) {
  return (
    <div class="table-wrap">
      <table class="grid sess" aria-rowcount={loaded.total + 1}>
        <caption class="sr">Sessions</caption>
        <thead>
          <tr>
            <th scope="col" class="c-title">
              Session
            </th>
            <SortHead
              column="start"
              sort={sort}
              class="c-start num"
              label={sort === 'active' ? 'Last active' : 'Started'}
            />
            <SortHead column="duration" sort={sort} class="c-dur num" label="Duration" />
            <th scope="col" class="c-model">
              Model
            </th>
            <SortHead column="tokens" sort={sort} class="c-tok num" label="Tokens" />
            <SortHead column="cost" sort={sort} class="c-cost num" label="Cost" />
            <th scope="col" class="c-lines num">
              Lines
            </th>
            <th scope="col" class="c-tools num">
              Tools
            </th>
            <th scope="col" class="c-state">
              <span class="sr">State</span>
            </th>
          </tr>
        </thead>
        <Rows loaded={loaded} sort={sort} nowMs={nowMs} onNearEnd={onNearEnd} />
      </table>
    </div>
  )
}

interface SortHeadProps {
  readonly column: SessionSort
  readonly sort: SessionSort
  readonly label: string
  readonly class: string
}

/** The server sorts, the highest first; a head that is chosen goes back to the newest. */
function SortHead({ column, sort, label, class: className }: SortHeadProps) {
  const isChosen = column === sort || (column === 'start' && sort === 'active')
  return (
    <th scope="col" class={className} aria-sort={isChosen ? 'descending' : undefined}>
      <button
        type="button"
        class="sort"
        onClick={() => setQuery({ sort: isChosen || column === 'start' ? '' : column }, { replace: true })}
      >
        {label}
        {isChosen && <Icon name="down" size={10} />}
      </button>
    </th>
  )
}

function Rows({ loaded, sort, nowMs, onNearEnd }: SessionsTableProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [sizes] = useState(() => ({ row: remPx(2.875), group: remPx(1.75) }))
  const calendar = pageCalendar()
  const items = useMemo(() => toItems(loaded, sort, nowMs, calendar), [loaded, sort, nowMs, calendar])
  const missing = loaded.nextCursor === undefined ? 0 : Math.max(0, loaded.total - loaded.sessions.length)
  const offsets = useMemo(
    () => offsetsOf([...items.map(({ kind }) => sizes[kind === 'group' ? 'group' : 'row']), missing * sizes.row]),
    [items, missing, sizes],
  )
  const range = useVisibleRows(body, offsets)
  const cursor = useCursor(body, items, offsets)
  useEffect(() => {
    // The last item is the room of what is not here yet.
    if (missing > 0 && range.until >= items.length - 20) onNearEnd()
  }, [range, items, missing, onNearEnd])
  return (
    <tbody ref={body} onKeyDown={cursor.onKeyDown} onFocusIn={cursor.onFocusIn} onFocusOut={cursor.onFocusOut}>
      {toSegments(offsets, range, cursor.focused).map((segment) => {
        if (segment.kind === 'gap') return <Room key={segment.key} heightPx={segment.heightPx} />
        const item = items[segment.index]
        if (item === undefined) return <Room key="missing" heightPx={missing * sizes.row} isLoading={missing > 0} />
        return item.kind === 'group' ? (
          <GroupRow key={item.key} group={item} />
        ) : (
          <SessionRow
            key={item.key}
            item={item}
            index={segment.index}
            sort={sort}
            nowMs={nowMs}
            isStop={segment.index === cursor.stop}
            state={stateOf(agentsBySession.value.get(item.session.id))}
          />
        )
      })}
    </tbody>
  )
}

/** One tab stop; the arrow keys walk the rows, also to those that are not drawn yet. */
function useCursor(
  body: { readonly current: HTMLTableSectionElement | null },
  items: readonly ListItem[],
  offsets: readonly number[],
) {
  const [cursorKey, setCursorKey] = useState<string>()
  const [hasFocus, setHasFocus] = useState(false)
  // Keys come faster than drawings: where the last key led, until that row is drawn and has the focus.
  const headedFor = useRef<{ readonly key: string; readonly index: number } | undefined>(undefined)
  const at = useMemo(() => items.findIndex(({ key }) => key === cursorKey), [items, cursorKey])
  const firstSession = items.findIndex(({ kind }) => kind === 'session')
  const stop = at >= 0 ? at : firstSession
  // As soon as the row is drawn, wherever it was: the one before may be gone with the focus, and the next key comes nowhere.
  useLayoutEffect(() => {
    if (headedFor.current === undefined || headedFor.current.key !== items[stop]?.key) return
    body.current?.querySelector<HTMLElement>('a[tabindex="0"]')?.focus({ preventScroll: true })
    headedFor.current = undefined
  })
  const moveTo = (index: number, step: 1 | -1) => {
    let target = Math.max(0, Math.min(items.length - 1, index))
    while (items[target] && items[target]?.kind !== 'session') target += step
    const item = items[target]
    if (item === undefined) return
    headedFor.current = { key: item.key, index: target }
    setCursorKey(item.key)
    setHasFocus(true)
    scrollToRow(body.current, offsets[target] ?? 0, offsets[target + 1] ?? 0)
  }
  return {
    stop,
    focused: hasFocus && stop >= 0 ? stop : undefined,
    onFocusIn: (event: FocusEvent) => {
      const key = (event.target as Element).closest('tr')?.dataset['key']
      if (key !== undefined && headedFor.current === undefined) setCursorKey(key)
      setHasFocus(true)
    },
    onFocusOut: () => {
      if (headedFor.current === undefined) setHasFocus(false)
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const from = headedFor.current?.index ?? stop
      const page = Math.max(
        1,
        Math.floor((innerHeight - 120) / ((offsets.at(-1) ?? 1) / Math.max(1, offsets.length - 1))),
      )
      const moves: Record<string, readonly [number, 1 | -1]> = {
        ArrowDown: [from + 1, 1],
        ArrowUp: [from - 1, -1],
        PageDown: [from + page, 1],
        PageUp: [from - page, -1],
        Home: [0, 1],
        End: [items.length - 1, -1],
      }
      const move = moves[event.key]
      if (move === undefined) return
      event.preventDefault()
      moveTo(...move)
    },
  }
}

/** Into sight, below the bar and the heads and above the edge. */
function scrollToRow(body: HTMLElement | null, topPx: number, bottomPx: number): void {
  const start = body?.getBoundingClientRect().top ?? 0
  const covered = remPx(2.75 + 1.875)
  const [top, bottom] = [start + topPx, start + bottomPx]
  if (top < covered) scrollBy(0, top - covered - 8)
  else if (bottom > innerHeight) scrollBy(0, bottom - innerHeight + 8)
}

const Room = ({ heightPx, isLoading = false }: { readonly heightPx: number; readonly isLoading?: boolean }) => (
  <tr class={`gap${isLoading ? ' is-loading' : ''}`}>
    <td colSpan={columnCount} style={{ height: `${heightPx}px` }} />
  </tr>
)

const GroupRow = ({ group }: { readonly group: Extract<ListItem, { kind: 'group' }> }) => (
  <tr class="group">
    <th colSpan={columnCount} scope="rowgroup">
      <span class="group-name">{group.name}</span> <span class="count">{group.count}</span>
      <span class="group-sum">{group.sum}</span>
    </th>
  </tr>
)

interface SessionRowProps {
  readonly item: Extract<ListItem, { kind: 'session' }>
  readonly index: number
  readonly sort: SessionSort
  readonly nowMs: number
  readonly isStop: boolean
  readonly state: StateWords
}

function SessionRow({ item: { session, key, position }, sort, nowMs, isStop, state }: SessionRowProps) {
  const words = sessionWords(session, sort, nowMs)
  const title = words.summary === '' ? words.title : `${words.title}\n${words.summary}`
  return (
    <tr class={`row${state.look === 'waiting' ? ' is-waiting' : ''}`} data-key={key} aria-rowindex={position + 2}>
      <th scope="row" class="c-title">
        <Link
          to={{ screen: 'session', sessionId: session.id, query: {} }}
          class={words.isUntitled ? 'mono' : ''}
          title={title}
          tabIndex={isStop ? 0 : -1}
        >
          {words.title}
        </Link>
        <span class="sub">
          <span class="clip" title={session.cwd}>
            {words.project}
          </span>
          <span class="mono clip">{words.branch}</span>
        </span>
      </th>
      <td class="num c-start">{words.started}</td>
      <td class="num c-dur">{words.duration}</td>
      <td class="c-model">{words.model}</td>
      <td class="num c-tok" title={words.exactTokens}>
        {words.tokens}
      </td>
      <td class="num c-cost" title={words.costTitle}>
        {words.cost}
      </td>
      <td class="num c-lines">
        <Lines lines={words.lines} />
      </td>
      <td class="num c-tools">{words.tools}</td>
      <td class="c-state">
        <State state={state} />
      </td>
    </tr>
  )
}

export const State = ({ state: { look, word } }: { readonly state: StateWords }) =>
  look === 'quiet' ? (
    <span class={`act is-quiet${word === 'stale' || word === 'zombie' ? ` is-${word}` : ''}`}>{word}</span>
  ) : (
    <span class={`act is-${look}`}>
      <Mark name={look} />
      <b>{word}</b>
    </span>
  )
