/** What is open closes when the pointer or the focus goes elsewhere. */
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/** @param onLeave the same at each drawing, or none that sees what it was drawn with */
export function useLeave(root: RefObject<HTMLElement | null>, isOpen: boolean, onLeave: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: it listens as long as it is open, whatever is drawn meanwhile.
  useEffect(() => {
    if (!isOpen) return
    const leave = ({ target }: Event) => {
      if (target instanceof Node && !root.current?.contains(target)) onLeave()
    }
    addEventListener('pointerdown', leave)
    addEventListener('focusin', leave)
    return () => {
      removeEventListener('pointerdown', leave)
      removeEventListener('focusin', leave)
    }
  }, [isOpen])
}
