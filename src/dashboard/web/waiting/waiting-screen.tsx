/** Everybody who needs you beside what the one under the cursor asks. */
import { useEffect } from 'preact/hooks'
import { announce } from '../announcer.tsx'
import { liveWaiting } from '../live/live-store.ts'
import { Link, setQuery } from '../navigation.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import type { ScreenProps } from '../screens.ts'
import '../styles/waiting.css'
import { ChosenCard } from './chosen-card.tsx'
import { ItemList } from './item-list.tsx'
import { isPanelOpen } from './panel-open.ts'
import { chooseNamed, listItems } from './waiting-state.ts'

const stay = () => {}

export default function WaitingScreen({ place: { query } }: ScreenProps) {
  useEffect(() => {
    isPanelOpen.value = false
  }, [])
  // Where the address names one, that is looked at, as soon as it is there; then the address is of the list again.
  const { item } = query
  const isThere = liveWaiting.value !== undefined
  useEffect(() => {
    if (item === undefined || !isThere) return
    if (!chooseNamed(item)) announce('It does not wait for you any more.')
    setQuery({ item: '' }, { replace: true })
  }, [item, isThere])
  return (
    <section data-screen="waiting" class="screen">
      <h1 class="sr">Waiting for you</h1>
      {liveWaiting.value === undefined ? (
        <SkeletonRows rows={6} label="Looking who waits" />
      ) : listItems.value.length === 0 ? (
        <NobodyWaits />
      ) : (
        <div class="inbox">
          <ItemList />
          <div class="wdetail">
            <ChosenCard onLeave={stay} />
            <KeyLine />
          </div>
        </div>
      )}
    </section>
  )
}

const NobodyWaits = () => (
  <div class="empty">
    <h2 class="empty-title">Nobody waits for you</h2>
    <p>
      A permission, a question or a plan of an agent appears here the moment it is asked, without a reload. Answers from
      here need the hooks: <Link to={{ screen: 'settings', query: { section: 'integrations' } }}>Integrations</Link>.
    </p>
  </div>
)

const KeyLine = () => (
  <p class="keyline" aria-hidden="true">
    <kbd>j</kbd> <kbd>k</kbd> <span>next, previous</span> <kbd>y</kbd> <span>allow once</span> <kbd>n</kbd>{' '}
    <span>deny</span> <kbd>1</kbd> to <kbd>9</kbd> <span>option</span> <kbd>x</kbd> <span>choose</span> <kbd>o</kbd>{' '}
    <span>terminal</span> <kbd>e</kbd> <span>seen</span> <kbd>Esc</kbd> <span>not now</span>
  </p>
)
