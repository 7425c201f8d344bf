/** Which rows are open and which long texts are shown whole. Outlives the rows, which are drawn only while they are near. */
import { useCallback, useMemo, useRef, useState } from 'preact/hooks'
import type { EventCursor, SessionEvent } from '../../../../core/session/session-event.ts'
import type { SessionSource } from '../live/session-source.ts'
import type { ConversationRow } from './rows.ts'
import { isOpenAtFirst } from './tool-detail.ts'

export interface RowState {
  readonly isOpen: (row: ConversationRow) => boolean
  readonly isAll: (row: ConversationRow) => boolean
  readonly toggle: (row: ConversationRow) => void
  /** Shows all lines, and reads again what was cut. */
  readonly showAll: (row: ConversationRow) => void
  readonly whole: (cursor: EventCursor) => SessionEvent | undefined
}

/** Whole texts may be large. */
const mostWhole = 30

export function useRowState(source: Pick<SessionSource, 'event'>): RowState {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [all, setAll] = useState<ReadonlySet<string>>(new Set())
  const wholes = useRef(new Map<EventCursor, SessionEvent>())

  const isOpen = useCallback(
    (row: ConversationRow) => (row.kind === 'tool' && isOpenAtFirst(row)) !== toggled.has(row.key),
    [toggled],
  )
  const isAll = useCallback((row: ConversationRow) => all.has(row.key), [all])
  const whole = useCallback((cursor: EventCursor) => wholes.current.get(cursor), [])
  const toggle = useCallback((row: ConversationRow) => setToggled((last) => toggledSet(last, row.key)), [])
  const showAll = useCallback(
    async (row: ConversationRow) => {
      const cut = eventsOf(row).filter(({ isCut, cursor }) => isCut && !wholes.current.has(cursor))
      for (const { cursor } of cut) {
        const answer = await source.event(cursor)
        if (!answer.ok) continue
        wholes.current.set(cursor, answer.value)
        const [oldest] = wholes.current.keys()
        if (wholes.current.size > mostWhole && oldest !== undefined) wholes.current.delete(oldest)
      }
      setAll((last) => new Set([...last, row.key]))
    },
    [source],
  )
  return useMemo(() => ({ isOpen, isAll, toggle, showAll, whole }), [isOpen, isAll, toggle, showAll, whole])
}

const toggledSet = (set: ReadonlySet<string>, key: string): ReadonlySet<string> =>
  set.has(key) ? new Set([...set].filter((one) => one !== key)) : new Set([...set, key])

function eventsOf(row: ConversationRow): readonly SessionEvent[] {
  if (row.kind === 'tool') return [row.call, row.result].filter((event) => event !== undefined)
  return 'event' in row ? [row.event] : []
}
