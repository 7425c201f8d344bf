/**
 * The one place that decides who comes in; routes only declare what they need (route-access.ts). A credential that is wrong is
 * refused even where none would have been needed.
 */

import type { ApiKey } from '../../core/keys/api-key.ts'
import { hookSecretPrefix, keyPrefix } from '../../core/keys/api-key.ts'
import { err, ok, type Result } from '../../core/result.ts'
import type { AgentDuty } from '../../core/rights/agent-rights.ts'
import { agentHeader, agentPidHeader, readLabel, readPid } from '../../core/rights/agent-rights.ts'
import { taskSecretPrefix } from '../../core/tasks/task-record.ts'
import { isLoopbackAddress } from './bind-address.ts'
import { type BrowserCaller, type Caller, type Refusal, signInHint, tokenActor, whyNot } from './caller.ts'
import { allowedHosts, allowedOrigins, isAllowedHost, loopbackNames } from './host.ts'
import { createOneTimeCodes, type OneTimeCodes } from './one-time-code.ts'
import { foreignOrigin } from './origin.ts'
import { createPeers, type Peers } from './peer.ts'
import { createRateLimiter, type RateLimit } from './rate-limit.ts'
import type { RequestFacts } from './request-facts.ts'
import type { RateClass, Right, RouteRights } from './rights.ts'
import { isSameSecret } from './same-secret.ts'
import { type BrowserSession, createSessionCookies, csrfHeader, type SessionCookies } from './session-cookie.ts'

export interface AccessOptions {
  /** 64 hexadecimal digits, from token-file.ts. */
  readonly token: string
  /** The port the server really listens on. */
  readonly port: number
  /** What Host may name. @default localhost, 127.0.0.1, [::1] */
  readonly names?: readonly string[] | undefined
  /** Nobody reads without a token or a signed-in browser, not even the same user. @default false */
  readonly isTokenRequired?: boolean | undefined
  readonly peers?: Peers | undefined
  readonly changeLimit?: RateLimit | undefined
  readonly ingestLimit?: RateLimit | undefined
  readonly failureLimit?: RateLimit | undefined
  /** What agents may do besides reading. @default nothing */
  readonly agentsMay?: (() => readonly AgentDuty[]) | undefined
  /** The pages of others that may send events. @default none */
  readonly eventOrigins?: (() => readonly string[]) | undefined
  /** Whose key it is. @default nobody's */
  readonly findKey?: ((secret: string) => Promise<ApiKey | undefined>) | undefined
  /** The secret that agents' hooks carry; undefined where none is installed. @default none */
  readonly hookSecret?: (() => Promise<string | undefined>) | undefined
  /** Whose secret it is. @default no task's */
  readonly findTask?: ((secret: string) => Promise<OwnTask | undefined>) | undefined
  readonly clock?: (() => number) | undefined
}

/** The task that a secret is of. */
export interface OwnTask {
  readonly id: string
  readonly name: string
}

/** What of a route's rights is judged with the caller. */
export type Admission = Pick<RouteRights, 'rate' | 'duty'> & { readonly needs: Right }

export interface Access {
  /** The origin of a page of others that sends events, or asks whether it may; undefined for every other request. */
  guestOrigin(request: RequestFacts): string | undefined
  /** Why a request may not even be routed. */
  refuseForeign(request: RequestFacts): Refusal | undefined
  /** Begins to ask whose connection it is, which takes a moment: the next request on it will want to know. */
  foresee(request: RequestFacts): void
  /** Who calls, when that one has the right. */
  admit(request: RequestFacts, rights: Admission): Promise<Result<Caller, Refusal>>
  /** Whether the token is this one, counted as a failure when it is not. */
  checkToken(request: RequestFacts, token: string): Promise<Refusal | undefined>
  /** Whether the code is valid, which it is once. */
  redeemCode(request: RequestFacts, code: string): Promise<Refusal | undefined>
  /**
   * Whether a browser may sign in for nothing: a program of the same user, or our own page again. The cookie alone is not
   * enough: browsers send it to every port of this host, and whoever got it there must not be told the CSRF value. When our page
   * last proved more than that stays what it was.
   */
  knownBrowser(request: RequestFacts): Promise<KnownBrowser | undefined>
  readonly codes: OneTimeCodes
  readonly cookies: SessionCookies
  readonly clock: () => number
}

