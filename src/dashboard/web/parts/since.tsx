/** A duration that goes on: the text changes in place, and only when it reads differently. */
import { useEffect, useState } from 'preact/hooks'
import { formatDuration } from '../../../core/format.ts'
import { onTick } from '../clock.ts'

interface SinceProps {
  readonly sinceMs: number
  readonly format?: (ms: number) => string
}

export function Since({ sinceMs, format = formatDuration }: SinceProps) {
  const read = () => format(Math.max(0, Date.now() - sinceMs))
  const [, setText] = useState(read)
  useEffect(() => onTick(() => setText(read())), [sinceMs, format])
  return <>{read()}</>
}
