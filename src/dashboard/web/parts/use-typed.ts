/** What is typed into a field whose text stands in the address: there after a pause, and back in the field when the address changes. */
import { useEffect, useRef, useState } from 'preact/hooks'

export function useTyped(
  text: string,
  pauseMs: number,
  onPause: (typed: string) => void,
): readonly [typed: string, setTyped: (typed: string) => void] {
  const [typed, setTyped] = useState(text)
  // Another drawing is no other pause.
  const latest = useRef(onPause)
  latest.current = onPause
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => latest.current(typed), pauseMs)
    return () => clearTimeout(timer)
  }, [typed, text, pauseMs])
  return [typed, setTyped]
}
