/** Light, dark, or as the system has it. Kept in this browser. */
import { useEffect, useState } from 'preact/hooks'

export type Theme = 'system' | 'light' | 'dark'

const key = 'tce-theme'
const changed = new EventTarget()

export function currentTheme(): Theme {
  const stored = localStorage.getItem(key)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(key)
  else localStorage.setItem(key, theme)
  applyTheme()
  changed.dispatchEvent(new Event('changed'))
}

export function applyTheme(): void {
  const theme = currentTheme()
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export const nextTheme = (theme: Theme): Theme => (theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system')

export function useTheme(): Theme {
  const [theme, set] = useState(currentTheme)
  useEffect(() => {
    const update = () => set(currentTheme())
    changed.addEventListener('changed', update)
    return () => changed.removeEventListener('changed', update)
  }, [])
  return theme
}
