/** Every state of the page is a URL: path = where, query = how it is filtered. Pure; navigation.ts moves the browser. */

export type Screen = 'processes' | 'usage' | 'sessions' | 'session' | 'settings' | 'popover' | 'signin'

export interface Route {
  readonly screen: Screen
  /** The session of `/sessions/<id>`. */
  readonly sessionId?: string | undefined
  /** What the query says; a tab reads its own keys and ignores the others. */
  readonly query: Readonly<Record<string, string>>
}

export function parseRoute(url: string): Route {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const query = Object.fromEntries(searchParams)
  const [first = '', second] = pathname.split('/').filter(Boolean)
  if (first === 'sessions' && second) return { screen: 'session', sessionId: decoded(second), query }
  const screens: readonly Screen[] = ['usage', 'sessions', 'settings', 'popover', 'signin']
  return { screen: screens.find((screen) => screen === first) ?? 'processes', query }
}

/** A broken escape is somebody's typing: it stays as it is, and no session is called so. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function formatRoute({ screen, sessionId, query }: Route): string {
  const path =
    screen === 'processes'
      ? '/'
      : screen === 'session'
        ? `/sessions/${encodeURIComponent(sessionId ?? '')}`
        : `/${screen}`
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return search ? `${path}?${search}` : path
}

/** What every screen is given. */
export interface ScreenProps {
  readonly route: Route
}
