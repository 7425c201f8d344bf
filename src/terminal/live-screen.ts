/** The live screen as a command opens it. What draws it is tui/; app/ hands it to the command line. */
import type { SessionWatch, WatchOptions } from '../core/session/session-watch.ts'
import type { Monitor } from '../services/monitor.ts'
import type { Glyphs } from './roles.ts'

/** What the screen needs of a monitor, local or a server's. */
export type WatchMonitor = Pick<Monitor, 'fleet' | 'kill' | 'pin' | 'unpin' | 'usage' | 'subscribe'> & {
  watchSession(id: string, options?: WatchOptions): Promise<SessionWatch | undefined>
}

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
  readonly monitor: WatchMonitor
  /** Without one: the overview. */
  readonly sessionId?: string | undefined
  /** Plays this instead of following the session. */
  readonly player?: Player | undefined
  readonly watchOptions?: WatchOptions | undefined
  readonly glyphs: Glyphs
  readonly isColored: boolean
  readonly nowMs?: (() => number) | undefined
}
