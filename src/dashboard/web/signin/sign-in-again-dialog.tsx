import { useEffect } from 'preact/hooks'
import { csrfKey } from '../api.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { Dialog, DialogHead } from '../parts/dialog.tsx'
import { TokenForm } from './token-form.tsx'

const command = 'tce dashboard --open'

export interface WantedSignIn {
  readonly why: string
  readonly settle: (isSignedIn: boolean) => void
}

export function SignInAgainDialog({ why, settle }: WantedSignIn) {
  // Another tab signed in, as the command makes one do: perhaps that is enough.
  useEffect(() => {
    const onStorage = ({ key }: StorageEvent) => key === csrfKey && settle(true)
    addEventListener('storage', onStorage)
    return () => removeEventListener('storage', onStorage)
  }, [settle])
  return (
    <Dialog titleId="again-title" class="sign-in-again" onClose={() => settle(false)}>
      <DialogHead titleId="again-title" title="Sign in again" onClose={() => settle(false)} />
      <p>{why}</p>
      <p class="copyline">
        <code>{command}</code>
        <CopyButton text={command} what="command" />
      </p>
      <TokenForm onSignedIn={() => settle(true)} />
    </Dialog>
  )
}
