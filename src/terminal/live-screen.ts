/** The live screen as a command opens it. What draws it is tui/; app/ hands it to the command line. */
import type { SessionWatch, WatchOptions } from '../core/session/session-watch.ts'
import type { Services } from '../services/services.ts'
import type { Glyphs } from './roles.ts'

/** What the screen needs. */
export type WatchServices = Pick<Services, 'fleet' | 'usage' | 'sessions' | 'bus'>

export interface ReplayModel {
  readonly at?: string | undefined
  readonly speed: number
  readonly isPaused: boolean
  readonly isAtEnd: boolean
  /** 0–1 of the events. */
  readonly share: number
}

/** A finished session that is played: the same watch, and a clock that can be stopped. */
export interface Player extends SessionWatch {
  toggle(): void
  faster(): void
  slower(): void
  onClock(listener: (replay: ReplayModel) => void): void
}

export interface ScreenOptions {
  readonly services: WatchServices
  /** Without one: the overview. */
  readonly sessionId?: string | undefined
  /** Plays this instead of following the session. */
  readonly player?: Player | undefined
  readonly watchOptions?: WatchOptions | undefined
  readonly glyphs: Glyphs
  readonly isColored: boolean
  readonly nowMs?: (() => number) | undefined
}
