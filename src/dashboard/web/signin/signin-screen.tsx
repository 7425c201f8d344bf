/** The page does not know you: how to come in, by a link or by the token. */
import { connection, liveStore } from '../live/live-store.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { TokenForm } from './token-form.tsx'

const command = 'tce dashboard --open'

export default function SigninScreen() {
  return (
    <div class="signin">
      <svg class="logo" width="56" height="56" aria-hidden="true">
        <use href="#i-claw" />
      </svg>
      <h1>Sign in to TCE</h1>
      <p>This page can end processes on this computer, so it opens only for you. In a terminal, run</p>
      <p class="copyline big">
        <code>{command}</code>
        <CopyButton text={command} what="command" />
      </p>
      <p class="muted">
        It opens the browser with a one-time link. The tray's <b>Open Dashboard</b> does the same.
      </p>
      <TokenForm refusal={connection.value.refusal} onSignedIn={() => void liveStore.start()} />
    </div>
  )
}
