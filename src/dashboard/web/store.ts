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

/**
 * A choice that this browser keeps. What `format` makes undefined is the standard one and is not written down. `isSent`: the server is
 * told, too, as it draws the first picture.
 */
export function keptChoice<T>(
  key: string,
  parse: (text: string | null) => T,
  format: (choice: T) => string | undefined,
  { isSent = false }: { readonly isSent?: boolean } = {},
): { readonly choice: ReadonlySignal<T>; readonly choose: (choice: T) => void } {
  const choice = signal(parse(localStorage.getItem(key)))
  if (isSent) send(key, format(choice.peek()))
  const choose = (next: T) => {
    const text = format(next)
    if (text === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    if (isSent) send(key, text)
    choice.value = next
  }
  return { choice, choose }
}

const yearSeconds = 365 * 24 * 3600

function send(key: string, text: string | undefined): void {
  const cookie = `${key}=${encodeURIComponent(text ?? '')}`
  if (text === undefined && !document.cookie.includes(`${key}=`)) return
  // biome-ignore lint/suspicious/noDocumentCookie: the other way is not there on an address without encryption.
  document.cookie = `${cookie}; path=/; samesite=lax; max-age=${text === undefined ? 0 : yearSeconds}`
}
