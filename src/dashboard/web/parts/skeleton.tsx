/** While something loads: nothing for 150 ms, then hairline rows of the right height, so that nothing jumps. */
import { useEffect, useState } from 'preact/hooks'

export const nothingForMs = 150

export function useIsSlow(afterMs = nothingForMs): boolean {
  const [isSlow, setIsSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), afterMs)
    return () => clearTimeout(timer)
  }, [afterMs])
  return isSlow
}

const rowHeight = 32

export function SkeletonRows({ rows, label }: { readonly rows: number; readonly label: string }) {
  const isSlow = useIsSlow()
  return (
    <div class="skeleton" role="status">
      <span class="sr">{isSlow ? label : ''}</span>
      {isSlow && <Lines count={rows} />}
    </div>
  )
}

const Lines = ({ count }: { readonly count: number }) => (
  <svg class="skeleton-rows" width="100%" height={count * rowHeight} aria-hidden="true">
    <defs>
      <pattern id="skeleton-row" width="100%" height={rowHeight} patternUnits="userSpaceOnUse">
        <rect class="skeleton-text" x="16" y="12" width="72" height="8" rx="4" />
        <rect class="skeleton-text" x="102" y="12" width="180" height="8" rx="4" />
        <rect class="skeleton-text" x="318" y="12" width="140" height="8" rx="4" />
        <rect class="skeleton-line" y={rowHeight - 1} width="100%" height="1" />
      </pattern>
    </defs>
    <rect width="100%" height="100%" fill="url(#skeleton-row)" />
  </svg>
)
