/**
 * Which page may have sent a request, as far as the browser tells.
 *
 * An absent header proves nothing: programs send none, and neither do GETs of a rebound page. What is present must fit:
 * - `Origin` is compared with a fixed list, never with Host (under rebinding both are the attacker's). `null` is refused:
 *   it is what sandboxed frames and local files send.
 * - `Sec-Fetch-Site: cross-site` is refused always.
 * - `same-site` is another port of this host, e.g. somebody's development server on localhost:3000. It may link to us (a
 *   top-level navigation, which it cannot read), but not fetch, embed or post.
 */
export interface OriginFacts {
  readonly method: string
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly fetchMode: string | undefined
  readonly fetchDest: string | undefined
}

/** Why the request is refused, or undefined when it may pass. */
export function foreignOrigin(facts: OriginFacts, origins: ReadonlySet<string>): string | undefined {
  const { origin, fetchSite } = facts
  if (origin !== undefined && !origins.has(origin.toLowerCase())) {
    return `Requests from the origin "${printable(origin)}" are refused. Open the dashboard itself.`
  }
  if (fetchSite === 'cross-site') {
    return 'Another web site sent you here, and TCE answers to none. Type the address into the address bar.'
  }
  if (fetchSite === 'same-site' && !isTopLevelNavigation(facts)) {
    return 'Another program on this host sent the request from its page. Open the dashboard itself.'
  }
  return undefined
}

const isTopLevelNavigation = ({ method, fetchMode, fetchDest }: OriginFacts): boolean =>
  method === 'GET' && fetchMode === 'navigate' && fetchDest === 'document'

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100)
