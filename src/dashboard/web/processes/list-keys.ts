/** The keyboard of the list: arrows, Enter and Esc always, single letters unless they are switched off. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { useKeys } from '../keys.ts'
import { navigate } from '../navigation.tsx'
import { copyText } from '../parts/copy-button.tsx'
import type { Actions } from './actions.tsx'
import { focusRow, rowIdOf } from './row-elements.ts'

interface ListKeys {
  /** As they stand on the page. */
  readonly rows: readonly FleetAgentReport[]
  /** The row that Tab reaches. */
  readonly currentId: string | undefined
  /** The row that had the focus last. */
  readonly focusedId: string | undefined
  readonly openId: string | undefined
  readonly canAct: boolean
  readonly actions: Actions
  readonly setOpen: (id: string | undefined) => void
}

/** Returns what the list's container listens with; letters are heard from anywhere, and mean the current row. */
export function useListKeys({ rows, currentId, focusedId, openId, canAct, actions, setOpen }: ListKeys) {
  const current = () => {
    const id = rowIdOf(document.activeElement) ?? currentId
    return rows.find((agent) => agent.id === id)
  }
  const step = (by: number | 'first' | 'last') => {
    const index = rows.findIndex(({ id }) => id === current()?.id)
    const target = by === 'first' ? 0 : by === 'last' ? rows.length - 1 : clamp(index + by, rows.length)
    const agent = rows[target]
    if (agent) focusRow(agent.id)
  }
  const isNowhere = () => document.activeElement === document.body
  /** A letter means the row that has the focus, or had it last; never one that nobody chose. */
  const chosen = () => {
    const id = rowIdOf(document.activeElement) ?? (isNowhere() ? focusedId : undefined)
    return rows.find((agent) => agent.id === id)
  }
  useKeys({
    k: () => {
      const agent = chosen()
      if (!agent || !canAct) return false
      return actions.askToKill({ kind: 'agent', process: agent })
    },
    p: () => {
      const agent = chosen()
      if (!agent || !canAct) return false
      return actions.togglePin(agent)
    },
    c: () => {
      const command = chosen()?.resumeCommand
      return command ? copyText(command, 'resume command') : false
    },
    ArrowDown: () => (isNowhere() && currentId ? focusRow(currentId) : false),
  })
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return
    const id = rowIdOf(event.target)
    if (id === undefined) return
    const isRow = 'row' in event.target.dataset
    const handled = act(event.key, isRow, id)
    if (handled) event.preventDefault()
  }

  function act(key: string, isRow: boolean, id: string): boolean {
    switch (key) {
      case 'ArrowDown':
        step(1)
        return true
      case 'ArrowUp':
        step(-1)
        return true
      case 'Home':
        step('first')
        return true
      case 'End':
        step('last')
        return true
      case 'ArrowRight':
        if (!isRow) return false
        setOpen(id)
        return true
      case 'ArrowLeft':
      case 'Escape':
        if (openId !== id) return false
        setOpen(undefined)
        focusRow(id)
        return true
      case 'Enter':
        return isRow && enter(id)
      default:
        return false
    }
  }

  /** Opens; on an open row it follows to the session. */
  function enter(id: string): boolean {
    const sessionId = rows.find((agent) => agent.id === id)?.sessionId
    if (openId !== id) setOpen(id)
    else if (sessionId) navigate({ screen: 'session', sessionId, query: {} })
    return true
  }
}

const clamp = (index: number, count: number): number => Math.max(0, Math.min(count - 1, index))