/** Somebody who needs no credential to sign in. */
export type KnownBrowser =
  | { readonly how: 'renewal'; readonly session: Pick<BrowserSession, 'id' | 'provenAtMs'> }
  | { readonly how: 'same-user' }

/** A page that kills one by one stays below this; a loop does not. */
const defaultChangeLimit: RateLimit = { burst: 60, refillMs: 1000 }
/** A burst of hooks from many agents at once, and then 500 a second. */
const defaultIngestLimit: RateLimit = { burst: 2_000, refillMs: 2 }
const defaultFailureLimit: RateLimit = { burst: 10, refillMs: 10_000 }

export function createAccess(options: AccessOptions): Access {
  const {
    token,
    port,
    isTokenRequired = false,
    agentsMay = () => [],
    eventOrigins = () => [],
    clock = Date.now,
    peers = createPeers(),
  } = options
  const hosts = allowedHosts(port, options.names ?? loopbackNames)
  const origins = allowedOrigins(hosts)
  const cookies = createSessionCookies(token, port)
  const codes = createOneTimeCodes()
  const {
    findKey = async () => undefined,
    hookSecret = async () => undefined,
    findTask = async () => undefined,
  } = options
  const limiters = {
    change: createRateLimiter(options.changeLimit ?? defaultChangeLimit),
    answer: createRateLimiter(options.changeLimit ?? defaultChangeLimit),
    ingest: createRateLimiter(options.ingestLimit ?? defaultIngestLimit),
  }
  const failures = createRateLimiter(options.failureLimit ?? defaultFailureLimit)

  function refuseForeign(request: RequestFacts): Refusal | undefined {
    if (!hasPathAsTarget(request) || !isAllowedHost(onlyHost(request), hosts)) {
      const message = `This server answers to ${[...hosts].join(', ')} only. Open http://localhost:${port}`
      return { status: 403, code: 'host-not-allowed', message }
    }
    if (guestOrigin(request) !== undefined) return undefined
    const reason = foreignOrigin(
      {
        method: request.method,
        origin: request.header('origin'),
        fetchSite: request.header('sec-fetch-site'),
        fetchMode: request.header('sec-fetch-mode'),
        fetchDest: request.header('sec-fetch-dest'),
      },
      origins,
    )
    return reason === undefined ? undefined : { status: 403, code: 'origin-not-allowed', message: reason }
  }

  function guestOrigin(request: RequestFacts): string | undefined {
    const origin = request.header('origin')
    const isPosting = request.method === 'POST' || request.method === 'OPTIONS'
    if (origin === undefined || !isPosting || !eventPaths.has(request.target?.split('?')[0] ?? '')) return undefined
    return eventOrigins().includes(origin) ? origin : undefined
  }

  async function admit(request: RequestFacts, { needs, rate, duty }: Admission): Promise<Result<Caller, Refusal>> {
    const identified = await identify(request)
    if (!identified.ok) return identified
    const caller = await withoutIdleKey(request, identified.value, needs)
    if (caller.kind !== 'key' && guestOrigin(request) !== undefined) return err(keyNeeded)
    const refusal =
      whyNot(caller, { needs, duty }, { nowMs: clock(), agentsMay: agentsMay() }) ??
      (rate === 'none' ? undefined : tooMany(rate, caller))
    return refusal === undefined ? ok(caller) : err(refusal)
  }

  async function identify(request: RequestFacts): Promise<Result<Caller, Refusal>> {
    const secret = secretIn(request)
    if (secret?.startsWith(hookSecretPrefix)) return identifyHook(request, secret)
    if (secret?.startsWith(taskSecretPrefix)) return identifyTask(request, secret)
    if (secret?.startsWith(keyPrefix)) return identifyByKey(request, secret)
    if (secret !== undefined) return identifyByToken(request, secret)
    const session = await browserSession(request)
    if (session !== undefined) return ok(session)
    if (await isOwnUser(request, 'request')) return ok(ownUserCaller)
    return err({ status: 401, code: 'sign-in-needed', message: `You are not signed in. ${signInHint}` })
  }

  /** A key that does not read is no reason to refuse a read to who may read without one. */
  async function withoutIdleKey(request: RequestFacts, caller: Caller, needs: Right): Promise<Caller> {
    if (caller.kind !== 'key' || caller.key.mayRead || (needs !== 'read' && needs !== 'read-events')) return caller
    return (await isOwnUser(request, 'request')) ? ownUserCaller : caller
  }

  async function identifyByKey(request: RequestFacts, secret: string): Promise<Result<Caller, Refusal>> {
    const key = await findKey(secret)
    if (key === undefined)
      return err(
        await failed(request, 'wrong-key', 'The key is none of this server, or was revoked. See: tce keys list'),
      )
    return ok({ kind: 'key', actor: { kind: 'key', name: key.label }, key })
  }

  /** It lies in a file that agents read: from elsewhere, or from another user, it is a stolen one. */
  async function identifyHook(request: RequestFacts, given: string): Promise<Result<Caller, Refusal>> {
    const secret = await hookSecret()
    if (secret === undefined || !isSameSecret(given, secret) || !(await isOwnMachine(request))) {
      const message =
        'The secret of the hooks is not the one of this server, or not for who sends it. See: tce hooks status'
      return err(await failed(request, 'wrong-hook-secret', message))
    }
    return ok({ kind: 'hook', actor: { kind: 'hook', name: 'agent' } })
  }

  /** It lies in the environment of programs that the agent starts: from elsewhere, or from another user, it is a stolen one. */
  async function identifyTask(request: RequestFacts, secret: string): Promise<Result<Caller, Refusal>> {
    const task = (await isOwnMachine(request)) ? await findTask(secret) : undefined
    if (task === undefined) {
      const message = 'The secret is of no task that runs, or not for who sends it. See: tce task ls'
      return err(await failed(request, 'wrong-task-secret', message))
    }
    return ok({ kind: 'task', actor: { kind: 'task', name: task.name }, taskId: task.id })
  }

  /** Where the system tells whose program it is, the user's own. */
  async function isOwnMachine({ socket }: RequestFacts): Promise<boolean> {
    if (!isLoopbackAddress(socket?.remoteAddress)) return false
    return !peers.tellsRequests || (await peers.uidOf(socket, 'request')) === peers.ownUid
  }

  async function identifyByToken(request: RequestFacts, given: string): Promise<Result<Caller, Refusal>> {
    const refusal = await checkToken(request, given)
    if (refusal !== undefined) return err(refusal)
    const label = readLabel(request.header(agentHeader))
    const pid = readPid(request.header(agentPidHeader))
    if (label !== undefined) return ok({ kind: 'agent', actor: { kind: 'agent', name: label }, pid })
    return ok({ kind: 'token', actor: tokenActor(request.header('tce-client')) })
  }

  /** A cookie that another user's program sends was stolen; root can read the token anyway (and WSL's relay is root). */
  async function browserSession(request: RequestFacts): Promise<BrowserCaller | undefined> {
    const session = cookies.read(request.cookie(cookies.cookieName), clock())
    if (session === undefined) return undefined
    const uid = await peers.uidOf(request.socket, 'request')
    if (uid !== undefined && uid !== peers.ownUid && uid !== 0) return undefined
    const csrf = request.header(csrfHeader)
    const isOwnPage = csrf !== undefined && isSameSecret(csrf, cookies.csrfOf(session))
    const actor = { kind: 'browser', name: 'dashboard' }
    return { kind: 'browser', actor, sessionId: session.id, isOwnPage, provenAtMs: session.provenAtMs }
  }

  async function isOwnUser(request: RequestFacts, moment: 'request' | 'sign-in'): Promise<boolean> {
    if (isTokenRequired || peers.ownUid === undefined) return false
    return (await peers.uidOf(request.socket, moment)) === peers.ownUid
  }

  function tooMany(rate: Exclude<RateClass, 'none'>, caller: Caller): Refusal | undefined {
    const retryAfterMs = limiters[rate].take(caller.kind === 'browser' ? caller.sessionId : caller.kind, clock())
    if (retryAfterMs === undefined) return undefined
    return { status: 429, ...tooManyOf[rate], retryAfterMs }
  }

  async function checkToken(request: RequestFacts, given: string): Promise<Refusal | undefined> {
    if (isSameSecret(given, token)) return undefined
    const length =
      given.length === token.length ? '' : ` That is ${given.length} characters; a token has ${token.length}.`
    return failed(request, 'wrong-token', `The token is not the one of this server.${length} See: tce token`)
  }

  async function redeemCode(request: RequestFacts, code: string): Promise<Refusal | undefined> {
    if (codes.redeem(code, clock())) return undefined
    return failed(request, 'wrong-code', `The link was used already, or is older than a minute. ${signInHint}`)
  }

  /**
   * Only failures are limited: 256 bits are not guessed anyway, and nobody may lock the owner out by failing in their place.
   */
  async function failed(request: RequestFacts, code: string, message: string): Promise<Refusal> {
    const uid = await peers.uidOf(request.socket, 'request')
    const retryAfterMs = failures.take(`uid ${uid}`, clock())
    if (retryAfterMs === undefined) return { status: 401, code, message }
    return { status: 429, code: 'too-many-failures', message: 'Too many failed sign-ins. Wait a moment.', retryAfterMs }
  }

  return {
    guestOrigin,
    refuseForeign,
    foresee: ({ socket }) => void peers.uidOf(socket, 'request'),
    admit,
    checkToken,
    redeemCode,
    async knownBrowser(request) {
      const session = await browserSession(request)
      if (session?.isOwnPage === true) {
        return { how: 'renewal', session: { id: session.sessionId, provenAtMs: session.provenAtMs } }
      }
      return (await isOwnUser(request, 'sign-in')) ? { how: 'same-user' } : undefined
    },
    codes,
    cookies,
    clock,
  }
}

