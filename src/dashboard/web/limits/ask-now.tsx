/** Asks the agents' own programs for their limits: by this button alone. */
import { useState } from 'preact/hooks'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { isLive } from '../live/live-store.ts'
import { showToast } from '../parts/toast.tsx'

export function AskNow({ onDone }: { readonly onDone: () => void }) {
  const [isAsking, setIsAsking] = useState(false)
  async function askAll() {
    setIsAsking(true)
    const answer = await ask(api.limits.ask.$post({ json: {} }))
    setIsAsking(false)
    if (!answer.ok) return showToast({ isOk: false, content: plainText(answer.error.message) })
    const { answers } = answer.value
    const isHeard = answers.some((one) => one.isHeard)
    const said = answers.map(({ message }) => plainText(message)).join(' ')
    showToast({ isOk: isHeard, content: answers.length === 0 ? 'No agent here can be asked.' : said })
    onDone()
  }
  return (
    <button
      type="button"
      class="btn"
      disabled={isAsking || !isLive.value}
      title="Starts the agents’ own programs and asks them; nothing else does"
      onClick={() => void askAll()}
    >
      {isAsking ? 'Asking…' : 'Ask now'}
    </button>
  )
}
