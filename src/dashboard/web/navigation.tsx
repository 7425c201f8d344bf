/** Moves the browser between routes, with back and forward. */
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Route } from './route.ts'
import { formatRoute, parseRoute } from './route.ts'

const moved = new EventTarget()

export function navigate(route: Route, { replace = false } = {}): void {
  const url = formatRoute(route)
  if (replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  moved.dispatchEvent(new Event('moved'))
}

/** Changes keys of the query in place; an empty value takes the key away. A filter typed letter by letter replaces. */
export function setQuery(changes: Readonly<Record<string, string>>, options?: { replace?: boolean }): void {
  const route = parseRoute(location.href)
  navigate({ ...route, query: { ...route.query, ...changes } }, options)
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.href))
  useEffect(() => {
    const update = () => setRoute(parseRoute(location.href))
    moved.addEventListener('moved', update)
    addEventListener('popstate', update)
    return () => {
      moved.removeEventListener('moved', update)
      removeEventListener('popstate', update)
    }
  }, [])
  return route
}

interface LinkProps {
  readonly to: Route
  readonly children: ComponentChildren
  readonly class?: string
  readonly title?: string
  readonly tabIndex?: number
  readonly 'aria-label'?: string
  readonly 'aria-current'?: 'page' | undefined
}

/** A link of our own: a plain click stays in the page, every other click is the browser's. */
export function Link({ to, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(to)
  }
  return (
    <a {...rest} href={formatRoute(to)} onClick={follow}>
      {children}
    </a>
  )
}
