/** A modal of the browser's own: focus stays inside, Esc closes, what was focused before gets the focus back. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { focusBack } from './focus-back.ts'
import { Icon } from './mark.tsx'

interface DialogProps {
  readonly titleId: string
  /** With the value of the button that closed it; empty after Esc. */
  readonly onClose: (answer: string) => void
  readonly class?: string
  /** A click beside it closes it, like Esc: for one that nothing can be lost in. */
  readonly closesBeside?: boolean
  readonly children: ComponentChildren
}

export function Dialog({ titleId, onClose, class: className = '', closesBeside = false, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    const giveBack = focusBack()
    dialog?.showModal()
    dialog?.querySelector<HTMLElement>('[autofocus]')?.focus()
    return () => {
      dialog?.close()
      giveBack()
    }
  }, [])
  return (
    <dialog
      ref={ref}
      class={`dialog ${className}`}
      aria-labelledby={titleId}
      onPointerDown={({ target, currentTarget }) => {
        // Its inside is covered by what is in it.
        if (closesBeside && target === currentTarget) currentTarget.close('')
      }}
      onCancel={(event) => {
        event.currentTarget.returnValue = ''
      }}
      // One that was taken away has nothing to answer: what stands in its place does.
      onClose={({ currentTarget }) => currentTarget.isConnected && onClose(currentTarget.returnValue)}
    >
      {children}
    </dialog>
  )
}

interface DialogHeadProps {
  readonly titleId: string
  readonly title: string
  readonly onClose: () => void
}

/** Of a dialog that its own code closes. */
export const DialogHead = ({ titleId, title, onClose }: DialogHeadProps) => (
  <header>
    <h2 id={titleId}>{title}</h2>
    <button type="button" class="icon-btn" aria-label="Close" onClick={onClose}>
      <Icon name="x" />
    </button>
  </header>
)

interface CloseFootProps {
  readonly onClose: () => void
  /** Said beside the button. */
  readonly children?: ComponentChildren
}

/** Of a dialog in which nothing is decided. */
export const CloseFoot = ({ onClose, children }: CloseFootProps) => (
  <footer>
    {children}
    <button type="button" class="btn" autofocus onClick={onClose}>
      Close
    </button>
  </footer>
)
