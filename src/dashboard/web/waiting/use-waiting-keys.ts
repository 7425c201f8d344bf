/** The keys of *Waiting for you*. In the panel they come before those of the page below it, which has its own use for some of them. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { announce } from '../announcer.tsx'
import { areSingleKeysOn, isResting } from '../keys.ts'

export interface WaitingKeyActions {
  /** Rest for a moment when something else came under the cursor. */
  readonly answers: Readonly<Record<string, (() => void) | undefined>>
  readonly others: Readonly<Record<string, (() => void) | undefined>>
}

/** An option that was chosen keeps the focus, and the arrows go through the others; Enter presses the button that has it. */
function isForAnother(event: KeyboardEvent): boolean {
  const { target, key } = event
  const isOption = target instanceof HTMLInputElement && target.type === 'radio'
  if (isOption) return event.ctrlKey || event.metaKey || event.altKey || key.startsWith('Arrow')
  if (isResting(event)) return true
  if (key !== 'Enter' || !(target instanceof Element)) return false
  // The row whose card is shown has nothing more to do.
  return target.closest('button, a, summary') !== null && !target.matches('.wlink[aria-current]')
}

export function useWaitingKeys(actions: WaitingKeyActions, areLate: () => boolean): void {
  const latest = useRef({ actions, areLate })
  latest.current = { actions, areLate }
  // Before it is painted: between one card and the next no key is lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!areSingleKeysOn.value || isForAnother(event)) return
      const { answers, others } = latest.current.actions
      const act = answers[event.key]
      if (act === undefined && others[event.key] === undefined) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (act === undefined) others[event.key]?.()
      else if (event.repeat || latest.current.areLate())
        announce('Another request came under the cursor. Press the key again.')
      else act()
    }
    addEventListener('keydown', listen, { capture: true })
    return () => removeEventListener('keydown', listen, { capture: true })
  }, [])
}
