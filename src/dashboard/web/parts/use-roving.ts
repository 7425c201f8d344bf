/** One stop of the tabulator in a list: the arrow keys walk its rows, also to those that are not drawn yet. */
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { DrawnRows } from './use-rows.ts'

interface RovingOptions {
  /** What holds the rows; each carries its key in `data-key`, and so does what belongs to it. */
  readonly root: RefObject<HTMLElement | null>
  /** Of the rows that can have the focus, in their order. */
  readonly keys: readonly string[]
  /** Where only rows in sight are drawn: how to come to the others. */
  readonly rows?: RefObject<DrawnRows | undefined>
  /** What other keys do on a row; true: it did. `isRow`: not in something that lies in the row. */
  readonly onKey?: (key: string, row: string, isRow: boolean) => boolean
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

export function useRoving({ root, keys, rows, onKey }: RovingOptions): Roving {
  const [cursor, setCursor] = useState<string>()
  const [isHere, setIsHere] = useState(false)
  // Keys come faster than drawings: where the last key led, until that row is drawn and has the focus.
  const headedFor = useRef<string | undefined>(undefined)
  const before = useRef<{ readonly keys: readonly string[]; readonly focused: string | undefined }>({
    keys,
    focused: undefined,
  })
  const stop = cursor !== undefined && keys.includes(cursor) ? cursor : keys[0]

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
    // As soon as the row is drawn, wherever it was: the one before may be gone with the focus, and the next key comes nowhere.
    focusIfDrawn()
    // When the row that has the focus ends, the focus goes to the one that follows, not to nowhere.
    const { keys: oldKeys, focused } = before.current
    const isLost = document.activeElement === document.body || document.activeElement === null
    if (isLost && focused !== undefined && !keys.includes(focused)) {
      const next = neighbour(oldKeys, focused, keys)
      if (next !== undefined) go(next)
    }
    before.current = { keys, focused: rowOf(root.current, document.activeElement) ?? (isLost ? focused : undefined) }
  })

  function move(event: KeyboardEvent): boolean {
    const from = headedFor.current ?? rowOf(root.current, event.target)
    const at = keys.indexOf(from ?? stop ?? '')
    const targets: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + (rows?.current?.pageSize ?? 10),
      PageUp: at - (rows?.current?.pageSize ?? 10),
      Home: 0,
      End: keys.length - 1,
    }
    const target = targets[event.key]
    if (target === undefined) return false
    const key = keys[Math.max(0, Math.min(keys.length - 1, target))]
    if (key !== undefined) go(key)
    return true
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
        if (row === undefined) return
        const isRow = event.target === targetOf(root.current, row)
        if (move(event) || onKey?.(event.key, row, isRow)) event.preventDefault()
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
function rowOf(root: HTMLElement | null, target: EventTarget | null): string | undefined {
  if (!(target instanceof HTMLElement) || !root?.contains(target)) return undefined
  const { of, key } = target.closest<HTMLElement>('[data-key]')?.dataset ?? {}
  return of ?? key
}

/** What of a drawn row takes the focus: itself, or the link in it. */
function targetOf(root: HTMLElement | null, key: string): HTMLElement | undefined {
  const row = [...(root?.querySelectorAll<HTMLElement>('[data-key]') ?? [])].find(
    ({ dataset }) => dataset['key'] === key,
  )
  return row?.hasAttribute('tabindex') ? row : (row?.querySelector<HTMLElement>('[tabindex]') ?? undefined)
}

function neighbour(before: readonly string[], key: string, now: readonly string[]): string | undefined {
  const index = before.indexOf(key)
  return [...before.slice(index + 1), ...before.slice(0, index).reverse()].find((one) => now.includes(one))
}
