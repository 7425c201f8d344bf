/** The composer at the right of any screen, which stays usable; Esc closes it and keeps the draft. */
import { useLayoutEffect } from 'preact/hooks'
import { Link } from '../navigation.tsx'
import { focusBack } from '../parts/focus-back.ts'
import { Icon } from '../parts/mark.tsx'
import '../styles/compose.css'
import { isComposerOpen, targetIds } from './compose-open.ts'
import { Composer, useComposer } from './composer.tsx'

const close = () => {
  isComposerOpen.value = false
}

export default function ComposePanel() {
  useComposer()
  // Before the editor takes it.
  useLayoutEffect(focusBack, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]') !== null) return
    event.stopPropagation()
    close()
  }
  return (
    <aside class="drawer cdrawer" aria-label="Prompt" onKeyDown={onKeyDown}>
      <header class="drawer-head">
        <h2>Prompt</h2>
        <Link to={{ screen: 'compose', query: { to: targetIds.value.join(',') } }} class="btn small">
          Open as page
        </Link>
        <button type="button" class="icon-btn" aria-label="Close, keep the draft" onClick={close}>
          <Icon name="x" />
        </button>
      </header>
      <div class="drawer-body composer">
        <Composer isNarrow />
      </div>
    </aside>
  )
}
