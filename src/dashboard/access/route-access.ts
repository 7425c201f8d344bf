/** How routes and the app ask access.ts: the gate before routing, and the door that a route declares. */

import { bodyOf } from '../body.ts'
import { type Context, factsOf, type Middleware } from '../http.ts'
import { problem, retryAfter } from '../problem.ts'
import type { Access, Admission } from './access.ts'
import type { Refusal } from './caller.ts'
import type { BodyRule, DeclaresRights, RateClass, Right, RouteRights } from './rights.ts'
import { rightsKey } from './rights.ts'

/** Judges Host and Origin before anything else runs. */
export function gate(access: Access): Middleware {
  return async function gate(c, next) {
    const facts = factsOf(c)
    const refusal = access.refuseForeign(facts)
    if (refusal !== undefined) return refuse(c, refusal)
    const guest = access.guestOrigin(facts)
    if (guest !== undefined) for (const [name, value] of corsFor(guest)) c.header(name, value)
    if (guest !== undefined && facts.method === 'OPTIONS') return c.body(null, 204)
    // A page, which asks for the agents as soon as it is there.
    if (facts.header('sec-fetch-dest') === 'document') access.foresee(facts)
    c.set('access', access)
    return next()
  }
}

/** For the pages that the user named, and for sending events alone. */
const corsFor = (origin: string): readonly (readonly [string, string])[] => [
  ['Access-Control-Allow-Origin', origin],
  ['Access-Control-Allow-Methods', 'POST'],
  ['Access-Control-Allow-Headers', 'Content-Type, Content-Encoding, X-API-Key, Authorization'],
  ['Access-Control-Allow-Private-Network', 'true'],
  ['Access-Control-Max-Age', '600'],
  ['Vary', 'Origin'],
]

/** Credentials that are enough, each by itself, as OpenAPI writes it. */
type Security = Record<string, string[]>[]

const changers: Security = [{ token: [] }, { browser: [], csrf: [] }]
const securityOf: Readonly<Record<RouteRights['needs'], Security>> = {
  nothing: [],
  read: [{ token: [] }, { browser: [] }, { sameUser: [] }],
  'read-events': [{ token: [] }, { key: [] }, { browser: [] }, { sameUser: [] }],
  change: changers,
  answer: changers,
  inbox: changers,
  admin: changers,
  ingest: [{ token: [] }, { key: [] }],
  hook: [{ hookSecret: [] }],
  'own-task': [...changers, { taskSecret: [] }],
}

interface Door extends DeclaresRights {
  readonly middleware: Middleware[]
  readonly security: Security
}

/** Spread into every `createRoute`: `...needs('change', { body: jsonBody })`. Sets `c.var.caller`. */
export function needs(
  right: Right,
  { body, duty, rate = rateOf(right) }: Partial<Omit<RouteRights, 'needs'>> = {},
): Door {
  const rights = { needs: right, rate, duty, body }
  return door(rights, [admits(rights)])
}

/** For signing in and for proving who we are: anybody on this machine, with no caller known. */
export const needsNothing = ({ body }: { readonly body?: BodyRule } = {}): Door =>
  door({ needs: 'nothing', rate: 'none', body }, [])

const door = (rights: RouteRights, admitting: readonly Middleware[]): Door => ({
  [rightsKey]: rights,
  middleware: [...admitting, ...(rights.body === undefined ? [] : [bodyOf(rights.body)])],
  security: securityOf[rights.needs],
})

function rateOf(right: Right): RateClass {
  if (right === 'read' || right === 'read-events') return 'none'
  return right === 'ingest' || right === 'answer' ? right : 'change'
}

function admits(rights: Admission): Middleware {
  return async function admits(c, next) {
    // `c.var` makes an object of all there is, each time.
    const caller = await c.get('access').admit(factsOf(c), rights)
    if (!caller.ok) return refuse(c, caller.error)
    c.set('caller', caller.value)
    return next()
  }
}

export function refuse(c: Context, refusal: Refusal) {
  for (const [name, value] of headersOfRefusal(refusal)) c.header(name, value)
  return c.json(problem(refusal.code, refusal.message), refusal.status)
}

export const headersOfRefusal = ({ status, retryAfterMs }: Refusal): (readonly [string, string])[] => [
  ...(status === 401 ? [['WWW-Authenticate', 'Bearer realm="TCE"'] as const] : []),
  ...(retryAfterMs === undefined ? [] : [['Retry-After', retryAfter(retryAfterMs)] as const]),
]
