/** The same at the right of any screen, which stays usable: `w` opens it, Esc closes it and puts off what was under the cursor. */
import { useEffect, useRef } from 'preact/hooks'
import { Link } from '../navigation.tsx'
import { focusBack } from '../parts/focus-back.ts'
import { Icon } from '../parts/mark.tsx'
import '../styles/waiting.css'
import { ChosenCard } from './chosen-card.tsx'
import { ItemList } from './item-list.tsx'
import { isPanelOpen } from './panel-open.ts'
import { chosenItem, listItems, openCount } from './waiting-state.ts'

const close = () => {
  isPanelOpen.value = false
}

export default function WaitingPanel() {
  const root = useRef<HTMLElement>(null)
  useEffect(() => {
    const giveBack = focusBack()
    root.current?.focus()
    return giveBack
  }, [])
  const isEmpty = listItems.value.length === 0
  return (
    <aside ref={root} class="drawer wpanel" tabIndex={-1} aria-label="Waiting for you">
      <header class="drawer-head">
        <h2>
          Waiting for you <span class="count">{openCount.value}</span>
        </h2>
        <Link to={{ screen: 'waiting', query: {} }} class="btn small">
          Open as page
        </Link>
        <button type="button" class="icon-btn" aria-label="Close" onClick={close}>
          <Icon name="x" />
        </button>
      </header>
      <div class="drawer-body">
        {isEmpty ? (
          <p class="quiet">Nobody waits for you.</p>
        ) : (
          <>
            <ChosenCard onLeave={close} />
            <ItemList withoutId={chosenItem.value?.id} />
          </>
        )}
      </div>
      <footer class="drawer-foot" aria-hidden="true">
        <kbd>j</kbd> <kbd>k</kbd> move <kbd>y</kbd> allow once <kbd>n</kbd> deny <kbd>Esc</kbd> not now, close
      </footer>
    </aside>
  )
}
