/** Filter by text, by what an agent does or how it is, by kind and by project; table or cards. All of it is in the address. */
import { askToDeploy } from '../deploy/deploy-open.ts'
import { Link, setQuery } from '../navigation.tsx'
import { KindSelect } from '../parts/kind-select.tsx'
import type { MarkName } from '../parts/mark.tsx'
import { Icon } from '../parts/mark.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { defaultView } from './default-view.ts'
import type { Grouping, Layout, ProcessesQuery, Show } from './query.ts'
import { groupings } from './query.ts'
import type { ProcessesView } from './view-model.ts'

const showMarks: Partial<Record<Show, MarkName>> = {
  waiting: 'waiting',
  working: 'busy',
  stale: 'stale',
  zombie: 'zombie',
  unknown: 'unknown',
}

interface ToolbarProps {
  readonly view: ProcessesView
  readonly search: string
  readonly query: ProcessesQuery
  /** Only where both have room. */
  readonly hasLayouts: boolean
  /** In a flat list there is no group head for it. */
  readonly onKillStale?: (() => void) | undefined
  readonly canAct: boolean
}

export function Toolbar({ view, search, query, hasLayouts, onKillStale, canAct }: ToolbarProps) {
  const { show, project, layout } = query
  return (
    <div class="toolbar">
      <SearchField
        value={search}
        label="Filter processes"
        placeholder="Filter by project, name, activity, pid"
        onInput={(q) => setQuery({ q }, { replace: true })}
      />
      <Segments
        label="Show"
        value={show}
        segments={view.segments.map((segment) => ({ ...segment, value: segment.show, mark: showMarks[segment.show] }))}
        onChange={(value) => setQuery({ show: value === 'all' ? '' : value })}
      />
      {onKillStale && view.staleCount > 0 && (
        <button type="button" class="link" disabled={!canAct} onClick={onKillStale}>
          Kill {view.staleCount} stale…
        </button>
      )}
      <div class="toolbar-end wide-only">
        <KindSelect kinds={view.kinds} chosen={query.agents} />
        {view.kinds.length > 1 && (
          <Select
            label="Groups"
            value={query.group}
            choices={groupings.map((value) => ({ value, label: groupingWords[value] }))}
            onChange={(value) => setQuery({ group: value === 'need' ? '' : value })}
          />
        )}
        <Link class="btn" to={{ screen: 'metrics', query: {} }}>
          Metrics
        </Link>
        <ProjectMenu projects={view.projects} project={project} />
        {hasLayouts && (
          <Segments<Layout>
            label="View"
            class="icons"
            value={layout}
            segments={[
              { value: 'table', label: 'Table', icon: 'rows' },
              { value: 'cards', label: 'Cards', icon: 'cards' },
            ]}
            onChange={(value) => setQuery({ view: value === defaultView.value.layout ? '' : value })}
          />
        )}
        <button
          type="button"
          class="btn"
          aria-label="Deploy an agent…"
          title="Deploy an agent… (Shift N)"
          disabled={!canAct}
          onClick={() => askToDeploy()}
        >
          <Icon name="plus" size={14} />
        </button>
      </div>
    </div>
  )
}

const groupingWords: Record<Grouping, string> = { need: 'By need', agent: 'By agent' }

interface ProjectMenuProps {
  readonly projects: ProcessesView['projects']
  readonly project: string | undefined
}

/** The browser's own menu: it knows every keyboard, every reader and every phone. */
function ProjectMenu({ projects, project }: ProjectMenuProps) {
  const isGone = project !== undefined && !projects.some(({ name }) => name === project)
  return (
    <span class="btn menu">
      <select
        aria-label="Project"
        value={project ?? ''}
        onChange={(event) => setQuery({ project: event.currentTarget.value })}
      >
        <option value="">All projects</option>
        {isGone && <option value={project}>{project} (0)</option>}
        {projects.map(({ name, count }) => (
          <option key={name} value={name}>
            {name} ({count})
          </option>
        ))}
      </select>
      <Icon name="down" size={12} />
    </span>
  )
}
