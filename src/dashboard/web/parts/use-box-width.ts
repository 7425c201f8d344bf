/** The width of an element in pixels, so that a drawing has the size of its box and its text stays as small as all other. */
import { useEffect, useRef, useState } from 'preact/hooks'

export function useBoxWidth<E extends Element>(atFirst: number) {
  const box = useRef<E>(null)
  const [widthPx, setWidthPx] = useState(atFirst)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0)
      if (width > 0) setWidthPx(width)
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  return { box, widthPx }
}
