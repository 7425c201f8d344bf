/** Whether the palette is open. The frame asks before anything else of it is loaded. */
import { signal } from '../store.ts'

export const isPaletteOpen = signal(false)

export const openPalette = (): void => {
  isPaletteOpen.value = true
}

/** Ctrl or Cmd K, in a field too: it is no single key, which rest there and can be switched off. Another dialog keeps it away. */
export function openPaletteBy(event: KeyboardEvent): void {
  const isIts = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k'
  if (!isIts || event.defaultPrevented) return
  event.preventDefault()
  if (isPaletteOpen.peek()) isPaletteOpen.value = false
  else if (document.querySelector('dialog[open]') === null) isPaletteOpen.value = true
}
