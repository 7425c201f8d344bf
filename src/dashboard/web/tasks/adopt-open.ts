/** Whether somebody moves a session into TCE, and which one: the frame asks before anything else of it is loaded. */
import { signal } from '../store.ts'

export interface AdoptWish {
  readonly sessionId: string
}

export const adoptWish = signal<AdoptWish | undefined>(undefined)

export function askToAdopt(wish: AdoptWish): void {
  adoptWish.value = wish
}
