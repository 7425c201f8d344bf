/** Whether the composer stands at the side, and for whom. The frame asks before anything else of it is loaded. */
import { batch, signal } from '../store.ts'

export const isComposerOpen = signal(false)
/** By the id of their process. */
export const targetIds = signal<readonly string[]>([])
/** Grows when it is opened: then the draft of those it is for is taken up. */
export const openings = signal(0)

/** What it was opened with: of an idea, which counts as built when it was sent. */
export interface Given {
  readonly text: string
  /** @default as it was chosen last */
  readonly when?: 'idle' | 'at' | 'interrupt' | undefined
  readonly ideaId?: string | undefined
}
export const given = signal<Given | undefined>(undefined)

/** Without anybody named it opens for those it was for last. */
export function openComposer(ids: readonly string[] = targetIds.peek(), words?: Given): void {
  batch(() => {
    targetIds.value = ids
    given.value = words
    isComposerOpen.value = true
    openings.value += 1
  })
}
