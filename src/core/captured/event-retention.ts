/** What is kept of the events, for how long, and what goes next. */
import type { ProjectSessions } from '../data/kept-data.ts'

export interface EventRetention {
  readonly events: number
  /** On disk, with its log. */
  readonly fileBytes: number
  /** Of the disk it lies on. */
  readonly diskFreeBytes?: number | undefined
  /** When the oldest was captured. */
  readonly oldest?: string | undefined
  readonly keepDays: number
  /** Beyond it the oldest go, at any time. */
  readonly maxBytes: number
  readonly givesBackSpace: boolean
  /** In the file, of what is gone: it can be given back to the disk. */
  readonly freeBytes: number
  /** Undefined: what is too old goes at any time. */
  readonly nextCleanupAt?: string | undefined
  /** How many are too old by then. */
  readonly toGo: number
  readonly lastCleanup?: LastCleanup | undefined
  /** By how many events. */
  readonly sources: readonly SourceRetention[]
}

export interface LastCleanup {
  readonly at: string
  readonly events: number
  /** Of the rows; the file gives them back in steps behind it. */
  readonly bytes: number
  readonly tookMs: number
}

export interface SourceRetention {
  readonly source: string
  readonly events: number
  /** Without indices. */
  readonly bytes: number
  readonly oldest?: string | undefined
  readonly keepDays: number
  readonly toGo: number
}

/** What was captured before this moment. */
export interface PruneOrder {
  readonly beforeMs: number
  /** Undefined: of all. */
  readonly sources?: readonly string[] | undefined
  /** Of a project alone: of its sessions, or with its name as `project` in their data. */
  readonly of?: ProjectSessions | undefined
}

/** What would go. */
export interface Prunable {
  readonly events: number
  /** About. */
  readonly bytes: number
  readonly oldest?: string | undefined
  readonly before: string
  readonly sources: readonly { readonly source: string; readonly events: number; readonly bytes: number }[]
}

/** What the disk has again. */
export interface GivenBack {
  readonly bytes: number
}

/** What went. */
export interface Pruned {
  readonly events: number
  readonly bytes: number
}
