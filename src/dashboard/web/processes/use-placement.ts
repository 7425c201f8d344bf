/** Keeps rows where they are while somebody points, types or acts there. The rule is placement.ts; this brings it its moments. */
import { useEffect, useMemo, useReducer, useRef } from 'preact/hooks'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { PlacedRow } from './placement.ts'
import { placeRows } from './placement.ts'

/** A pointer that rests for longer is not attention. */
const attentionMs = 5000
const lookAgainMs = 1100

export interface Placement {
  readonly rows: readonly PlacedRow[]
  /** Somebody points or types in the list at this moment. */
  readonly isAttended: () => boolean
}

export function usePlacement(
  agents: readonly FleetAgentReport[],
  isFrozen: (id: string) => boolean,
  frozenVersion: unknown,
): Placement {
  const placed = useRef<readonly PlacedRow[]>([])
  const attention = useAttention()
  const isAttended = () => Date.now() - attention.current.atMs < attentionMs
  const [turn, lookAgain] = useReducer((n: number) => n + 1, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is pointed at and frozen is read at the moment of each look
  const rows = useMemo(
    () =>
      placeRows(placed.current, agents, {
        nowMs: Date.now(),
        isAttended: isAttended(),
        isHeld: (id) => id === rowIdOf(document.activeElement) || id === attention.current.pointedId,
        isFrozen,
      }),
    [agents, frozenVersion, turn],
  )
  placed.current = rows
  const isUnsettled = rows.some(({ misplacedSinceMs }) => misplacedSinceMs !== undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each look asks for the next
  useEffect(() => {
    if (!isUnsettled) return
    const timer = setTimeout(lookAgain, lookAgainMs)
    return () => clearTimeout(timer)
  }, [isUnsettled, turn])
  return { rows, isAttended }
}

/** When the list was last pointed at or typed in, and the row under the pointer. */
function useAttention() {
  const attention = useRef<{ atMs: number; pointedId: string | undefined }>({ atMs: 0, pointedId: undefined })
  useEffect(() => {
    const point = ({ target }: Event) => {
      const pointedId = rowIdOf(target)
      attention.current = { atMs: pointedId === undefined ? attention.current.atMs : Date.now(), pointedId }
    }
    const type = ({ target }: Event) => {
      if (rowIdOf(target) !== undefined) attention.current = { ...attention.current, atMs: Date.now() }
    }
    const leave = () => {
      attention.current = { ...attention.current, pointedId: undefined }
    }
    document.addEventListener('pointermove', point, { passive: true })
    document.addEventListener('keydown', type, { passive: true })
    document.documentElement.addEventListener('pointerleave', leave)
    return () => {
      document.removeEventListener('pointermove', point)
      document.removeEventListener('keydown', type)
      document.documentElement.removeEventListener('pointerleave', leave)
    }
  }, [])
  return attention
}

/** The agent whose row, card or details something lies in. */
function rowIdOf(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-row], [data-of]') : undefined
  return element?.dataset['row'] ?? element?.dataset['of']
}
