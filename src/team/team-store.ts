/** The tables of user.sqlite that are about agents among themselves, on one open file. */
import type { KeptStore } from '../storage/kept-store.ts'
import type { MessageStore } from './message-store.ts'
import { createMessageStore } from './message-store.ts'

export interface TeamStore {
  readonly messages: MessageStore
  close(): Promise<void>
}

export const createTeamStore = (kept: KeptStore, machine: string): TeamStore => ({
  messages: createMessageStore(kept, machine),
  close: () => kept.close(),
})
