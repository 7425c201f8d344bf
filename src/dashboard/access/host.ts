/**
 * Which `Host` a request may carry. After DNS rebinding a foreign page talks to our port with its own name in Host and no
 * Origin on GET, so this is the check that holds: an exact list with the port, never a prefix or a suffix.
 */
export const loopbackNames = ['localhost', '127.0.0.1', '[::1]'] as const

/** Host values as they are accepted, lower case: `localhost:5111`. A browser leaves out port 80. */
export function allowedHosts(port: number, names: readonly string[] = loopbackNames): ReadonlySet<string> {
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
}

/** The origins of our own pages: the same list, as a browser writes it. */
export function allowedOrigins(hosts: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...hosts].map((host) => `http://${host}`))
}

export const isAllowedHost = (host: string | undefined, hosts: ReadonlySet<string>): boolean =>
  host !== undefined && hosts.has(host.toLowerCase())
