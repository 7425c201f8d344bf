/**
 * What the page keeps beside its components. A component that reads the `value` of a signal is drawn anew when that changes; reading
 * a part through `computed` means only when the part changes. The only file that imports the library.
 */
import {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
  useComputed,
  useSignal,
} from '@preact/signals'

export { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked, useComputed, useSignal }

/** Once it is true. */
export const until = (condition: ReadonlySignal<boolean>): Promise<void> =>
  new Promise((resolve) => {
    const stop = condition.subscribe((isTrue) => {
      if (!isTrue) return
      resolve()
      queueMicrotask(() => stop())
    })
  })

/** A choice that this browser keeps. What `format` makes undefined is the standard one and is not written down. */
export function keptChoice<T>(
  key: string,
  parse: (text: string | null) => T,
  format: (choice: T) => string | undefined,
): { readonly choice: ReadonlySignal<T>; readonly choose: (choice: T) => void } {
  const choice = signal(parse(localStorage.getItem(key)))
  const choose = (next: T) => {
    const text = format(next)
    if (text === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    choice.value = next
  }
  return { choice, choose }
}
