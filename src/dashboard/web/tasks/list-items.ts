/** The rows of the list with the heads of their groups; sorted by a column there are none. Pure. */
import { costOf, type TaskCard, type TaskGroup } from '../../../core/tasks/task-board.ts'
import { formatUsd } from '../../../core/words/format.ts'

export type TaskItem =
  | {
      readonly kind: 'group'
      readonly key: string
      readonly group: TaskGroup['id']
      readonly name: string
      readonly count: number
      readonly sum: string
    }
  | { readonly kind: 'task'; readonly key: string; readonly card: TaskCard }

/** `archived`: how many are put away, as long as none of them is here. */
export function taskItems(groups: readonly TaskGroup[], archived: number): readonly TaskItem[] {
  const items = groups.flatMap(({ id, name, cards }): readonly TaskItem[] => {
    const cost = costOf(cards)
    return [
      {
        ...{ kind: 'group', key: `group ${id}`, group: id, name, count: cards.length },
        sum: cost === undefined ? '' : formatUsd(cost),
      },
      ...cards.map((card) => ({ kind: 'task', key: card.key, card }) as const),
    ]
  })
  if (archived === 0 || groups.some(({ id }) => id === 'archived')) return items
  return [
    ...items,
    { kind: 'group', key: 'group archived', group: 'archived', name: 'Archived', count: archived, sum: '' },
  ]
}
