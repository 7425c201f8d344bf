import type { Actor } from '../../core/audit/audit.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { LocalLog } from '../../services/local/log.ts'
import type { Access, KnownBrowser } from '../access/access.ts'
import { type Refusal, signInHint } from '../access/caller.ts'
import type { RequestFacts } from '../access/request-facts.ts'
import { jsonBody } from '../access/rights.ts'
import { needs, needsNothing, refuse } from '../access/route-access.ts'
import { sessionLifetimeMs } from '../access/session-cookie.ts'
import { type Context, createRoute, createRouter, factsOf, setCookie } from '../http.ts'
import { bodyRefusals } from '../schemas/problem.ts'
import { browserSessionSchema, signInBody, signInLinkSchema } from '../schemas/server.ts'

const signIn = createRoute({
  ...needsNothing({ body: jsonBody }),
  method: 'post',
  path: '/session',
  summary: 'Sign a browser in, by a one-time code, the token, or for being the same user; also renews a session',
  request: { body: { content: { 'application/json': { schema: signInBody } } } },
  responses: {
    200: { description: 'The cookie is set', content: { 'application/json': { schema: browserSessionSchema } } },
    ...bodyRefusals,
  },
})

/** A link is a sign-in to come, and with it fifteen minutes of `admin`: it can't be had for less. */
const createLink = createRoute({
  ...needs('admin', { body: jsonBody }),
  method: 'post',
  path: '/session/link',
  summary: 'A link that signs a browser in, once, within a minute',
  responses: {
    200: { description: 'The link', content: { 'application/json': { schema: signInLinkSchema } } },
    ...bodyRefusals,
  },
})

type Links = { create(): { readonly url: string; readonly expiresAtMs: number } }
type AuditLog = Pick<LocalLog, 'record'>

const page: Actor = { kind: 'browser', name: 'dashboard' }

export const signInRoutes = (links: Links, log: AuditLog) =>
  createRouter()
    .openapi(signIn, async (c) => {
      const credential = c.req.valid('json')
      const { access } = c.var
      const entry = await judge(factsOf(c), access, credential)
      if (!entry.ok) {
        const { code, message } = entry.error
        // Who brought nothing was only asking whether the page is open to them.
        if (credential.code !== undefined || credential.token !== undefined)
          await log.record({ action: 'browser.sign-in', actor: page, outcome: code, message })
        return refuse(c, entry.error)
      }
      const { how } = entry.value
      // A page renews itself all the time, which nobody did.
      if (how !== 'renewal')
        await log.record({ action: 'browser.sign-in', actor: page, outcome: 'done', message: howInWords[how] })
      return c.json(setSession(c, access, entry.value), 200)
    })
    .openapi(createLink, async (c) => {
      const { url, expiresAtMs } = links.create()
      const message = 'A link that signs a browser in was made; it is good once, for a minute.'
      await log.record({ action: 'browser.link', actor: c.var.caller.actor, outcome: 'done', message })
      return c.json({ url, expiresAt: new Date(expiresAtMs).toISOString() }, 200)
    })

/** With a link or the token it is proven at this moment. */
type Entry = { readonly how: 'link' | 'token' } | KnownBrowser

const howInWords: Readonly<Record<Exclude<Entry['how'], 'renewal'>, string>> = {
  link: 'A browser signed in with a link.',
  token: 'A browser signed in with the token.',
  'same-user': 'A browser of the same user was let in.',
}

/** A code that came too late does not matter for somebody who may come in anyway; a wrong token is told. */
async function judge(
  request: RequestFacts,
  access: Access,
  { code, token }: { code?: string | undefined; token?: string | undefined },
): Promise<Result<Entry, Refusal>> {
  if (token !== undefined) {
    const refusal = await access.checkToken(request, token)
    return refusal === undefined ? ok({ how: 'token' }) : err(refusal)
  }
  const refusal = code === undefined ? notSignedIn : await access.redeemCode(request, code)
  if (refusal === undefined) return ok({ how: 'link' })
  const known = await access.knownBrowser(request)
  return known === undefined ? err(refusal) : ok(known)
}

const notSignedIn: Refusal = {
  status: 401,
  code: 'sign-in-needed',
  message: `This page can end processes, so it opens only for you. ${signInHint}`,
}

function setSession(c: Context, { cookies, clock }: Access, entry: Entry): { csrf: string; expiresAt: string } {
  const nowMs = clock()
  const session =
    entry.how === 'renewal'
      ? cookies.renew(entry.session, nowMs)
      : cookies.create(nowMs, entry.how === 'same-user' ? undefined : nowMs)
  setCookie(c, cookies.cookieName, session.value, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: sessionLifetimeMs / 1000,
  })
  return { csrf: cookies.csrfOf(session), expiresAt: new Date(session.expiresAtMs).toISOString() }
}
