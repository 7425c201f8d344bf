/** Where a key leads in a list, or in a field of lines side by side. Pure. */

interface Field {
  readonly count: number
  /** 1: a list. */
  readonly perLine: number
  /** Undefined: the keys for a page are not ours. */
  readonly pageSize?: number | undefined
}

/** Undefined: the key is not one of ours. At an edge one stays. */
export function placeAfter(key: string, at: number, { count, perLine, pageSize }: Field): number | undefined {
  const step = stepOf(key, perLine, pageSize)
  if (perLine > 1) {
    const start = at - (at % perLine)
    const end = start + perLine - 1
    if (key === 'Home') return start
    if (key === 'End') return end
    if (step === undefined) return undefined
    const to = at + step
    const isThere = Math.abs(step) === 1 ? to >= start && to <= end : to >= 0 && to < count
    return isThere ? to : at
  }
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return step === undefined ? undefined : Math.max(0, Math.min(count - 1, at + step))
}

function stepOf(key: string, perLine: number, pageSize: number | undefined): number | undefined {
  const isField = perLine > 1
  const steps: Readonly<Record<string, number | undefined>> = {
    ArrowDown: perLine,
    ArrowUp: -perLine,
    ArrowRight: isField ? 1 : undefined,
    ArrowLeft: isField ? -1 : undefined,
    PageDown: isField ? undefined : pageSize,
    PageUp: isField || pageSize === undefined ? undefined : -pageSize,
  }
  return steps[key]
}
