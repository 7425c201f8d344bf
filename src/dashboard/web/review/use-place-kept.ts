/** The page stays where it is read. */
import { useLayoutEffect, useRef } from 'preact/hooks'

/** What is seen stays where it is while the files are drawn anew. */
export function usePlaceKept() {
  const kept = useRef<{ readonly path: string; readonly topPx: number } | undefined>(undefined)
  useLayoutEffect(() => {
    const { path, topPx } = kept.current ?? {}
    if (path === undefined || topPx === undefined) return
    const element = [...document.querySelectorAll<HTMLElement>('.dfile')].find((one) => one.dataset['path'] === path)
    if (element) scrollBy({ top: element.getBoundingClientRect().top - topPx })
  })
  return async (act: () => Promise<void>) => {
    const seen = [...document.querySelectorAll<HTMLElement>('.dfile')].find(
      (one) => one.getBoundingClientRect().bottom > 60,
    )
    const path = seen?.dataset['path']
    if (seen !== undefined && path !== undefined) kept.current = { path, topPx: seen.getBoundingClientRect().top }
    await act()
    requestAnimationFrame(() => {
      kept.current = undefined
    })
  }
}
