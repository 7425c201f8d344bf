/** Addresses of our own page: which one a click opens, and which one a window may show. Pure. */
import type { Alert } from '../core/alerts/alert.ts'

/** The card of that agent or request; without one all of them. */
export const waitingPage = (item?: string): string =>
  item === undefined ? '/waiting' : `/waiting?item=${encodeURIComponent(item)}`

/** A click opens the card of who waits, else that session; one without a session its process. */
export function pageOf({
  sessionId,
  agentId,
  agentIds,
  kind,
}: Pick<Alert, 'sessionId' | 'agentId' | 'agentIds' | 'kind'>): string {
  if (kind === 'waits') return waitingPage(agentIds === undefined ? agentId : undefined)
  if (kind === 'spend' || kind === 'cost-rate') return '/usage'
  if (kind === 'event' || kind === 'silent') return '/events'
  // Somebody who is stuck is looked after where processes are; what ended has only its session left.
  if (kind !== 'ended' && agentId !== undefined) return `/?open=${encodeURIComponent(agentId)}`
  return sessionId === undefined ? '/' : `/sessions/${encodeURIComponent(sessionId)}`
}

/** The one-time link that signs in, leading to another path of the same server: `http://localhost:5111/popover#code=…`. */
export function signInLinkTo(path: string, signInUrl: string): string {
  const link = new URL(signInUrl)
  // Joined as text: as a relative address "//elsewhere/" would be another host, and get the code.
  const target = new URL(link.origin + path)
  target.hash = link.hash
  return target.href
}

/** Undefined for every other origin, and for what is no address. */
export function pathOn(origin: string, url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { origin: found, pathname, search } = new URL(url)
  return found === new URL(origin).origin ? `${pathname}${search}` : undefined
}

/** The pop-over shows itself and the sign-in; every other page of ours belongs in the browser. */
export const belongsInPopover = (path: string): boolean => /^\/(?:popover|signin)(?:[?/]|$)/.test(path)
