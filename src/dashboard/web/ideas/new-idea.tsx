/** An idea from any screen: one line, Enter keeps it, and the screen is where it was. */
import { comesSoon } from '../parts/comes-soon.tsx'
import { signal } from '../store.ts'

const isOpen = signal(false)

export const askForIdea = (): void => {
  isOpen.value = true
}

const close = () => {
  isOpen.value = false
}

const NewIdeaDialog = comesSoon(async () => (await import('./new-idea-dialog.tsx')).NewIdeaDialog)

export const NewIdea = () => (isOpen.value ? <NewIdeaDialog onClose={close} /> : null)
