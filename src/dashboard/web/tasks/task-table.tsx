/** Tasks as a list: the same facts in columns. Of a thousand only those in sight are drawn. */
import { useCallback, useMemo } from 'preact/hooks'
import { type TaskCard, taskGroups, tidyWords } from '../../../core/tasks/task-board.ts'
import { spokenCard } from '../../../core/tasks/task-words.ts'
import { areSingleKeysOn } from '../keys.ts'
import { navigate, setQuery } from '../navigation.tsx'
import { LongBody } from '../parts/long-body.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import { formatSort, nextSort, parseSort, sortedBy } from '../parts/sort.ts'
import { Cells, GroupRow, Heads } from '../parts/table.tsx'
import { askFor } from './asked.ts'
import { routeOf } from './card-menu.ts'
import { taskColumns } from './list-columns.tsx'
import { type TaskItem, taskItems } from './list-items.ts'
import { toggle } from './picked.ts'
import { momentAt } from './standing.tsx'
import { moveOn } from './task-actions.tsx'

interface TaskTableProps {
  readonly cards: readonly TaskCard[]
  readonly dayStart: string
  /** How many are put away. */
  readonly archived: number
  readonly isArchiveShown: boolean
  /** Keys of those that are chosen. */
  readonly chosen: ReadonlySet<string>
  readonly sort: string
  readonly nowMs: number
  readonly canAct: boolean
}

const heightOf =
  (taskRem: number) =>
  ({ kind }: TaskItem) =>
    kind === 'task' ? taskRem : 1.75
const inOneLine = heightOf(2)
const inTwoLines = heightOf(3.5)

export function TaskTable(props: TaskTableProps) {
  const { cards, dayStart, archived, isArchiveShown, chosen, nowMs, canAct } = props
  const isPhone = useMediaQuery('(max-width: 45rem)')
  const sort = useMemo(() => parseSort(props.sort, taskColumns), [props.sort])
  const items = useMemo((): readonly TaskItem[] => {
    const shown = cards.filter((card) => isArchiveShown || !card.isArchived)
    if (sort === undefined) return taskItems(taskGroups(shown, dayStart), archived)
    return sortedBy(shown, taskColumns, sort).map((card) => ({ kind: 'task', key: card.key, card }))
  }, [cards, dayStart, archived, isArchiveShown, sort])
  const walked = useMemo(() => items.flatMap(({ kind, key }) => (kind === 'task' ? [key] : [])), [items])
  const onKey = (key: string, row: string, isRow: boolean): boolean => {
    const card = cards.find((one) => one.key === row)
    if (card === undefined || !isRow) return false
    if (key === 'Enter') navigate(routeOf(card))
    else if (key === ' ' || (key === 'x' && areSingleKeysOn.peek())) toggle(row)
    else return key === 'm' && areSingleKeysOn.peek() && canAct && moveOn(card)
    return true
  }
  // Once: it looks through all that is done.
  const tidied = items.some(({ key }) => key === 'group complete') ? 'complete' : 'before'
  const draw = useCallback(
    (item: TaskItem, _: number, isStop: boolean) => {
      if (item.kind === 'task') {
        const { card } = item
        const isWaiting = card.tasks[0].activity === 'waiting'
        return (
          <tr
            class={`row${isWaiting ? ' is-waiting' : ''}${chosen.has(card.key) ? ' is-picked' : ''}`}
            data-key={card.key}
            tabIndex={isStop ? 0 : -1}
            aria-label={spokenCard(card, momentAt(nowMs))}
          >
            <Cells columns={taskColumns} row={{ card, nowMs, isStop, canAct }} />
          </tr>
        )
      }
      const { group, name, count, sum } = item
      return (
        <GroupRow span={taskColumns.length} name={name} count={count} sum={sum}>
          {group === 'archived' && (
            <button type="button" class="link" onClick={() => setQuery({ archived: isArchiveShown ? '' : '1' })}>
              {isArchiveShown ? 'Hide' : 'Show'}
            </button>
          )}
          {group === tidied && (
            <button type="button" class="link" disabled={!canAct} onClick={() => askFor({ do: 'tidy' })}>
              {tidyWords(cards)}
            </button>
          )}
        </GroupRow>
      )
    },
    [cards, nowMs, canAct, chosen, isArchiveShown, tidied],
  )
  return (
    <div class="table-wrap">
      <table class="grid tasks-t">
        <caption class="sr">Tasks, {sort === undefined ? 'what needs you first' : 'sorted by a column'}</caption>
        <thead>
          <Heads
            columns={taskColumns}
            sort={sort}
            onSort={(column) => setQuery({ sort: formatSort(nextSort(sort, column)) })}
          />
        </thead>
        <LongBody
          items={items}
          walked={walked}
          heightRem={isPhone ? inTwoLines : inOneLine}
          columnCount={taskColumns.length}
          onKey={onKey}
          draw={draw}
        />
      </table>
    </div>
  )
}
