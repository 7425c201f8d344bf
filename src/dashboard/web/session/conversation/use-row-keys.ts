/** What keys do on a row of the conversation: open and close it, leave the end or follow it. */
import { useMemo } from 'preact/hooks'
import type { RovingKeys } from '../../parts/use-roving.ts'
import type { ConversationRow } from './rows.ts'
import type { RowState } from './use-row-state.ts'

export function useRowKeys(
  rows: readonly ConversationRow[],
  rowState: RowState,
  follow: (isFollowing: boolean) => void,
): RovingKeys {
  return useMemo(
    () => ({
      onKey(pressed, key, isRow) {
        const row = rows.find((one) => one.key === key)
        if (row === undefined) return false
        const wanted = pressed === 'ArrowRight' ? true : pressed === 'ArrowLeft' ? false : !rowState.isOpen(row)
        // A link or a button in the row has its own Enter.
        const isOurs = pressed === 'Enter' ? isRow : pressed === 'ArrowRight' || pressed === 'ArrowLeft'
        if (!isOurs || rowState.isOpen(row) === wanted) return false
        rowState.toggle(row)
        return true
      },
      onMove(pressed) {
        if (pressed === 'End') follow(true)
        else if (pressed !== 'ArrowDown') follow(false)
      },
    }),
    [rows, rowState, follow],
  )
}
