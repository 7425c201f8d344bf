/** What is typed into a field whose text stands in the address: there after a pause, and back in the field when the address changes. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'

export interface Typed {
  readonly typed: string
  setTyped(typed: string): void
  /** It is what the address is given now. */
  tell(text: string): void
}

/** What the field itself gave the address comes back when more may have been typed: that stays. */
export function useTypedText(text: string): Typed {
  const [typed, setTyped] = useState(text)
  const told = useRef(text)
  useEffect(() => {
    if (text !== told.current) setTyped(text)
    told.current = text
  }, [text])
  const tell = useCallback((own: string) => {
    told.current = own
  }, [])
  return { typed, setTyped, tell }
}

/** One that was emptied waits for no pause. */
export function useTyped(
  text: string,
  pauseMs: number,
  onPause: (typed: string) => void,
): readonly [typed: string, setTyped: (typed: string) => void] {
  const { typed, setTyped, tell } = useTypedText(text)
  // Another drawing is no other pause.
  const latest = useRef(onPause)
  latest.current = onPause
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(
      () => {
        tell(typed)
        latest.current(typed)
      },
      typed === '' ? 0 : pauseMs,
    )
    return () => clearTimeout(timer)
  }, [typed, text, pauseMs, tell])
  return [typed, setTyped]
}
