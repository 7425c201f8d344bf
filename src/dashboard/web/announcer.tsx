/** The page's polite voice for those who listen: one region, always there, in which the latest sentence stands. */
import { useEffect, useState } from 'preact/hooks'

const spoken = new EventTarget()

export function announce(sentence: string): void {
  spoken.dispatchEvent(new CustomEvent('spoken', { detail: sentence }))
}

export function Announcer() {
  const [sentence, setSentence] = useState('')
  useEffect(() => {
    const speak = (event: Event) => setSentence((event as CustomEvent<string>).detail)
    spoken.addEventListener('spoken', speak)
    return () => spoken.removeEventListener('spoken', speak)
  }, [])
  return (
    <p class="sr" role="status" aria-live="polite">
      {sentence}
    </p>
  )
}
