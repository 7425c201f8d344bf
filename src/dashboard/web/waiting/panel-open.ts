/** Whether *Waiting for you* stands at the side. The frame asks before anything else of it is loaded. */
import { signal } from '../store.ts'

export const isPanelOpen = signal(false)
