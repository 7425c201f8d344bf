/** The page's polite voice for those who listen: one region, always there, in which the latest sentence stands. */
import { signal } from './store.ts'

const spoken = signal('')

export function announce(sentence: string): void {
  spoken.value = sentence
}

export const Announcer = () => (
  <p class="sr" role="status" aria-live="polite">
    {spoken}
  </p>
)
