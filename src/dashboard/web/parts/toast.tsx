/** The outcome of an action, in the corner: what was observed, and the next step. Stays while it is read (pointer or focus on it). */
import type { ComponentChildren } from 'preact'
import { effect, signal } from '../store.ts'
import { Icon, Mark } from './mark.tsx'

export interface Toast {
  readonly isOk: boolean
  readonly content: ComponentChildren
  /** Buttons. */
  readonly actions?: ComponentChildren
}

const shown = signal<Toast | undefined>(undefined)
const isHeld = signal(false)
/** Long enough to read two sentences twice. A failure stays until it is closed or followed by another outcome. */
const staysMs = 12_000

export function showToast(toast: Toast | undefined): void {
  shown.value = toast
}

effect(() => {
  if (!shown.value?.isOk || isHeld.value) return
  const timer = setTimeout(() => showToast(undefined), staysMs)
  return () => clearTimeout(timer)
})

const hold = () => {
  isHeld.value = true
}
const letGo = () => {
  isHeld.value = false
}

export function Toasts() {
  const toast = shown.value
  return (
    <div class="toasts" role="status" onPointerEnter={hold} onPointerLeave={letGo} onFocusIn={hold} onFocusOut={letGo}>
      {toast && (
        <div class="toast">
          <Mark name={toast.isOk ? 'ok' : 'fail'} />
          <span>{toast.content}</span>
          {toast.actions}
          <button type="button" class="icon-btn" aria-label="Close" onClick={() => showToast(undefined)}>
            <Icon name="x" size={14} />
          </button>
        </div>
      )}
    </div>
  )
}
