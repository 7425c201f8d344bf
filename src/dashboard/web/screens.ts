/** Every screen of the page, one line each. The code of `usage` is usage/usage-screen.tsx, loaded when it is first shown. */

/** What a screen is told of the address. */
export interface Place {
  /** The session of `/sessions/<id>`. */
  readonly sessionId?: string | undefined
  /** The task of `/tasks/<id>` and `/tasks/<id>/changes`. */
  readonly taskId?: string | undefined
  /** What the query says; a screen reads its own keys and ignores the others. */
  readonly query: Readonly<Record<string, string>>
}

export interface ScreenProps {
  readonly place: Place
}

interface ScreenEntry {
  /** `:name` stands for a part of `Place`. */
  readonly path: string
  /** In the window's title, and on its tab. */
  readonly title: string
  /** It has a tab, and this key behind `g` leads to it. */
  readonly tabKey?: string
  /** The same of one without a tab. */
  readonly goKey?: string
  /** Under whose tab it is, where it has none. */
  readonly under?: string
  /** Without the bar and what belongs to it. */
  readonly isBare?: boolean
}

const entries = {
  processes: { path: '/', title: 'Processes', tabKey: 'p' },
  tasks: { path: '/tasks', title: 'Tasks', tabKey: 'k' },
  task: { path: '/tasks/:taskId', title: 'Task', under: 'tasks' },
  queue: { path: '/queue', title: 'Queue', goKey: 'q', under: 'tasks' },
  ideas: { path: '/ideas', title: 'Ideas', goKey: 'i', under: 'tasks' },
  team: { path: '/team', title: 'Team', tabKey: 't' },
  messages: { path: '/team/messages', title: 'Messages', under: 'team' },
  review: { path: '/tasks/:taskId/changes', title: 'Changes', under: 'tasks' },
  usage: { path: '/usage', title: 'Token Usage', tabKey: 'u' },
  limits: { path: '/usage/limits', title: 'Limits', goKey: 'l', under: 'usage' },
  analytics: { path: '/usage/analytics', title: 'Analytics', goKey: 'a', under: 'usage' },
  advice: { path: '/usage/advice', title: 'Advice', under: 'usage' },
  metrics: { path: '/processes/metrics', title: 'Metrics', goKey: 'm', under: 'processes' },
  sessions: { path: '/sessions', title: 'Sessions', tabKey: 's' },
  session: { path: '/sessions/:sessionId', title: 'Session', under: 'sessions' },
  prompts: { path: '/prompts', title: 'Prompts', goKey: 'h', under: 'sessions' },
  search: { path: '/search', title: 'Search', goKey: 'f', under: 'sessions' },
  events: { path: '/events', title: 'Events', tabKey: 'e' },
  compose: { path: '/compose', title: 'Prompt Lab', under: 'tasks' },
  waiting: { path: '/waiting', title: 'Waiting for you', goKey: 'w' },
  settings: { path: '/settings', title: 'Settings', tabKey: ',' },
  popover: { path: '/popover', title: 'TCE', isBare: true },
  signin: { path: '/signin', title: 'Sign in', isBare: true },
} satisfies Record<string, ScreenEntry>

export type Screen = keyof typeof entries

export const screens: Readonly<Record<Screen, ScreenEntry>> = entries

/** The key that leads to each behind `g`. */
export const goKeys = (Object.keys(screens) as Screen[]).flatMap((screen) => {
  const { tabKey, goKey = tabKey } = screens[screen]
  return goKey === undefined ? [] : [{ screen, goKey }]
})

export const tabs = (Object.keys(screens) as Screen[]).flatMap((screen) => {
  const { title, tabKey } = screens[screen]
  return tabKey === undefined ? [] : [{ screen, title, tabKey }]
})
