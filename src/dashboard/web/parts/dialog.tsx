/** A modal of the browser's own: focus stays inside, Esc closes, what was focused before gets the focus back. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface DialogProps {
  readonly titleId: string
  readonly onClose: () => void
  readonly class?: string
  readonly children: ComponentChildren
}

export function Dialog({ titleId, onClose, class: className = '', children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    ref.current?.showModal()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog ref={ref} class={`dialog ${className}`} aria-labelledby={titleId} onClose={onClose}>
      {children}
    </dialog>
  )
}
