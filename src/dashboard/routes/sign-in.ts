import type { Access } from '../access/access.ts'
import { type Refusal, signInHint } from '../access/caller.ts'
import type { RequestFacts } from '../access/request-facts.ts'
import { changing, open, refuse } from '../access/route-access.ts'
import { sessionLifetimeMs } from '../access/session-cookie.ts'
import { type Context, createRoute, createRouter, factsOf, setCookie } from '../http.ts'
import { jsonBody } from '../json-body.ts'
import { bodyRefusals } from '../schemas/problem.ts'
import { browserSessionSchema, signInBody, signInLinkSchema } from '../schemas/server.ts'

const signIn = createRoute({
  ...open,
  middleware: jsonBody,
  method: 'post',
  path: '/session',
  summary: 'Sign a browser in, by a one-time code, the token, or for being the same user; also renews a session',
  request: { body: { content: { 'application/json': { schema: signInBody } } } },
  responses: {
    200: { description: 'The cookie is set', content: { 'application/json': { schema: browserSessionSchema } } },
    ...bodyRefusals,
  },
})

const createLink = createRoute({
  ...changing,
  method: 'post',
  path: '/session/link',
  summary: 'A link that signs a browser in, once, within a minute',
  responses: {
    200: { description: 'The link', content: { 'application/json': { schema: signInLinkSchema } } },
    ...bodyRefusals,
  },
})

export const signInRoutes = (links: { create(): { readonly url: string; readonly expiresAtMs: number } }) =>
  createRouter()
    .openapi(signIn, async (c) => {
      const refusal = await whyNotSignIn(factsOf(c), c.var.access, c.req.valid('json'))
      return refusal === undefined ? c.json(setSession(c, c.var.access), 200) : refuse(c, refusal)
    })
    .openapi(createLink, (c) => {
      const { url, expiresAtMs } = links.create()
      return c.json({ url, expiresAt: new Date(expiresAtMs).toISOString() }, 200)
    })

/** A code that came too late does not matter for somebody who may come in anyway; a wrong token is told. */
async function whyNotSignIn(
  request: RequestFacts,
  access: Access,
  { code, token }: { code?: string | undefined; token?: string | undefined },
): Promise<Refusal | undefined> {
  if (token !== undefined) return access.checkToken(request, token)
  const refusal = code === undefined ? notSignedIn : await access.redeemCode(request, code)
  return refusal !== undefined && (await access.isKnownBrowser(request)) ? undefined : refusal
}

const notSignedIn: Refusal = {
  status: 401,
  code: 'sign-in-needed',
  message: `This page can end processes, so it opens only for you. ${signInHint}`,
}

function setSession(c: Context, { cookies, clock }: Access): { csrf: string; expiresAt: string } {
  const session = cookies.create(clock())
  setCookie(c, cookies.cookieName, session.value, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: sessionLifetimeMs / 1000,
  })
  return { csrf: cookies.csrfOf(session), expiresAt: new Date(session.expiresAtMs).toISOString() }
}
