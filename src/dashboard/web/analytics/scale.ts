/** From values to pixels, and the few values that an axis names. Pure. */
import { formatTokens } from '../../../core/words/format.ts'

/** `1 M`: a tick is a round number. */
export const tokensOfTick = (tokens: number): string => formatTokens(tokens).replace(/\.0+ /, ' ')

export interface Scale {
  readonly ticks: readonly number[]
  /** 0 at the bottom, 1 at the top. */
  at(value: number): number
}

/** By powers of ten: what is not above 0 lies at the bottom. */
export function logScale(values: readonly number[]): Scale {
  const known = values.filter((value) => value > 0)
  const lowest = Math.floor(Math.log10(Math.min(...known, 1e9)))
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...known, 1))))
  const first = known.length === 0 ? 0 : lowest
  const last = known.length === 0 ? 1 : highest
  const every = Math.ceil((last - first + 1) / 4)
  return {
    ticks: Array.from({ length: last - first + 1 }, (_, step) => 10 ** (first + step)).filter(
      (_, step) => (last - first - step) % every === 0,
    ),
    at: (value) => (value <= 0 ? 0 : Math.max(0, Math.min(1, (Math.log10(value) - first) / (last - first)))),
  }
}

export function linearScale(values: readonly number[]): Scale {
  const highest = Math.max(...values, 0)
  const step = niceStep(highest / 2)
  const top = Math.max(step, Math.ceil(highest / step) * step)
  return {
    ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, at) => at * step),
    at: (value) => Math.max(0, Math.min(1, value / top)),
  }
}

function niceStep(about: number): number {
  if (about <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(about))
  return ([1, 2, 5, 10].find((one) => one * power >= about) ?? 10) * power
}

/** A line through points; a value that is not known breaks it. */
export function pathOf(points: readonly { readonly x: number; readonly y: number | undefined }[]): string {
  let isOpen = false
  return points
    .map(({ x, y }) => {
      if (y === undefined) {
        isOpen = false
        return ''
      }
      const step = `${isOpen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
      isOpen = true
      return step
    })
    .join('')
}
