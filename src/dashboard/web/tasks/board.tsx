/** Tasks in the columns of what is done and what is to be looked at. Agents move them by what they do; some moves are their user's. */
import { useRef, useState } from 'preact/hooks'
import {
  type Board,
  type BoardColumn,
  boardColumns,
  columnNames,
  costOf,
  placeToPut,
  type TaskCard,
  tidyWords,
} from '../../../core/tasks/task-board.ts'
import { formatUsd } from '../../../core/words/format.ts'
import { areSingleKeysOn } from '../keys.ts'
import { setQuery } from '../navigation.tsx'
import { useRoving } from '../parts/use-roving.ts'
import { askFor } from './asked.ts'
import { BoardCard } from './board-card.tsx'
import { moveOn, putInto } from './task-actions.tsx'

interface BoardProps {
  readonly board: Board
  readonly archived: number
  readonly nowMs: number
  readonly canAct: boolean
}

export function TaskBoard({ board, archived, nowMs, canAct }: BoardProps) {
  const root = useRef<HTMLDivElement>(null)
  const [dragged, setDragged] = useState<TaskCard>()
  const { columns } = board
  const cards = boardColumns.flatMap((column) => columns[column])
  const roving = useRoving({ root, keys: cards.map(({ key }) => key), onKey })

  /** To the card at the same height of the next column that has one; `m` puts it where its user may. */
  function onKey(key: string, row: string): boolean {
    const card = cards.find((one) => one.key === row)
    if (card === undefined) return false
    if (key === 'm' && areSingleKeysOn.peek()) return canAct && moveOn(card)
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : undefined
    if (step === undefined) return false
    const height = columns[card.column].indexOf(card)
    for (let at = boardColumns.indexOf(card.column) + step; boardColumns[at] !== undefined; at += step) {
      const there = columns[boardColumns[at] as BoardColumn]
      const next = there[Math.min(height, there.length - 1)]
      if (next !== undefined) {
        roving.go(next.key)
        break
      }
    }
    return true
  }

  const isPlaceOf = (column: BoardColumn) => dragged !== undefined && placeToPut(dragged) === column
  return (
    <div class="board" ref={root} {...roving.listeners}>
      {boardColumns.map((column) => (
        <section
          key={column}
          class={`col${isPlaceOf(column) ? ' is-place' : ''}`}
          aria-label={columnNames[column]}
          onDragOver={(event) => isPlaceOf(column) && event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault()
            if (dragged !== undefined && isPlaceOf(column)) void putInto(column, dragged.tasks)
          }}
        >
          <Head column={column} cards={columns[column]} />
          <ul>
            {columns[column].map((card) => (
              <BoardCard
                key={card.key}
                card={card}
                nowMs={nowMs}
                isStop={card.key === roving.stop}
                canAct={canAct}
                onDrag={setDragged}
              />
            ))}
          </ul>
          {column === 'complete' && <Foot board={board} archived={archived} canAct={canAct} />}
        </section>
      ))}
    </div>
  )
}

function Head({ column, cards }: { readonly column: BoardColumn; readonly cards: readonly TaskCard[] }) {
  const cost = costOf(cards)
  return (
    <h2>
      {columnNames[column]} <span class="count">{cards.length}</span>
      {cost !== undefined && <span class="sum">{formatUsd(cost)}</span>}
    </h2>
  )
}

function Foot({ board, archived, canAct }: Pick<BoardProps, 'board' | 'archived' | 'canAct'>) {
  const before = board.doneBefore.length
  if (before + archived + board.columns.complete.length === 0) return null
  return (
    <p class="col-foot">
      {before > 0 && (
        <button type="button" class="link" onClick={() => setQuery({ view: 'list' })}>
          {before} done before
        </button>
      )}
      {archived > 0 && (
        <button type="button" class="link" onClick={() => setQuery({ view: 'list', archived: '1' })}>
          {archived} archived
        </button>
      )}
      {before + board.columns.complete.length > 0 && (
        <button type="button" class="link" disabled={!canAct} onClick={() => askFor({ do: 'tidy' })}>
          {tidyWords([...board.columns.complete, ...board.doneBefore])}
        </button>
      )}
    </p>
  )
}
