/** Everybody who needs you beside what the one under the cursor asks. */
import { useEffect } from 'preact/hooks'
import { plural } from '../../../core/words/format.ts'
import { announce } from '../announcer.tsx'
import { liveFleet, liveWaiting } from '../live/live-store.ts'
import { Link, setQuery } from '../navigation.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { formatTime } from '../parts/time.ts'
import { groupOf, type RowGroup } from '../processes/placement.ts'
import type { ScreenProps } from '../screens.ts'
import '../styles/waiting.css'
import { ChosenCard } from './chosen-card.tsx'
import { ItemList } from './item-list.tsx'
import { kindOfItem, projectOf } from './item-words.ts'
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

function NobodyWaits() {
  const groups = liveFleet.value?.processes.map(groupOf)
  const count = (group: RowGroup) => groups?.filter((one) => one === group).length ?? 0
  const [last] = liveWaiting.value?.over ?? []
  const at = Date.parse(last?.approval?.outcome?.at ?? '')
  return (
    <div class="empty">
      <h2 class="empty-title">Nobody waits for you</h2>
      <p>
        {groups !== undefined && `${plural(count('working'), 'agent')} at work, ${count('idle')} idle. `}A permission, a
        question or a plan appears here the moment it is asked, and in the tray. Answers from here need the hooks:{' '}
        <Link to={{ screen: 'settings', query: { section: 'integrations' } }}>Integrations</Link>.
      </p>
      {last?.approval?.outcome !== undefined && (
        <p class="fine muted">
          Last: {projectOf(last)}, {kindOfItem(last)}, {formatTime(at)}. {last.approval.outcome.message}
        </p>
      )}
    </div>
  )
}

const KeyLine = () => (
  <p class="keyline" aria-hidden="true">
    <kbd>j</kbd> <kbd>k</kbd> <span>next, previous</span> <kbd>y</kbd> <span>allow once</span> <kbd>n</kbd>{' '}
    <span>deny</span> <kbd>1</kbd> to <kbd>9</kbd> <span>option</span> <kbd>x</kbd> <span>choose</span> <kbd>o</kbd>{' '}
    <span>terminal</span> <kbd>e</kbd> <span>seen</span> <kbd>Esc</kbd> <span>not now</span>
  </p>
)
