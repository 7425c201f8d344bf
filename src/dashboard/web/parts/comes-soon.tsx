/** Parts that the first picture does without: their code comes right after it, unasked, so that they are there when they are wanted. */
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { signal } from '../store.ts'

const expected: (() => unknown)[] = []

/** What a screen adds builds on it: the browser is told of its styles first. */
export function afterShared<T>(load: () => Promise<T>): Promise<T> {
  const shared = import('./shared-later.ts')
  const own = load()
  return shared.then(() => own)
}

/** Nothing until its code is there. What could not be loaded is tried again when it is drawn again. */
export function comesSoon<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const there = signal<{ readonly View: ComponentType<Props> } | undefined>(undefined)
  let coming: Promise<void> | undefined
  const fetch = () => {
    coming ??= load().then(
      (View) => {
        there.value = { View }
      },
      () => {
        coming = undefined
      },
    )
    return coming
  }
  expected.push(fetch)
  return function Soon(props: Props) {
    useEffect(() => void fetch(), [])
    const { value } = there
    return value === undefined ? null : <value.View {...props} />
  }
}

/** Code without anything to draw: `import('./outcome.tsx')`. */
export function soon<T>(load: () => Promise<T>): () => Promise<T> {
  expected.push(() => load().catch(() => {}))
  return load
}

/** Once the first picture is on the screen. */
export const fetchWhatComesSoon = (): void => {
  for (const fetch of expected.splice(0)) fetch()
}
