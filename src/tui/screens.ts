/** Every screen of `tce watch`, one entry each: how it is drawn, what its keys do, and the key that leads to it. */
import type { Line } from '../terminal/roles.ts'
import type { Key } from './key.ts'
import type { ScreenName, WatchModel } from './model.ts'
import { onOverviewKey, openOverview } from './overview-keys.ts'
import { onFeedKey } from './session-keys.ts'
import type { Update } from './step.ts'
import { onTasksKey } from './tasks/tasks-keys.ts'
import { tasksScreen } from './tasks/view/tasks-screen.ts'
import type { Frame } from './view/layout.ts'
import { chosenIndex, type OverviewRow, overviewRows, rowOfSession } from './view/overview-rows.ts'
import { overviewScreen } from './view/overview-screen.ts'
import { sessionScreen } from './view/session-screen.ts'

interface ScreenEntry {
  readonly title: string
  readonly lines: (model: WatchModel, nowMs: number, frame: Frame) => readonly Line[]
  /** Keys that mean the same everywhere come before. */
  readonly onKey: (model: WatchModel, key: Key, frame: Frame) => Update
  /** What `/` types into. */
  readonly filterOf: (model: WatchModel) => string
  readonly withFilter: (model: WatchModel, filter: string) => WatchModel
  /** What kill, pin and copy are about. */
  readonly rowOf: (model: WatchModel) => OverviewRow | undefined
  /** It leads there from the session, and back. Nowhere in a replay, which has the session alone. */
  readonly key?: string
  /** Of its key, in the list of keys. */
  readonly does?: string
  readonly open?: (model: WatchModel) => WatchModel
}

export const screens: Readonly<Record<ScreenName, ScreenEntry>> = {
  session: {
    title: 'session',
    lines: sessionScreen,
    onKey: onFeedKey,
    filterOf: ({ feed }) => feed.filter,
    withFilter: (model, filter) => ({ ...model, feed: { ...model.feed, filter, chosen: undefined, top: undefined } }),
    rowOf: ({ fleet, sessionId }) => rowOfSession(fleet, sessionId),
  },
  overview: {
    title: 'overview',
    lines: overviewScreen,
    onKey: onOverviewKey,
    filterOf: ({ overview }) => overview.filter,
    withFilter: (model, filter) => ({ ...model, overview: { ...model.overview, filter, chosenId: undefined } }),
    rowOf: ({ fleet, overview }) => {
      const rows = overviewRows(fleet, overview)
      return rows[chosenIndex(rows, overview)]
    },
    key: 'o',
    does: 'overview of all agents, and back',
    open: openOverview,
  },
  tasks: {
    title: 'tasks',
    lines: tasksScreen,
    onKey: onTasksKey,
    // Its own keys come before all that mean the same elsewhere: this is never asked.
    filterOf: ({ tasks }) => tasks.filter,
    withFilter: (model, filter) => ({ ...model, tasks: { ...model.tasks, filter } }),
    rowOf: () => undefined,
    key: 'T',
    does: 'tasks; 1 leads back',
  },
}

export const screenNames = Object.keys(screens) as readonly ScreenName[]
