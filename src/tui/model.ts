/** All that the terminal program depends on: agents (`tce watch`) and tasks (`tce tui`). Changed only by update.ts; drawn by view/. Pure. */

import type { FleetReport } from '../core/process/report.ts'
import type { LiveSessionState } from '../core/session/live-session.ts'
import type { EventCursor, SessionEvent } from '../core/session/session-event.ts'
import type { ReplayModel } from '../terminal/live-screen.ts'
import type { Line } from '../terminal/roles.ts'
import type { Target } from '../terminal/target.ts'
import { startTasks, type TasksModel } from './tasks/tasks-model.ts'
import type { FeedKinds } from './view/feed.ts'

/** Each has its entry in screens.ts. */
export type ScreenName = 'session' | 'overview' | 'tasks'

export interface WatchModel {
  readonly screen: ScreenName
  readonly overlay?: Overlay | undefined
  readonly fleet?: FleetReport | undefined
  /** Cost of the day, where it is known. */
  readonly todayUsd?: number | undefined
  /** Sessions that can be switched to, in an order that stays: new ones come last. */
  readonly tabs: readonly string[]
  /** The session that is watched. */
  readonly sessionId?: string | undefined
  readonly state?: LiveSessionState | undefined
  readonly feed: FeedModel
  readonly overview: OverviewModel
  readonly tasks: TasksModel
  /** Which pane is shown where there is room for one only. */
  readonly pane: 'feed' | 'state'
  /** Text that is being typed after `/`. */
  readonly typed?: string | undefined
  /** One line at the bottom until the next key: "Copied: …". */
  readonly notice?: string | undefined
  /** A finished session that is played. */
  readonly replay?: ReplayModel | undefined
}

export interface FeedModel {
  /** Oldest first; bounded. */
  readonly events: readonly SessionEvent[]
  /** Where older events are read on; absent at the beginning. */
  readonly older?: EventCursor | undefined
  /** Older events were asked for. */
  readonly isLoading: boolean
  readonly isFollowing: boolean
  /** Events that came while not following. */
  readonly missed: number
  readonly chosen?: EventCursor | undefined
  /** The first row that is shown, as its event; the newest when absent. */
  readonly top?: EventCursor | undefined
  readonly kinds: FeedKinds
  readonly filter: string
}

export const overviewSorts = ['need', 'cost', 'context', 'name', 'idle'] as const
export type OverviewSort = (typeof overviewSorts)[number]

export interface OverviewModel {
  /** `<pid>:<start>` */
  readonly chosenId?: string | undefined
  readonly filter: string
  readonly sort: OverviewSort
}

export type Overlay =
  | { readonly kind: 'keys' }
  | { readonly kind: 'detail'; readonly event: SessionEvent; readonly top: number }
  /** `asking` until y or n, `killing` until something was observed, then what that was. */
  | { readonly kind: 'kill'; readonly phase: 'asking' | 'killing'; readonly target: Target; readonly askedAtMs: number }
  | { readonly kind: 'message'; readonly lines: readonly Line[] }

/** More events than this are not held; the older ones are read again when they are wanted. */
export const mostEvents = 500
/** While somebody reads further back. */
export const mostEventsReading = 2_000

export const emptyFeed: FeedModel = {
  events: [],
  isLoading: false,
  isFollowing: true,
  missed: 0,
  kinds: 'all',
  filter: '',
}

export const startModel: WatchModel = {
  screen: 'session',
  tabs: [],
  feed: emptyFeed,
  overview: { filter: '', sort: 'need' },
  tasks: startTasks,
  pane: 'feed',
}
