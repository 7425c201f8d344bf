/** What keys do on a row of the list: open, close, follow; single letters act on it, unless they are switched off. */
import type { RefObject } from 'preact'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { openComposer } from '../compose/compose-open.ts'
import { useKeys } from '../keys.ts'
import { navigate } from '../navigation.tsx'
import { copyText } from '../parts/copy-button.tsx'
import { jumpTo } from '../parts/jump.tsx'
import type { Roving } from '../parts/use-roving.ts'
import { useRoving } from '../parts/use-roving.ts'
import type { Actions } from './actions.tsx'
import { editName } from './row-name.tsx'

interface ListKeys {
  readonly list: RefObject<HTMLElement | null>
  /** As they stand on the page. */
  readonly rows: readonly FleetAgentReport[]
  readonly openId: string | undefined
  readonly canAct: boolean
  readonly actions: Actions
  readonly setOpen: (id: string | undefined) => void
}

export function useListKeys({ list, rows, openId, canAct, actions, setOpen }: ListKeys): Roving {
  const roving = useRoving({
    root: list,
    keys: rows.map(({ id }) => id),
    onKey: (key, id, isRow) => {
      switch (key) {
        case 'ArrowRight':
          if (isRow) setOpen(id)
          return isRow
        case 'ArrowLeft':
        case 'Escape':
          if (openId !== id) return false
          setOpen(undefined)
          roving.go(id)
          return true
        case 'Enter':
          if (isRow) enter(id)
          return isRow
        default:
          return false
      }
    },
  })

  /** Opens; on an open row it follows to the session. */
  function enter(id: string): void {
    const sessionId = rows.find((agent) => agent.id === id)?.sessionId
    if (openId !== id) setOpen(id)
    else if (sessionId) navigate({ screen: 'session', sessionId, query: {} })
  }

  /** A letter means the row that has the focus, or had it last; never one that nobody chose. */
  const chosen = () => rows.find(({ id }) => id === roving.chosen())
  useKeys({
    k: () => {
      const agent = chosen()
      return agent && canAct ? actions.askToKill({ kind: 'agent', process: agent }) : false
    },
    p: () => {
      const agent = chosen()
      return agent?.sessionId ? openComposer([agent.id]) : false
    },
    e: () => {
      const agent = chosen()
      return agent?.sessionId && canAct ? editName(agent) : false
    },
    P: () => {
      const agent = chosen()
      return agent && canAct ? actions.togglePin(agent) : false
    },
    c: () => {
      const command = chosen()?.resumeCommand
      return command ? copyText(command, 'resume command') : false
    },
    o: () => {
      const agent = chosen()
      return agent && canAct ? void jumpTo(agent.id) : false
    },
    ArrowDown: () => (document.activeElement === document.body && roving.stop ? roving.go(roving.stop) : false),
  })
  return roving
}
