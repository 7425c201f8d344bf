import { comesSoon } from './parts/comes-soon.tsx'
import { signal } from './store.ts'

const isOpen = signal(false)

export const openHelp = (): void => {
  isOpen.value = true
}

const close = () => {
  isOpen.value = false
}

const ShortcutsList = comesSoon(async () => (await import('./shortcuts-list.tsx')).ShortcutsList)

export const ShortcutsDialog = () => (isOpen.value ? <ShortcutsList onClose={close} /> : null)
