/** The columns of the list of tasks. Branch and Model give way on a narrow window (styles/tasks.css); on a phone a row has two lines. */
import {
  branchOf,
  costOf,
  createdAtOf,
  linesOf,
  type SeenTask,
  type TaskCard,
  testsOf,
} from '../../../core/tasks/task-board.ts'
import { formatDuration, formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Link } from '../navigation.tsx'
import { Mark } from '../parts/mark.tsx'
import { Menu } from '../parts/menu.tsx'
import type { Column } from '../parts/table.tsx'
import { menuOf, routeOf } from './card-menu.ts'
import { modelWords } from './card-words.ts'
import { PullRequest, Tests } from './facts.tsx'
import { Lines } from './lines.tsx'
import { picked, toggle } from './picked.ts'
import { Standing } from './standing.tsx'

export interface TaskRow {
  readonly card: TaskCard
  readonly nowMs: number
  /** The one row that Tab reaches. */
  readonly isStop: boolean
  readonly canAct: boolean
}

const unknown = <span class="muted">–</span>
const order: readonly SeenTask['state'][] = ['in_progress', 'in_review', 'failed', 'broken', 'pending', 'complete']
const needs: Readonly<Record<string, number>> = { waiting: 0, busy: 1 }

const nameOf = ({ project, name }: TaskCard): string => `${plainText(project) || 'no project'}, ${plainText(name)}`

export const taskColumns: readonly Column<TaskRow, TaskCard>[] = [
  {
    id: 'pick',
    head: <span class="sr">Choose</span>,
    class: 't-pick',
    cell: ({ card, isStop }) => (
      <input
        type="checkbox"
        tabIndex={isStop ? 0 : -1}
        aria-label={`Choose ${nameOf(card)}`}
        checked={picked.value.has(card.key)}
        onChange={() => toggle(card.key)}
      />
    ),
  },
  {
    id: 'name',
    head: 'Project and task',
    class: 'c-name',
    isName: true,
    sort: ({ project, name }) => `${project} ${name}`,
    cell: ({ card, isStop }) => (
      <Link to={routeOf(card)} class="pn" tabIndex={isStop ? 0 : -1}>
        {card.isPinned && <Mark name="pinned" />}
        <span class="project">{card.project || 'no project'}</span> <span class="tname">{card.name}</span>
      </Link>
    ),
  },
  {
    id: 'state',
    head: 'State',
    class: 't-st',
    sort: ({ tasks: [{ state, activity = '' }] }) => order.indexOf(state) * 10 + (needs[activity] ?? 2),
    cell: ({ card, nowMs }) => <Standing task={card.tasks[0]} nowMs={nowMs} />,
  },
  {
    id: 'branch',
    head: 'Branch',
    class: 't-br',
    title: ({ card }) => branchOf(card),
    cell: ({ card }) => {
      const branch = branchOf(card)
      return branch === undefined ? unknown : <code>{branch}</code>
    },
  },
  {
    id: 'model',
    head: 'Model',
    class: 't-ag',
    title: ({ card }) => modelWords(card),
    cell: ({ card }) => modelWords(card),
  },
  {
    id: 'lines',
    head: 'Lines',
    class: 't-df num',
    sortsDown: true,
    sort: (card) => {
      const lines = linesOf(card)
      return lines && lines.added + lines.removed
    },
    cell: ({ card }) => {
      const lines = linesOf(card)
      return lines === undefined ? unknown : <Lines lines={lines} isTogether={card.tasks.length > 1} />
    },
  },
  {
    id: 'tests',
    head: 'Tests',
    class: 't-te',
    cell: ({ card }) => (testsOf(card) === undefined ? unknown : <Tests card={card} />),
  },
  {
    id: 'pr',
    head: 'PR',
    class: 't-pr',
    cell: ({ card }) => (card.tasks.every(({ pr }) => pr === undefined) ? unknown : <PullRequest card={card} />),
  },
  {
    id: 'cost',
    head: 'Cost',
    class: 'c-cost num',
    sortsDown: true,
    sort: (card) => costOf([card]),
    cell: ({ card }) => {
      const cost = costOf([card])
      return cost === undefined ? unknown : formatUsd(cost)
    },
  },
  {
    id: 'age',
    head: 'Age',
    class: 't-age num',
    // The oldest is the greatest age.
    sort: (card) => -Date.parse(createdAtOf(card)),
    sortsDown: true,
    cell: ({ card, nowMs }) => formatDuration(nowMs - Date.parse(createdAtOf(card))),
  },
  {
    id: 'do',
    head: <span class="sr">Do</span>,
    class: 't-do',
    cell: ({ card, canAct, isStop }) => (
      <Menu label={`More for ${nameOf(card)}`} items={menuOf(card)} isDisabled={!canAct} tabIndex={isStop ? 0 : -1} />
    ),
  },
]
