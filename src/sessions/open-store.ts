/** The store for the form in which an agent keeps its sessions. */
import { LineStore, type LineStoreOptions } from './line-files/line-store.ts'
import type { SessionStore } from './session-store.ts'

export const openStore = (kept: LineStoreOptions): SessionStore => new LineStore(kept)
