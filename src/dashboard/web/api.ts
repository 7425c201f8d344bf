/**
 * The server's API, typed by its own routes: the only file that asks it. A refusal comes back as a value with the server's words;
 * a session that is over is noticed here, once, for every screen.
 */
import { hc } from 'hono/client'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { DashboardApi } from '../app.ts'

export interface ApiProblem {
  /** 0: the server did not answer. */
  readonly status: number
  /** For programs, as the server names it. */
  readonly code: string
  /** For people: the thing, the reason, the next step. */
  readonly message: string
  /** The whole answer: a refused kill says here what was observed. */
  readonly body?: unknown
}

export const csrfKey = 'tce-csrf'
const csrfHeader = 'X-TCE-CSRF'

/**
 * Told on signing in, needed for every change. Kept where only pages of this origin look, for all its tabs: a tab that comes in by
 * link or token replaces the cookie, and the others have to know the value that belongs to the new one.
 */
const csrf = (): string | null => localStorage.getItem(csrfKey)

const send = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
  const value = csrf()
  const headers = new Headers(init?.headers)
  if (value !== null) headers.set(csrfHeader, value)
  return fetch(input, { ...init, headers })
}

/** Of the sign-in under way: its answer is kept. */
let entering: Promise<void> | undefined

/**
 * A read is sent as it is: the browser gives the answer that index.html asked for beside the scripts only to a request that is alike.
 * A change waits for a sign-in under way: the page is drawn before that is answered, and who acts early is not refused for it.
 */
const client = hc<DashboardApi>('/', {
  fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method === 'GET') return fetch(input, init)
    await entering
    return send(input, init)
  },
})
export const api = client.api
const door = hc<DashboardApi>('/', { fetch: send }).api.session

export type Answer = Pick<Response, 'ok' | 'status'> & { json(): Promise<unknown> }
export type BodyOf<R> = R extends { readonly ok: true; json(): Promise<infer Body> } ? Body : never

const refusalListeners = new Set<() => void>()

/** Called when the server no longer knows who we are. */
export function onSignedOut(listener: () => void): () => void {
  refusalListeners.add(listener)
  return () => refusalListeners.delete(listener)
}

/** `await ask(api.usage.$get({ query }))`: the body, or why there is none. Never throws. */
export async function ask<R extends Answer>(asked: Promise<R>): Promise<Result<BodyOf<R>, ApiProblem>> {
  const answer = await answerOf(asked)
  if (!answer.ok && answer.error.code === 'sign-in-needed') for (const tell of refusalListeners) tell()
  return answer
}

async function answerOf<R extends Answer>(asked: Promise<R>): Promise<Result<BodyOf<R>, ApiProblem>> {
  try {
    const answer = await asked
    const body = await answer.json()
    return answer.ok ? ok(body as BodyOf<R>) : err(problemOf(answer.status, body))
  } catch {
    return err({ status: 0, code: 'no-answer', message: 'TCE did not answer. Is it running? Start it with: tce run' })
  }
}

function problemOf(status: number, body: unknown): ApiProblem {
  const { error } = (body ?? {}) as { readonly error?: { readonly code?: string; readonly message?: string } }
  return { status, code: error?.code ?? 'unknown', message: error?.message ?? `TCE answered with ${status}.`, body }
}

/** A one-time code, a token, or nothing: then for being the same user, or with the session of before. */
export type Credential = { readonly code: string } | { readonly token: string } | Record<string, never>

export async function signIn(credential: Credential = {}): Promise<Result<void, ApiProblem>> {
  const asked = answerOf(door.$post({ json: credential }))
  entering = asked.then((answer) => {
    if (answer.ok) localStorage.setItem(csrfKey, answer.value.csrf)
  })
  await entering
  const answer = await asked
  return answer.ok ? ok(undefined) : answer
}
