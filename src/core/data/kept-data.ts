/** What TCE stores of its own, beside the agents' files, which it never touches. */

/** `usage` is the ledger, `user` what is in user.sqlite. */
export const storeIds = [
  'events',
  'usage',
  'search',
  'archive',
  'analytics',
  'advice',
  'alerts',
  'user',
  'limits',
  'audit',
] as const
export type StoreId = (typeof storeIds)[number]

/** Those that are made again from the agents' files. */
export const rebuiltStoreFiles = ['ledger.sqlite', 'search.sqlite', 'analytics.sqlite', 'advice.sqlite'] as const

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
  /** What is, or since its start was, wrong with it, as who keeps it knows. */
  readonly problem?: string | undefined
}

export interface KeptData {
  readonly dataDir: string
  readonly bytes: number
  readonly diskFreeBytes?: number | undefined
  readonly stores: readonly StoreReport[]
  /** Absent: nothing was archived yet, or it can't be read now. */
  readonly archive?: ArchiveReport | undefined
}

/** What agents wrote, kept for when they delete it. */
export interface ArchiveReport extends ArchiveShare {
  /** Sessions of which something can't be read any more. */
  readonly damaged: number
  /** Why the last look did not archive all. */
  readonly problem?: string | undefined
  /** When that was. */
  readonly passedAt?: string | undefined
}

export interface ArchiveShare {
  readonly sessions: number
  /** Of them: whose agent keeps no file any more. */
  readonly onlyHere: number
  /** On disk. */
  readonly bytes: number
}

/** A project as the ledger knows its sessions. */
export interface ProjectSessions {
  /** As events name it. Absent: of single sessions. */
  readonly project?: string | undefined
  readonly sessionIds: readonly string[]
}

/** What TCE keeps of sessions, by store. */
export interface SessionsData {
  readonly events: number
  /** Texts in the index of the search. */
  readonly texts: number
  /** With messages and ideas. */
  readonly prompts: number
  /** In the archive, on disk. */
  readonly archivedBytes: number
}

/** What goes, or went, when a project is forgotten. */
export interface ProjectData extends SessionsData {
  readonly project: string
  readonly sessions: number
  /** Whose agent keeps no file of it any more: what it said goes, its numbers stay under “forgotten”. */
  readonly keptHereAlone: number
}

/** What goes, or went, when a session is deleted for good. */
export interface SessionData extends SessionsData {
  readonly id: string
  readonly title?: string | undefined
  /** Its agent keeps no file of it any more: what it said is nowhere then. */
  readonly isOnlyHere: boolean
}

/** Which sessions of the archive: all that is said holds. */
export interface ArchivedOf {
  readonly project?: string | undefined
  readonly agent?: string | undefined
  /** Since they were written last. */
  readonly olderThanDays?: number | undefined
}

/** Under this name the ledger counts sessions that were forgotten. */
export const forgottenProject = 'forgotten'

/** What has to be typed before everything goes. */
export const deleteWord = 'delete'

export interface DeletedData {
  /** That the disk has again. */
  readonly bytes: number
}
