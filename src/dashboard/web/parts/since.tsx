/** A duration that goes on: the text changes in place, and only when it reads differently. */
import { useMemo } from 'preact/hooks'
import { formatDuration } from '../../../core/words/format.ts'
import { readClock } from '../clock.ts'
import { computed } from '../store.ts'

interface SinceProps {
  readonly sinceMs: number
  readonly format?: (ms: number) => string
}

export function Since({ sinceMs, format = formatDuration }: SinceProps) {
  const text = useMemo(() => computed(() => format(Math.max(0, readClock() - sinceMs))), [sinceMs, format])
  return <>{text}</>
}
