/** What TCE stores of its own, beside the agents' files, which it never touches. */

/** `usage` is the ledger, `user` what is in user.sqlite. */
export const storeIds = ['events', 'usage', 'search', 'analytics', 'advice', 'user', 'audit'] as const
export type StoreId = (typeof storeIds)[number]

export interface StoreReport {
  readonly id: StoreId
  /** Undefined: there is none, or it can't be read now. */
  readonly rows?: number | undefined
  /** On disk, with its log and the copies that lie beside it. */
  readonly bytes: number
  /** Of its oldest row. */
  readonly since?: string | undefined
  /** It is made again from the agents' files, as far as those are there. */
  readonly canBeRebuilt: boolean
}

export interface KeptData {
  readonly dataDir: string
  readonly bytes: number
  readonly diskFreeBytes?: number | undefined
  readonly stores: readonly StoreReport[]
}

/** A project as the ledger knows its sessions. */
export interface ProjectSessions {
  /** As events name it. */
  readonly project: string
  readonly sessionIds: readonly string[]
}

/** What goes, or went, when a project is forgotten. */
export interface ProjectData {
  readonly project: string
  readonly sessions: number
  readonly events: number
  /** Texts in the index of the search. */
  readonly texts: number
  /** With messages and ideas. */
  readonly prompts: number
  /** Whose agent keeps no file of it any more: what it said goes, its numbers stay under “forgotten”. */
  readonly keptHereAlone: number
}

/** Under this name the ledger counts sessions that were forgotten. */
export const forgottenProject = 'forgotten'

/** What has to be typed before everything goes. */
export const deleteWord = 'delete'

export interface DeletedData {
  /** That the disk has again. */
  readonly bytes: number
}
