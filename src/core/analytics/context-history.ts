/** How full the context of a session was over time, thinned out where it is long. Pure. */

export interface ContextPoint {
  readonly atMs: number
  /** Input + cache read + cache write of a response; after a compaction what is left, where it is told. */
  readonly tokens: number | undefined
  readonly model?: string | undefined
  /** Of a compaction: how full it was. */
  readonly before?: number | undefined
  readonly isCompaction?: boolean | undefined
}

const mostPoints = 480

/** `points` may be changed. Several records of one response are one point; compactions are never thinned out. */
export function addContextPoint(points: ContextPoint[], point: ContextPoint): ContextPoint[] {
  const last = points.at(-1)
  const isSame = last?.tokens === point.tokens && last?.isCompaction === point.isCompaction
  if (isSame && point.isCompaction !== true) points.pop()
  points.push(point)
  if (points.length <= mostPoints) return points
  return points.filter((one, at) => one.isCompaction === true || at % 2 === 0 || at === points.length - 1)
}
