/** How routes and the app ask access.ts: the gate before routing, and what a route declares it needs. */
import { type Context, factsOf, type Middleware } from '../http.ts'
import { jsonBody } from '../json-body.ts'
import { problem } from '../problem.ts'
import type { Access } from './access.ts'
import type { Refusal, Right } from './caller.ts'

/** Judges Host and Origin before anything else runs. */
export function gate(access: Access): Middleware {
  return async function gate(c, next) {
    const refusal = access.refuseForeign(factsOf(c))
    if (refusal !== undefined) return refuse(c, refusal)
    c.set('access', access)
    return next()
  }
}

/** Credentials that are enough, each by itself, as OpenAPI writes it. */
type Security = Record<string, string[]>[]

/** One of these is spread into every `createRoute`; it sets `c.var.caller`. A route without one makes the app throw. */
export const readable = {
  middleware: admits('read'),
  security: [{ token: [] }, { browser: [] }, { sameUser: [] }] as Security,
}
export const changing = {
  middleware: [admits('change'), jsonBody],
  security: [{ token: [] }, { browser: [], csrf: [] }] as Security,
}
/** For signing in and for proving who we are. */
export const open = { security: [] as Security }

function admits(right: Right): Middleware {
  return async function admits(c, next) {
    const caller = await c.var.access.admit(factsOf(c), right)
    if (!caller.ok) return refuse(c, caller.error)
    c.set('caller', caller.value)
    return next()
  }
}

export function refuse(c: Context, { status, code, message, retryAfterMs }: Refusal) {
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="TCE"')
  if (retryAfterMs !== undefined) c.header('Retry-After', String(Math.ceil(retryAfterMs / 1000)))
  return c.json(problem(code, message), status)
}
