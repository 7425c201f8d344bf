/** The numbers of a chart, read one after the other with the arrow keys, and spoken. */
import { useState } from 'preact/hooks'
import { announce } from '../announcer.tsx'

export function useReadings<T>(values: readonly T[], words: (value: T) => string) {
  const [at, setAt] = useState<number>()
  const last = values.length - 1
  // The newest is where a reader begins.
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: at === undefined ? last : at - 1,
    ArrowRight: at === undefined ? last : at + 1,
    Home: 0,
    End: last,
  }
  return {
    /** The one that is read; undefined: none. */
    at,
    leave: () => setAt(undefined),
    onKeyDown(event: KeyboardEvent) {
      const target = targets[event.key]
      if (target === undefined) return
      event.preventDefault()
      const next = Math.max(0, Math.min(last, target))
      const value = values[next]
      if (value === undefined) return
      setAt(next)
      announce(words(value))
    },
  }
}
