/** The outcome of an action, in the corner: what was observed, and the next step. Stays while it is read (pointer or focus on it). */
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Icon, Mark } from './mark.tsx'

export interface Toast {
  readonly isOk: boolean
  readonly content: ComponentChildren
  /** Buttons. */
  readonly actions?: ComponentChildren
}

const shown = new EventTarget()
/** Long enough to read two sentences twice. A failure stays until it is closed or followed by another outcome. */
const staysMs = 12_000

export function showToast(toast: Toast | undefined): void {
  shown.dispatchEvent(new CustomEvent('shown', { detail: toast }))
}

export function Toasts() {
  const [toast, setToast] = useState<Toast>()
  const [isHeld, setIsHeld] = useState(false)
  useEffect(() => {
    const show = (event: Event) => setToast((event as CustomEvent<Toast | undefined>).detail)
    shown.addEventListener('shown', show)
    return () => shown.removeEventListener('shown', show)
  }, [])
  useEffect(() => {
    if (!toast?.isOk || isHeld) return
    const timer = setTimeout(() => setToast(undefined), staysMs)
    return () => clearTimeout(timer)
  }, [toast, isHeld])
  return (
    <div
      class="toasts"
      role="status"
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocusIn={() => setIsHeld(true)}
      onFocusOut={() => setIsHeld(false)}
    >
      {toast && (
        <div class="toast">
          <Mark name={toast.isOk ? 'ok' : 'fail'} />
          <span>{toast.content}</span>
          {toast.actions}
          <button type="button" class="icon-btn" aria-label="Close" onClick={() => setToast(undefined)}>
            <Icon name="x" size={14} />
          </button>
        </div>
      )}
    </div>
  )
}
