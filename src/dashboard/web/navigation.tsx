/** Moves the browser between routes, with back and forward. */
import type { ComponentChildren } from 'preact'
import type { Route } from './route.ts'
import { formatRoute, parseRoute } from './route.ts'
import { computed, signal } from './store.ts'

const here = signal(location.href)
/** Where the page is. */
export const route = computed(() => parseRoute(here.value))

const look = () => {
  here.value = location.href
}
addEventListener('popstate', look)

export function navigate(to: Route, { replace = false } = {}): void {
  const url = formatRoute(to)
  if (replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  look()
}

/** Changes keys of the query in place; an empty value takes the key away. A filter typed letter by letter replaces. */
export function setQuery(changes: Readonly<Record<string, string>>, options?: { replace?: boolean }): void {
  const { value } = route
  navigate({ ...value, query: { ...value.query, ...changes } }, options)
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
