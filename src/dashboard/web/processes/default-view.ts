/** How the list of processes looks where the address says nothing: by groups or flat, table or cards. Kept in this browser. */
import { useEffect, useState } from 'preact/hooks'
import type { DefaultView } from './query.ts'

const key = 'tce-list'
const changed = new EventTarget()

export function defaultView(): DefaultView {
  const words = (localStorage.getItem(key) ?? '').split(' ')
  return {
    grouping: words.includes('flat') ? 'flat' : 'grouped',
    layout: words.includes('cards') ? 'cards' : 'table',
  }
}

export function setDefaultView(change: Partial<DefaultView>): void {
  const { grouping, layout } = { ...defaultView(), ...change }
  if (grouping === 'grouped' && layout === 'table') localStorage.removeItem(key)
  else localStorage.setItem(key, `${grouping} ${layout}`)
  changed.dispatchEvent(new Event('changed'))
}

export function useDefaultView(): DefaultView {
  const [view, setView] = useState(defaultView)
  useEffect(() => {
    const update = () => setView(defaultView())
    changed.addEventListener('changed', update)
    return () => changed.removeEventListener('changed', update)
  }, [])
  return view
}
