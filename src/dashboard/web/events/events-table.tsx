/** The list of events. Of thousands only the rows in sight are drawn. */
import { useCallback, useMemo, useRef } from 'preact/hooks'
import { plainText } from '../../../core/words/text.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { KindMark } from '../parts/kind-mark.tsx'
import { LongBody } from '../parts/long-body.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import type { Column } from '../parts/table.tsx'
import { Cells, Heads } from '../parts/table.tsx'
import type { PageEvent } from './event.ts'
import { agentIdOf, atMsOf, levelClass, projectOf, safeMessage, timeWords } from './event.ts'
import { LevelWord } from './level.tsx'
import { useProjects } from './projects.ts'

interface EventRow {
  readonly event: PageEvent
  readonly nowMs: number
  readonly projects: ReadonlyMap<string, string>
}

const columns: readonly Column<EventRow>[] = [
  {
    id: 'at',
    head: 'Time',
    class: 'c-at',
    cell: ({ event, nowMs }) => timeWords(atMsOf(event), nowMs, pageCalendar()),
    title: ({ event }) => event.timestamp,
  },
  { id: 'level', head: 'Level', class: 'c-lv', cell: ({ event }) => <LevelWord level={event.level} /> },
  { id: 'source', head: 'Source', class: 'c-src', cell: ({ event }) => <Source event={event} /> },
  {
    id: 'type',
    head: 'Type',
    class: 'c-type mono',
    isName: true,
    cell: ({ event }) => plainText(event.event_type),
    title: ({ event }) => event.event_type,
  },
  {
    id: 'project',
    head: 'Project',
    class: 'c-proj',
    cell: ({ event, projects }) => plainText(projectOf(event, projects) ?? '–'),
  },
  { id: 'message', head: 'Message', class: 'c-msg', cell: ({ event }) => plainText(safeMessage(event)) },
]

const Source = ({ event }: { readonly event: PageEvent }) => {
  const agent = agentIdOf(event)
  return (
    <span class="cell">
      {agent === undefined ? <span class="kind-none" /> : <KindMark agent={agent} isBeside />}
      {plainText(event.source)}
    </span>
  )
}

interface EventsTableProps {
  readonly events: readonly PageEvent[]
  readonly caption: string
  readonly nowMs: number
  readonly chosenId: number | undefined
  readonly onChoose: (id: number | undefined) => void
  /** There is more behind the last. */
  readonly hasMore: boolean
  readonly onNearEnd: () => void
}

interface Item {
  readonly key: string
  readonly event: PageEvent
}

const heightRem = () => 1.75
const twoLinesRem = () => 3.125
/** Room for what is not here yet: a page of it would be too long to scroll back from. */
const missingRem = 17.5

/** Also read by those who stand in a row and see nothing. */
const phone = '(max-width: 45rem)'

export function EventsTable(props: EventsTableProps) {
  const { events, caption, nowMs, chosenId, onChoose, hasMore, onNearEnd } = props
  const isPhone = useMediaQuery(phone)
  const items = useItems(events)
  const walked = useMemo(() => items.map(({ key }) => key), [items])
  const projects = useProjects()
  const keyOf = (target: EventTarget | null) =>
    target instanceof HTMLElement ? Number(target.closest<HTMLElement>('[data-key]')?.dataset['key']) : Number.NaN
  const choose = (event: Event, isToggle: boolean) => {
    const id = keyOf(event.target)
    if (Number.isSafeInteger(id)) onChoose(isToggle && id === chosenId ? undefined : id)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') choose(event, false)
    else if (event.key === 'ArrowRight' && chosenId !== undefined) focusDetail()
    else if (event.key === 'Escape' && chosenId !== undefined) onChoose(undefined)
    else return
    event.preventDefault()
  }
  const draw = useCallback(
    ({ key, event }: Item, _: number, isStop: boolean) => (
      <tr
        data-key={key}
        class={`row ${levelClass(event.level)}${event.id === chosenId ? ' is-on' : ''}`}
        tabIndex={isStop ? 0 : -1}
        aria-selected={event.id === chosenId}
      >
        <Cells columns={columns} row={{ event, nowMs, projects }} />
      </tr>
    ),
    [chosenId, nowMs, projects],
  )
  return (
    <table
      class="grid evts"
      onClick={(event) => choose(event, true)}
      onKeyDown={onKeyDown}
      // Where a detail is open it follows the row that the arrow keys lead to.
      onFocusIn={(event) => chosenId !== undefined && keyOf(event.target) !== chosenId && choose(event, false)}
    >
      <caption class="sr">{caption}</caption>
      <thead>
        <Heads columns={columns} />
      </thead>
      <LongBody
        key={isPhone ? 'phone' : 'wide'}
        items={items}
        walked={walked}
        heightRem={isPhone ? twoLinesRem : heightRem}
        columnCount={columns.length}
        missingRem={hasMore ? missingRem : 0}
        onNearEnd={onNearEnd}
        draw={draw}
      />
    </table>
  )
}

const focusDetail = () => document.querySelector<HTMLElement>('.pane')?.focus()

/** An event keeps its item, however often others come in front of it. */
function useItems(events: readonly PageEvent[]): readonly Item[] {
  const known = useRef(new WeakMap<PageEvent, Item>())
  return useMemo(
    () =>
      events.map((event) => {
        const item = known.current.get(event) ?? { key: String(event.id), event }
        known.current.set(event, item)
        return item
      }),
    [events],
  )
}
