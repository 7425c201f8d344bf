/** While something loads: nothing for 150 ms, then hairline rows of the right height, so that nothing jumps. */
import { useEffect, useState } from 'preact/hooks'

const nothingForMs = 150

export function useIsSlow(afterMs = nothingForMs): boolean {
  const [isSlow, setIsSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), afterMs)
    return () => clearTimeout(timer)
  }, [afterMs])
  return isSlow
}

export function SkeletonRows({ rows, label }: { readonly rows: number; readonly label: string }) {
  const isSlow = useIsSlow()
  return (
    <div class="skeleton" role="status">
      <span class="sr">{isSlow ? label : ''}</span>
      {isSlow && Array.from({ length: rows }, (_, row) => <div key={row} class="skeleton-row" />)}
    </div>
  )
}
