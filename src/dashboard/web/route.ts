/** Every state of the page is a URL: path = where, query = how it is filtered. Pure; navigation.ts moves the browser. */
import type { Place, Screen } from './screens.ts'
import { screens } from './screens.ts'

export interface Route extends Place {
  readonly screen: Screen
}

const partsOf = (path: string): readonly string[] => path.split('/').filter(Boolean)

/** The longest first: `/sessions/<id>` is not `/sessions`. What comes behind a screen's own path is somebody's typing. */
const paths = (Object.keys(screens) as Screen[])
  .map((screen) => ({ screen, parts: partsOf(screens[screen].path) }))
  .sort((a, b) => b.parts.length - a.parts.length)

export function parseRoute(url: string): Route {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const query = Object.fromEntries(searchParams)
  const given = partsOf(pathname)
  const found = paths.find(({ parts }) =>
    parts.every((part, index) => (part.startsWith(':') ? given[index] !== undefined : given[index] === part)),
  )
  const named = found?.parts.flatMap((part, index) =>
    part.startsWith(':') ? [[part.slice(1), decoded(given[index] ?? '')]] : [],
  )
  return { screen: found?.screen ?? 'processes', query, ...Object.fromEntries(named ?? []) }
}

/** A broken escape is somebody's typing: it stays as it is, and no session is called so. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function formatRoute({ screen, query, ...place }: Route): string {
  const path = screens[screen].path.replace(/:(\w+)/g, (_, name: keyof typeof place) =>
    // Half a surrogate pair, which only a hostile id has, is nothing that an address can hold.
    encodeURIComponent((place[name] ?? '').toWellFormed()),
  )
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return search ? `${path}?${search}` : path
}
