/** Light, dark, or as the system has it. Kept in this browser. */
import { effect, keptChoice } from './store.ts'

export type Theme = 'system' | 'light' | 'dark'

export const { choice: theme, choose: setTheme } = keptChoice<Theme>(
  'tce-theme',
  (text) => (text === 'light' || text === 'dark' ? text : 'system'),
  (chosen) => (chosen === 'system' ? undefined : chosen),
  { isSent: true },
)

export const nextTheme = (): Theme => (({ system: 'light', light: 'dark', dark: 'system' }) as const)[theme.value]

/** On the page from the first drawing on. */
export const applyTheme = () =>
  effect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme.value
  })
