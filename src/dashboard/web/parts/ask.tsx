/** A question with a safe answer, which has the focus and is what Esc gives. */
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { Dialog } from './dialog.tsx'
import { Icon } from './mark.tsx'

interface AskProps {
  readonly title: ComponentChildren
  /** On the button that goes on; absent while there is nothing to say yes to yet. */
  readonly yes?: ComponentChildren
  readonly canSayYes?: boolean
  readonly no: string
  /** Beside the buttons. */
  readonly note?: ComponentChildren
  readonly onAnswer: (isYes: boolean) => void
  readonly children: ComponentChildren
}

export function Ask({ title, yes, canSayYes = true, no, note, onAnswer, children }: AskProps) {
  const id = useId()
  return (
    <Dialog titleId={id} onClose={(answer) => onAnswer(answer === 'yes')}>
      <form method="dialog">
        <header>
          <h2 id={id}>{title}</h2>
          <button type="submit" class="icon-btn" value="no" aria-label="Close">
            <Icon name="x" />
          </button>
        </header>
        {children}
        <footer>
          {note && <span class="muted fine">{note}</span>}
          <button type="submit" class="btn" value="no" autofocus>
            {no}
          </button>
          {yes && (
            <button type="submit" class="btn is-danger-fill" value="yes" disabled={!canSayYes}>
              {yes}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}
