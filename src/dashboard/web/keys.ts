/** Single keys and pairs (`g p`) of the page. They rest while a field or a dialog has the focus, and can be switched off. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import { keptChoice } from './store.ts'

/** `false`: this is not the moment, the key is the browser's. */
export type KeyAction = (event: KeyboardEvent) => unknown
export type KeyActions = Readonly<Record<string, KeyAction>>

const pairWithinMs = 1200

let first: { readonly key: string; readonly atMs: number } | undefined

export const { choice: areSingleKeysOn, choose: setSingleKeys } = keptChoice<boolean>(
  'tce-single-keys',
  (text) => text !== 'off',
  (isOn) => (isOn ? undefined : 'off'),
)

/** `{ t: …, 'g p': … }`. Several parts of the page may listen; each takes its own keys. */
export function useKeys(actions: KeyActions): void {
  // Of the latest drawing: a key that comes right after it must not meet what the one before it knew.
  const latest = useRef(actions)
  latest.current = actions
  // With the drawing itself: on a busy machine what comes after it may be a while, and keys that are pressed meanwhile would be lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const action = areSingleKeysOn.value && !isResting(event) ? find(latest.current, event) : undefined
      if (action !== undefined && action(event) !== false) event.preventDefault()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

function find(actions: KeyActions, { key, timeStamp }: KeyboardEvent): KeyAction | undefined {
  const pair = first && timeStamp - first.atMs < pairWithinMs && first.key !== key ? `${first.key} ${key}` : undefined
  if (pair !== undefined && pair in actions) return actions[pair]
  if (isPairStart(actions, key)) first = { key, atMs: timeStamp }
  return pair === undefined || !isPairStart(actions, key) ? actions[key] : undefined
}

const isPairStart = (actions: KeyActions, key: string): boolean =>
  Object.keys(actions).some((keys) => keys.startsWith(`${key} `))

/** What is typed into a field or answered in a dialog is no command; nor is what the browser or the system has a use for. */
export function isResting({ target, defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || metaKey || altKey) return true
  const isField =
    target instanceof HTMLElement && target.closest('input:not([type=checkbox]), textarea, select') !== null
  return isField || document.querySelector('dialog[open]') !== null
}
