/** A duration that goes on: the text changes in place, and only when it reads differently. */
import { useEffect, useState } from 'preact/hooks'
import { formatDuration } from '../../../core/words/format.ts'
import { onTick } from '../clock.ts'

interface SinceProps {
  readonly sinceMs: number
  readonly format?: (ms: number) => string
}

export function Since({ sinceMs, format = formatDuration }: SinceProps) {
  const text = read(sinceMs, format)
  const [, setText] = useState(text)
  useEffect(() => onTick(() => setText(read(sinceMs, format))), [sinceMs, format])
  return <>{text}</>
}

const read = (sinceMs: number, format: (ms: number) => string): string => format(Math.max(0, Date.now() - sinceMs))
