import { Link, setQuery } from '../navigation.tsx'
import { Panel } from '../parts/panel.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { parseRoute } from '../route.ts'
import type { Unit } from './address.ts'
import type { ProjectShare } from './shares.ts'

interface ProjectsPanelProps {
  readonly projects: readonly ProjectShare[]
  readonly span: string
  readonly unit: Unit
  readonly chosen: string
}

const shownAtFirst = 9

export function ProjectsPanel({ projects, span, unit, chosen }: ProjectsPanelProps) {
  const shown = projects.slice(0, shownAtFirst)
  const route = parseRoute(location.href)
  return (
    <Panel
      title="Projects"
      aside={
        <span class="muted">
          {span}
          {projects.length > shown.length && (
            <>
              , {shown.length} of{' '}
              <Link to={{ ...route, query: { ...route.query, by: 'project' } }}>{projects.length}</Link>
            </>
          )}
        </span>
      }
    >
      {shown.length === 0 ? (
        <p class="quiet">Nothing was used.</p>
      ) : (
        <MiniTable class="wide" columns={columnsFor(unit, chosen)} rows={shown} keyOf={({ key }) => key} />
      )}
    </Panel>
  )
}

const columnsFor = (unit: Unit, chosen: string): readonly Column<ProjectShare>[] => [
  {
    id: 'project',
    head: 'Project',
    class: 'clip',
    isName: true,
    title: ({ key }) => key,
    cell: ({ key, label }) => (
      <button
        type="button"
        class="pick-row"
        aria-pressed={chosen === key}
        onClick={() => setQuery({ project: chosen === key ? '' : key })}
      >
        {label}
      </button>
    ),
  },
  { id: 'sessions', head: 'Sessions', class: 'num', cell: ({ sessions }) => sessions },
  { id: 'amount', head: unit === 'cost' ? 'Cost' : 'Tokens', class: 'num', cell: ({ amount }) => amount },
  {
    id: 'share',
    head: 'Share',
    class: 'sharecol',
    cell: ({ barPercent, shareWords }) => (
      <>
        <svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect width={barPercent} height="6" />
        </svg>
        <span>{shareWords}</span>
      </>
    ),
  },
]
