/** Below a terminal: where one has scrolled to and what one looks for, or what is to be said of the line. */
import { useState } from 'preact/hooks'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { askToSignIn } from '../signin/sign-in-again.tsx'
import type { TerminalActs, TerminalView } from './terminal/use-terminal.ts'

interface FootProps {
  readonly view: TerminalView
  readonly acts: TerminalActs
}

export function ScrollFoot({
  view: { scroll, found },
  acts,
  isFinding,
  onEndFind,
}: FootProps & { readonly isFinding: boolean; readonly onEndFind: () => void }) {
  const [text, setText] = useState('')
  const end = () => {
    acts.endFind()
    setText('')
    onEndFind()
    acts.toEnd()
  }
  return (
    <div class="tfoot">
      <Mark name="none" />
      <b>{scroll.below === 0 ? 'At the end' : `${plural(scroll.below, 'line')} above the end`}</b>
      {scroll.fresh > 0 && <span class="muted">{scroll.fresh} new</span>}
      <span class="spring" />
      <span class="findbox">
        <input
          class="field"
          type="search"
          aria-label="Find in the terminal"
          placeholder="Find"
          value={text}
          ref={isFinding ? focusOnce : undefined}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value)
            acts.find(currentTarget.value, 'typed')
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') acts.find(text, event.shiftKey ? 'next' : 'before')
            else if (event.key === 'Escape') end()
            else return
            event.preventDefault()
          }}
        />
        {text !== '' && (
          <span class="muted">{found.of === 0 ? 'nothing' : `${found.at === 0 ? '–' : found.at} of ${found.of}`}</span>
        )}
      </span>
      <button type="button" class="btn is-primary small" onClick={end}>
        Back to live<kbd>End</kbd>
      </button>
    </div>
  )
}

const focusOnce = (element: HTMLElement | null) => element?.focus()

/** What is to be said of the line, or nothing. */
export function LineFoot({ view: { line, link }, acts }: FootProps) {
  if (link !== undefined)
    return (
      <div class="tfoot">
        <Icon name="link" size={12} />
        <span class="clip">{plainText(link)}</span>
        <span class="muted fine">Ctrl and a click opens it</span>
      </div>
    )
  if (line.phase === 'lost')
    return (
      <div class="tfoot" role="status">
        <Mark name="warn" />
        <b>The line to TCE broke.</b>
        <span class="muted">
          {line.unacknowledged > 0
            ? 'What you typed last goes in when it stands again, once.'
            : 'The agent goes on; it is tried again.'}
        </span>
      </div>
    )
  // Always there: a terminal that is smaller for a moment would make its program draw anew.
  if (line.phase !== 'live' || line.mayType || line.whyNot === undefined)
    return (
      <div class="tfoot">
        <span class="muted fine clip">
          <kbd>Ctrl</kbd> <kbd>{'\\'}</kbd> leaves it, <kbd>Ctrl</kbd> <kbd>↑</kbd> <kbd>↓</kbd> other tasks,{' '}
          <kbd>Ctrl</kbd> <kbd>K</kbd> anything; all other keys go in
        </span>
      </div>
    )
  return (
    <div class="tfoot">
      <Mark name="none" />
      <b>You look at it.</b>
      <span class="muted clip" title={line.whyNot}>
        {line.needsSignIn === true ? 'To type it needs a sign-in of the last 15 minutes.' : line.whyNot}
      </span>
      <span class="spring" />
      {line.needsSignIn === true && (
        <button
          type="button"
          class="btn small"
          onClick={() => void askToSignIn(line.whyNot ?? '').then((isIn) => isIn && acts.askToType())}
        >
          Sign in…
        </button>
      )}
    </div>
  )
}
