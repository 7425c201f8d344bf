/** The web framework as the rest of the dashboard sees it: the only file that imports Hono and its OpenAPI part. */
import type { HttpBindings } from '@hono/node-server'
import { createRoute as createOpenApiRoute, OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context as HonoContext, MiddlewareHandler as HonoMiddleware, TypedResponse } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import type { WebSocket } from '../control/web-socket.ts'
import type { Access } from './access/access.ts'
import type { Caller } from './access/caller.ts'
import type { RequestFacts } from './access/request-facts.ts'
import type { DeclaresRights } from './access/rights.ts'
import { problem } from './problem.ts'
import type { Stream } from './stream/streams.ts'

export interface DashboardEnv {
  /** Absent when a test calls the app without a server; the last two unless a WebSocket is asked for. */
  readonly Bindings: Partial<HttpBindings> & {
    readonly sendOverWebSocket?: (stream: Stream) => Response
    readonly talkOverWebSocket?: (talk: (socket: WebSocket) => Promise<void>) => Response
  }
  readonly Variables: { access: Access; caller: Caller }
}
export type Context = HonoContext<DashboardEnv>
export type Middleware = HonoMiddleware<DashboardEnv>

/** What access asks of a request. */
export const factsOf = (c: Context): RequestFacts => ({
  method: c.req.method,
  target: c.env?.incoming?.url,
  rawHeaders: c.env?.incoming?.rawHeaders,
  socket: c.env?.incoming?.socket,
  header: (name) => c.req.header(name),
  cookie: (name) => getCookie(c, name),
})

/** All that came, by name. */
export const cookiesOf = (c: Context): Readonly<Record<string, string>> => getCookie(c)

/** A route says who may use it (access/route-access.ts), or it does not compile. */
export const createRoute = <P extends string, R extends Omit<RouteConfig, 'path'> & DeclaresRights & { path: P }>(
  config: R,
) => createOpenApiRoute<P, R>(config)

export const createRouter = () =>
  new OpenAPIHono<DashboardEnv>({
    defaultHook: (result, c) => {
      if (result.success) return
      return c.json(problem('bad-request', describeIssues(result.target, result.error.issues)), 400)
    },
  })

function describeIssues(target: string, issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const sentences = issues.slice(0, 5).map(({ path, message }) => [path.map(String).join('.'), message].filter(Boolean))
  return `Wrong ${target === 'json' ? 'body' : target}: ${sentences.map((words) => words.join(': ')).join('; ')}.`
}

/** JSON that was made before, typed as what it was made from: a fleet is serialised once, not once per reader. */
export function sendJson<T>(c: Context, json: string | Uint8Array<ArrayBuffer>): JsonResponse<T> {
  // It is JSON.stringify of a T; TypedResponse is only a mark for the typed client.
  return c.body(json, 200, { 'Content-Type': 'application/json' }) as unknown as JsonResponse<T>
}

type JsonResponse<T> = TypedResponse<T, 200, 'json'> & Response

export { HTTPException, OpenAPIHono, setCookie, z }
