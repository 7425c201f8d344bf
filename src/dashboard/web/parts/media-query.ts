import { useEffect, useState } from 'preact/hooks'

export function useMediaQuery(query: string): boolean {
  const [doesMatch, setDoesMatch] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const update = () => setDoesMatch(list.matches)
    update()
    list.addEventListener('change', update)
    return () => list.removeEventListener('change', update)
  }, [query])
  return doesMatch
}
