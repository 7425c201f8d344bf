/** The keyboard in the conversation: from row to row, open, close, first, last. One stop of the tabulator. */
import type { RefObject } from 'preact'
import { useCallback, useRef, useState } from 'preact/hooks'
import { isResting } from '../../keys.ts'
import type { ConversationRow } from './rows.ts'
import type { RowState } from './use-row-state.ts'
import type { ListHandle } from './virtual-list.tsx'

interface RowKeysOptions {
  readonly list: RefObject<ListHandle | null>
  readonly rows: readonly ConversationRow[]
  readonly rowState: RowState
  readonly onFirst: () => void
  readonly onLast: () => void
}

export function useRowKeys({ list, rows, rowState, onFirst, onLast }: RowKeysOptions) {
  const [stop, setStop] = useState<string>()
  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (row === undefined) return
    setStop(row.key)
    list.current?.reveal(row.key, { hasFocus: true, isCentred: false })
  }
  const latest = useRef<(event: KeyboardEvent) => void>(() => {})
  latest.current = (event) => {
    if (isResting(event)) return
    const focused = rowKeyOf(event.target)
    const from = rows.findIndex(({ key }) => key === (focused ?? list.current?.firstSeenKey()))
    const row = focused === undefined ? undefined : rows[from]
    const isOnRow = event.target instanceof HTMLElement && event.target.matches('[data-key]')
    switch (event.key) {
      case 'ArrowDown':
        go(focused === undefined ? from : from + 1)
        break
      case 'ArrowUp':
        onFirst()
        go(focused === undefined ? from : from - 1)
        break
      case 'Home':
        onFirst()
        go(0)
        break
      case 'End':
        onLast()
        go(rows.length - 1)
        break
      case 'ArrowRight':
      case 'ArrowLeft':
        if (row === undefined || rowState.isOpen(row) === (event.key === 'ArrowRight')) return
        rowState.toggle(row)
        break
      case 'Enter':
        // A link or a button in the row has its own Enter.
        if (row === undefined || !isOnRow) return
        rowState.toggle(row)
        break
      default:
        return
    }
    event.preventDefault()
  }
  // Before any key was pressed the last row is the stop: there the news is.
  const known = stop !== undefined && rows.some(({ key }) => key === stop) ? stop : rows.at(-1)?.key
  const onKeyDown = useCallback((event: KeyboardEvent) => latest.current(event), [])
  return { onKeyDown, stop: known }
}

const rowKeyOf = (target: EventTarget | null): string | undefined =>
  target instanceof HTMLElement ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : undefined
