/** One stop of the tabulator in a list: the arrow keys walk its rows, also to those that are not drawn yet. */
import type { RefObject } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { placeAfter } from './place-after.ts'
import type { DrawnRows } from './use-rows.ts'

type Place = HTMLElement | SVGElement

export interface RovingKeys {
  /** What other keys do on a row; true: it did. `isRow`: not in something that lies in the row. */
  readonly onKey?: ((key: string, row: string, isRow: boolean) => boolean) | undefined
  /** Before a key leads to another row. */
  readonly onMove?: ((key: string) => void) | undefined
}

interface RovingOptions extends RovingKeys {
  /** What holds the rows; each carries its key in `data-key`, and so does what belongs to it. */
  readonly root: RefObject<Place | null>
  /** Of the rows that can have the focus, in their order. */
  readonly keys: readonly string[]
  /** Where they stand side by side: so many in a line. */
  readonly perLine?: number
  /** Where only rows in sight are drawn: how to come to the others. */
  readonly rows?: RefObject<DrawnRows | undefined>
  /** The stop as long as nobody chose one; else the first. */
  readonly standard?: string | undefined
  /** Where a key leads that was pressed beside the rows; else it is the browser's. */
  readonly enterAt?: () => string | undefined
}

export interface Roving {
  /** The row that the tabulator reaches. */
  readonly stop: string | undefined
  /** Somebody is in the list, or on the way: the stop has to be drawn. */
  readonly isHere: boolean
  /** The row that has the focus, or had it last. Undefined where nobody chose one. */
  readonly chosen: () => string | undefined
  readonly go: (key: string) => void
  readonly listeners: {
    readonly onKeyDown: (event: KeyboardEvent) => void
    readonly onFocusIn: (event: FocusEvent) => void
    readonly onFocusOut: () => void
  }
}

export function useRoving(options: RovingOptions): Roving {
  const { root, keys, perLine = 1, rows, standard, enterAt, onKey, onMove } = options
  const [cursor, setCursor] = useState<string>()
  const [isHere, setIsHere] = useState(false)
  // Keys come faster than drawings: where the last key led, until that row is drawn and has the focus.
  const headedFor = useRef<string | undefined>(undefined)
  const before = useRef<{ readonly keys: readonly string[]; readonly focused: string | undefined }>({
    keys,
    focused: undefined,
  })
  const isThere = useMemo(() => cursor !== undefined && keys.includes(cursor), [cursor, keys])
  const stop = isThere ? cursor : (standard ?? keys[0])

  function go(key: string): void {
    setCursor(key)
    setIsHere(true)
    rows?.current?.bring(key)
    headedFor.current = key
    focusIfDrawn()
  }

  function focusIfDrawn(): void {
    const target = headedFor.current === undefined ? undefined : targetOf(root.current, headedFor.current)
    if (target === undefined) return
    target.focus({ preventScroll: true })
    if (rows === undefined) target.scrollIntoView({ block: 'nearest' })
    headedFor.current = undefined
  }

  useLayoutEffect(() => {
    if (headedFor.current !== undefined && !keys.includes(headedFor.current)) headedFor.current = undefined
    // As soon as the row is drawn, wherever it was: the one before may be gone with the focus, and the next key comes nowhere.
    focusIfDrawn()
    // When the row that has the focus ends, the focus goes to the one that follows, not to nowhere.
    const { keys: oldKeys, focused } = before.current
    const isLost = document.activeElement === document.body || document.activeElement === null
    if (isLost && focused !== undefined && !keys.includes(focused)) {
      const next = neighbour(oldKeys, focused, keys) ?? standard
      if (next !== undefined) go(next)
    }
    before.current = { keys, focused: rowOf(root.current, document.activeElement) ?? (isLost ? focused : undefined) }
  })

  function move(pressed: string, row: string | undefined): boolean {
    const from = headedFor.current ?? row ?? ''
    const pageSize = rows === undefined ? 10 : rows.current?.pageSize
    const to = placeAfter(pressed, keys.indexOf(from), { count: keys.length, perLine, pageSize })
    if (to === undefined) return false
    lead(pressed, keys[to])
    return true
  }

  /** From beside the rows: an arrow leads to the row where the eye is. */
  function enter(pressed: string): boolean {
    const key = enterAt?.()
    if (key === undefined) return false
    if (pressed !== 'ArrowDown' && pressed !== 'ArrowUp') return move(pressed, key)
    lead(pressed, key)
    return true
  }

  function lead(pressed: string, key: string | undefined): void {
    if (key === undefined) return
    onMove?.(pressed)
    go(key)
  }

  return {
    stop,
    isHere,
    chosen: () => {
      const here = rowOf(root.current, document.activeElement)
      return here ?? (document.activeElement === document.body ? cursor : undefined)
    },
    go,
    listeners: {
      onKeyDown(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        const row = rowOf(root.current, event.target)
        const isRow = row !== undefined && event.target === targetOf(root.current, row)
        const isDone =
          row === undefined ? enter(event.key) : move(event.key, row) || onKey?.(event.key, row, isRow) === true
        if (isDone) event.preventDefault()
      },
      onFocusIn(event) {
        const row = rowOf(root.current, event.target)
        if (row !== undefined && headedFor.current === undefined) setCursor(row)
        setIsHere(true)
      },
      onFocusOut() {
        if (headedFor.current === undefined) setIsHere(false)
      },
    },
  }
}

/** Of the row that it lies in. What hangs below a row names it in `data-of`. */
function rowOf(root: Place | null, target: EventTarget | null): string | undefined {
  if (!(target instanceof Element) || !root?.contains(target)) return undefined
  const { of, key } = target.closest<Place>('[data-key]')?.dataset ?? {}
  return of ?? key
}

/** What of a drawn row takes the focus: itself, or the link in it. */
function targetOf(root: Place | null, key: string): Place | undefined {
  const row = [...(root?.querySelectorAll<Place>('[data-key]') ?? [])].find(({ dataset }) => dataset['key'] === key)
  return row?.hasAttribute('tabindex') ? row : (row?.querySelector<Place>('[tabindex]') ?? undefined)
}

function neighbour(before: readonly string[], key: string, now: readonly string[]): string | undefined {
  const index = before.indexOf(key)
  return [...before.slice(index + 1), ...before.slice(0, index).reverse()].find((one) => now.includes(one))
}
