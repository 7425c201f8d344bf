/** The start tab: who needs me, what is wrong, what does it cost. */
import { useEffect, useRef } from 'preact/hooks'
import type { FleetReport } from '../../../core/process/report.ts'
import { announce } from '../announcer.tsx'
import { isLive, liveFleet, liveTrends } from '../live/live-store.ts'
import { setQuery } from '../navigation.tsx'
import { comesSoon } from '../parts/comes-soon.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import { NoMatch } from '../parts/no-match.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import type { ScreenProps } from '../screens.ts'
import { useActions } from './actions.tsx'
import { AgentsTable } from './agents-table.tsx'
import { defaultView } from './default-view.ts'
import { fleetSentence } from './figures.ts'
import { FiguresStrip } from './figures-strip.tsx'
import { useListKeys } from './list-keys.ts'
import type { ProcessesQuery } from './query.ts'
import { parseQuery } from './query.ts'
import { Toolbar } from './toolbar.tsx'
import type { Placement } from './use-placement.ts'
import { usePlacement } from './use-placement.ts'
import type { ProcessesView } from './view-model.ts'
import { processesView } from './view-model.ts'

const AgentCards = comesSoon(async () => (await import('./agent-cards.tsx')).AgentCards)
/** Below the table, or instead of one. */
const FoldedSections = comesSoon(async () => (await import('./folded-sections.tsx')).FoldedSections)
const UnseenSessions = comesSoon(async () => (await import('./unseen-sessions.tsx')).UnseenSessions)
const NoProcesses = comesSoon(async () => (await import('./no-processes.tsx')).NoProcesses)

/** Below it a table has no room for names. */
const narrow = '(max-width: 56rem)'

export default function ProcessesScreen({ place }: ScreenProps) {
  const fleet = liveFleet.value
  const standard = defaultView.value
  if (fleet !== undefined) {
    return <Fleet fleet={fleet} query={parseQuery(place.query, standard)} search={place.query['q'] ?? ''} />
  }
  return (
    <>
      <h1 class="sr">Processes</h1>
      <SkeletonRows rows={12} label="Looking at the machine…" />
    </>
  )
}

interface FleetProps {
  readonly fleet: FleetReport
  readonly query: ProcessesQuery
  /** As it was typed. */
  readonly search: string
}

function Fleet({ fleet, query, search }: FleetProps) {
  const actions = useActions()
  const placement = usePlacement(fleet.processes, (id) => actions.deeds.has(id), actions.deeds)
  useSpokenFleet(fleet)
  if (fleet.processes.length === 0 && placement.rows.length === 0) {
    return (
      <>
        <UnseenSessions fleet={fleet} />
        <NoProcesses fleet={fleet} />
        <Others fleet={fleet} />
      </>
    )
  }
  return <List fleet={fleet} query={query} search={search} placement={placement} />
}

function Others({ fleet }: { readonly fleet: FleetReport }) {
  return <FoldedSections fleet={fleet} actions={useActions()} canAct={isLive.value} />
}

function List({ fleet, query, search, placement }: FleetProps & { readonly placement: Placement }) {
  const actions = useActions()
  const canAct = isLive.value
  const trends = liveTrends.value
  const isNarrow = useMediaQuery(narrow)
  const view = useView(placement, query)
  const setOpen = (id: string | undefined) => setQuery({ open: id ?? '' })
  const box = useRef<HTMLDivElement>(null)
  const roving = useListKeys({ list: box, rows: view.rows, openId: query.openId, canAct, actions, setOpen })
  const onKillStale = () => actions.askToKillStale(placement.rows.map(({ agent }) => agent))
  const list = {
    view,
    query,
    trends,
    currentId: roving.stop,
    canAct,
    actions,
    onKillStale,
    onToggle: (id: string) => setOpen(query.openId === id ? undefined : id),
  }
  const isCards = isNarrow || query.layout === 'cards'
  return (
    <>
      <h1 class="sr">Processes</h1>
      <FiguresStrip fleet={fleet} />
      <Toolbar
        view={view}
        search={search}
        query={query}
        hasLayouts={!isNarrow}
        onKillStale={view.isFlat ? onKillStale : undefined}
        canAct={canAct}
      />
      {view.rows.length === 0 ? (
        <NoMatch
          search={search.trim()}
          hidden={view.hidden}
          noun="agent"
          onClear={() => setQuery({ q: '', show: '', project: '', agent: '' })}
        />
      ) : (
        <div ref={box} class="list" {...roving.listeners}>
          {isCards ? <AgentCards {...list} /> : <AgentsTable {...list} />}
        </div>
      )}
      <UnseenSessions fleet={fleet} />
      <FoldedSections fleet={fleet} actions={actions} canAct={canAct} />
    </>
  )
}

/** A list sorted by a figure that changes would be in motion all the time: it is sorted anew when nobody attends to it. */
function useView({ rows, isAttended }: Placement, query: ProcessesQuery): ProcessesView {
  const { openId: _open, layout: _layout, ...filters } = query
  const key = JSON.stringify(filters)
  const last = useRef<{ readonly key: string; readonly ids: readonly string[] } | undefined>(undefined)
  const heldIds = last.current?.key === key && isAttended() ? last.current.ids : undefined
  const view = processesView(rows, query, heldIds)
  last.current = { key, ids: view.rows.map(({ id }) => id) }
  return view
}

/** Says what changed to those who listen: how many there are and who waits, nothing else. */
function useSpokenFleet(fleet: FleetReport): void {
  const sentence = fleetSentence(fleet)
  useEffect(() => announce(sentence), [sentence])
}
