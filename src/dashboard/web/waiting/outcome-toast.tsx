/** What came of an answer when its card is not to be seen any more: told in the corner, with the next one that waits. */
import type { WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { showToast } from '../parts/toast.tsx'
import { projectOf } from './item-words.ts'
import { isPanelOpen } from './panel-open.ts'

interface Told {
  readonly item: WaitingItem
  readonly isOk: boolean
  readonly message: string
  readonly next: WaitingItem | undefined
}

export function toastOutcome({ item, isOk, message, next }: Told): void {
  const isShown = isPanelOpen.peek() || document.querySelector('.inbox, .popover') !== null
  if (isShown) return
  const actions = next && (
    <button
      type="button"
      class="btn small"
      onClick={() => {
        showToast(undefined)
        isPanelOpen.value = true
      }}
    >
      Next: {projectOf(next)}
    </button>
  )
  showToast({ isOk, content: `${projectOf(item)}: ${message}`, actions })
}
