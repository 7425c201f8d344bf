/** All tasks: as a board, or as a list. */
import { useEffect, useMemo } from 'preact/hooks'
import { boardOf, cardsWith, type TaskCard } from '../../../core/tasks/task-board.ts'
import { useNow } from '../clock.ts'
import { isLive } from '../live/live-store.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon } from '../parts/mark.tsx'
import { NoMatch } from '../parts/no-match.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { WorkViews } from '../parts/work-views.tsx'
import type { Place, ScreenProps } from '../screens.ts'
import { TaskBoard } from './board.tsx'
import { Compare } from './compare.tsx'
import { askForTask } from './new-task-open.ts'
import { NoTasks } from './no-tasks.tsx'
import { PickBar } from './pick-bar.tsx'
import { picked } from './picked.ts'
import { Questions } from './questions.tsx'
import { TaskTable } from './task-table.tsx'
import { allCards, followTasks, isArchiveShown, readTasks, taskList, tasksProblem } from './tasks-state.ts'
import '../styles/queue.css'
import '../styles/tasks.css'

export default function TasksScreen({ place: { query } }: ScreenProps) {
  useEffect(followTasks, [])
  useEffect(() => {
    isArchiveShown.value = query['archived'] === '1'
  }, [query['archived']])
  const problem = tasksProblem.value
  const view = query['view'] === 'list' ? 'list' : 'board'
  const { compare } = query
  return (
    <section data-screen="tasks" class="screen">
      <h1 class="sr">Tasks</h1>
      {compare === undefined && <Toolbar view={view} query={query} />}
      {problem !== undefined && <AskFailed what="The tasks" problem={problem} onRetry={() => void readTasks()} />}
      {taskList.value === undefined ? (
        problem === undefined && <SkeletonRows rows={8} label="Reading the tasks" />
      ) : compare === undefined ? (
        <Shown view={view} query={query} all={allCards.value} />
      ) : (
        <Compare group={compare} cards={allCards.value} />
      )}
      <Questions />
    </section>
  )
}

interface ShownProps {
  readonly view: 'board' | 'list'
  readonly query: Place['query']
}

function Toolbar({ view, query }: ShownProps) {
  const projects = [...new Set(allCards.value.map(({ project }) => project).filter(Boolean))].toSorted()
  const { project = '', q = '' } = query
  return (
    <div class="toolbar subbar">
      <WorkViews current={view} />
      <SearchField
        class="small"
        label="Filter tasks"
        placeholder="Filter tasks"
        value={q}
        onInput={(text) => setQuery({ q: text }, { replace: true })}
      />
      <div class="toolbar-end">
        {(projects.length > 1 || project !== '') && (
          <Select
            class="wide-only"
            label="Project"
            value={project}
            choices={[{ value: '', label: 'All projects' }, ...projects.map((name) => ({ value: name, label: name }))]}
            onChange={(name) => setQuery({ project: name })}
          />
        )}
        <button type="button" class="btn is-primary" onClick={() => askForTask({ project: project || undefined })}>
          <Icon name="plus" size={14} />
          New task<kbd class="wide-only">n</kbd>
        </button>
      </div>
    </div>
  )
}

function Shown({ view, query, all }: ShownProps & { readonly all: readonly TaskCard[] }) {
  const nowMs = useNow(60_000)
  const calendar = pageCalendar()
  const dayStart = new Date(calendar.startOfDay(calendar.dayOf(nowMs))).toISOString()
  const { q = '', project = '', sort = '' } = query
  const cards = useMemo(() => cardsWith(all, q, project), [all, q, project])
  const archived = taskList.value?.archived ?? 0
  const canAct = isLive.value
  if (all.length === 0 && archived === 0) return <NoTasks />
  if (cards.length === 0 && all.length > 0)
    return <NoMatch search={q} hidden={all.length} noun="task" onClear={() => setQuery({ q: '', project: '' })} />
  if (view === 'board') return <Board {...{ cards, dayStart, archived, nowMs, canAct }} />
  return (
    <>
      <TaskTable
        {...{ cards, dayStart, archived, sort, nowMs, canAct }}
        chosen={picked.value}
        isArchiveShown={query['archived'] === '1'}
      />
      <PickBar cards={cards} canAct={canAct} />
    </>
  )
}

interface BoardProps {
  readonly cards: readonly TaskCard[]
  readonly dayStart: string
  readonly archived: number
  readonly nowMs: number
  readonly canAct: boolean
}

function Board({ cards, dayStart, ...rest }: BoardProps) {
  const board = useMemo(() => boardOf(cards, dayStart), [cards, dayStart])
  return <TaskBoard board={board} {...rest} />
}
