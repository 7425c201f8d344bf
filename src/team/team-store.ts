/** The tables of user.sqlite that are about agents among themselves, on one open file. */
import type { KeptStore } from '../storage/kept-store.ts'
import type { GraphStore } from './graph-store.ts'
import { createGraphStore } from './graph-store.ts'
import type { IdeaStore } from './idea-store.ts'
import { createIdeaStore } from './idea-store.ts'
import type { MessageStore } from './message-store.ts'
import { createMessageStore } from './message-store.ts'

export interface TeamStore {
  readonly messages: MessageStore
  readonly ideas: IdeaStore
  readonly graph: GraphStore
  close(): Promise<void>
}

export const createTeamStore = (kept: KeptStore, machine: string): TeamStore => ({
  messages: createMessageStore(kept, machine),
  ideas: createIdeaStore(kept, machine),
  graph: createGraphStore(kept, machine),
  close: () => kept.close(),
})
