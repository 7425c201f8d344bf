/** The drawings: marks (a state as a shape), icons, bars and trend lines. All from the sprite in index.html or drawn as SVG, since a strict CSP allows no style attributes. */
import type { ComponentChildren } from 'preact'
import type { Health } from '../../../core/process/health.ts'

export type MarkName = Health | 'none' | 'waiting' | 'busy' | 'shell' | 'ok' | 'fail' | 'warn'

export const Mark = ({ name }: { readonly name: MarkName }) => (
  <svg class={`mark is-${name}`} width="10" height="10" aria-hidden="true">
    <use href={`#m-${name}`} />
  </svg>
)

export type IconName =
  | 'search'
  | 'pin'
  | 'kill'
  | 'more'
  | 'chev'
  | 'down'
  | 'up'
  | 'copy'
  | 'theme'
  | 'help'
  | 'rows'
  | 'cards'
  | 'save'
  | 'x'
  | 'open'
  | 'bell'
  | 'file'
  | 'gear'
  | 'plus'
  | 'pause'
  | 'play'
  | 'lanes'
  | 'term'
  | 'grip'
  | 'pencil'
  | 'slash'
  | 'send'
  | 'at'
  | 'image'
  | 'star'
  | 'star-on'
  | 'reuse'
  | 'cursor'
  | 'hand'
  | 'in'
  | 'out'
  | 'fit'
  | 'link'
  | 'branch'
  | 'archive'
  | 'stop'
  | 'trash'
  | 'folder'
  | 'clock'
  | 'pr'

export const Icon = ({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) => (
  <svg class="ico" width={size} height={size} aria-hidden="true">
    <use href={`#i-${name}`} />
  </svg>
)

interface BarProps {
  readonly percent: number
  readonly isWide?: boolean
  readonly warns?: boolean
  readonly class?: string
  /** Marks on it, in its own units: 100 × 6. */
  readonly children?: ComponentChildren
}

/** A gauge of 0–100 %; colours change at 50 and 80 where it warns (context, limits), never where it only measures. */
export function Bar({ percent, isWide = false, warns = true, class: className, children }: BarProps) {
  const level = !warns || percent < 50 ? 'low' : percent < 80 ? 'mid' : 'high'
  return (
    <svg
      class={['bar', `is-${level}`, isWide && 'wide', className].filter(Boolean).join(' ')}
      viewBox="0 0 100 6"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="track" width="100" height="6" />
      <rect class="fill" width={Math.max(0, Math.min(100, percent))} height="6" />
      {children}
    </svg>
  )
}

interface SparkProps {
  /** Oldest first. */
  readonly values: readonly number[]
  /** Less than this from bottom to top is drawn as the little that it is. */
  readonly leastSpan?: number
}

/** A trend of the last values. Nothing to draw below two. */
export function Spark({ values, leastSpan = 0 }: SparkProps) {
  if (values.length < 2) return null
  const [width, height, inset] = [34, 16, 2]
  const top = Math.max(...values)
  const bottom = Math.min(...values)
  const span = Math.max(top - bottom, leastSpan) || 1
  const point = (value: number, index: number) => {
    const x = 1 + (index * (width - 4)) / (values.length - 1)
    const y = top === bottom ? height / 2 : height - inset - ((value - bottom) / span) * (height - 2 * inset)
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10] as const
  }
  const points = values.map(point)
  const [endX, endY] = points.at(-1) ?? [0, 0]
  return (
    <svg class="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <polyline points={points.map(([x, y]) => `${x},${y}`).join(' ')} />
      <circle cx={endX} cy={endY} r="1.5" />
    </svg>
  )
}