const tooManyOf = {
  change: { code: 'too-many-changes', message: 'Too many changes in a row. Wait a moment.' },
  answer: { code: 'too-many-answers', message: 'Too many answers in a row. Wait a moment.' },
  ingest: { code: 'too-many', message: 'Too many at once. Send them later.' },
} as const

const eventPaths: ReadonlySet<string> = new Set(['/events', '/api/events'])

/** A page of others is no place for the token, and proves nothing by whose browser it runs in. */
const keyNeeded: Refusal = {
  status: 403,
  code: 'key-needed',
  message: 'A page sends events with a key of its own. See: tce keys add my-page --source my-page',
}

const ownUserCaller: Caller = { kind: 'own-user', actor: { kind: 'own-user', name: 'api' } }

/** Of `Authorization: Bearer`, or of `X-API-Key` as programs of before send it. Undefined: none was sent; empty: nothing that could be one. */
function secretIn(request: RequestFacts): string | undefined {
  const authorization = request.header('authorization')
  if (authorization !== undefined) return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? ''
  return request.header('x-api-key')
}

/** `GET http://elsewhere/ HTTP/1.1` names its host in the request line, where no check of Host would look. */
const hasPathAsTarget = ({ target }: RequestFacts): boolean => target === undefined || target.startsWith('/')

/** Undefined for several Host headers as well: which one counts is nobody's guess. */
function onlyHost({ rawHeaders, header }: RequestFacts): string | undefined {
  if (rawHeaders === undefined) return header('host')
  let host: string | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'host') continue
    if (host !== undefined) return undefined
    host = rawHeaders[i + 1]
  }
  return host
}
