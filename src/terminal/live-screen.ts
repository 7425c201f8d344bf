/** The live screen as a command opens it. What draws it is tui/; app/ hands it to the command line. */
import type { Result } from '../core/result.ts'
import type { SessionWatch, WatchOptions } from '../core/session/session-watch.ts'
import type { Terminals } from '../runner/terminals.ts'
import type { Services } from '../services/services.ts'
import type { Glyphs } from './roles.ts'

/** What the screen needs. */
export type WatchServices = Pick<Services, 'fleet' | 'usage' | 'sessions' | 'bus'>
/** Of tasks. */
export type TaskServices = Pick<
  Services,
  | 'tasks'
  | 'taskView'
  | 'taskReview'
  | 'taskWork'
  | 'taskFiles'
  | 'projects'
  | 'waiting'
  | 'prompts'
  | 'settings'
  | 'limits'
  | 'bus'
>

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

export interface TasksOptions {
  readonly services: TaskServices
  /** Those that supervisors hold, to look into. */
  readonly openTerminals: () => Promise<Terminals>
  /** A text from its user's own editor, which has the terminal meanwhile. */
  readonly edit: (begin: string) => Result<string, string>
  /** Of a path, as a person reads it. */
  readonly shorten: (path: string) => string
  /** The program begins with them. */
  readonly isFirst: boolean
  /** In the terminal of this one, and nowhere else: its id. */
  readonly only?: string | undefined
}

export interface ScreenOptions {
  readonly services: WatchServices
  /** Absent: of a replay there are none. */
  readonly tasks?: TasksOptions | undefined
  /** Without one: the overview. */
  readonly sessionId?: string | undefined
  /** Plays this instead of following the session. */
  readonly player?: Player | undefined
  readonly watchOptions?: WatchOptions | undefined
  readonly glyphs: Glyphs
  readonly isColored: boolean
  readonly nowMs?: (() => number) | undefined
}
