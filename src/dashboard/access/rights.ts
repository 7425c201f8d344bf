/** What a route declares: who may use it, what it may be sent, how often. Pure data; route-access.ts makes it the route's door. */

import type { AgentDuty } from '../../core/rights/agent-rights.ts'

/**
 * `read` shows, `read-events` only what programs said, `change` ends, pins and sets, `ingest` takes in what happened elsewhere, `answer` says yes or no to an agent, `inbox`
 * writes a message that an agent fetches when it likes, and an agent may use it for itself, `admin` is whatever can run a program or send
 * data away, `hook` lets an agent say what it does, `own-task` lets a task's agent say what came of that task.
 */
export type Right = 'read' | 'read-events' | 'change' | 'ingest' | 'answer' | 'inbox' | 'admin' | 'hook' | 'own-task'

/** Callers of one class share no bucket with the other: hooks that report a hundred events use up nobody's kills. */
export type RateClass = 'none' | 'change' | 'answer' | 'ingest'

export interface BodyRule {
  readonly types: readonly string[]
  readonly limitBytes: number
  /** Takes `Content-Encoding: gzip`, up to so much when it is unpacked. Undefined: takes it not. */
  readonly unpackedLimitBytes?: number | undefined
}

export interface RouteRights {
  /** `nothing`: for signing in and for proving who we are. */
  readonly needs: Right | 'nothing'
  readonly rate: RateClass
  /** By which name an agent may be allowed what only people may else; undefined: none may. */
  readonly duty?: AgentDuty | undefined
  /** Undefined where the route takes none. */
  readonly body?: BodyRule | undefined
}

export const jsonBody: BodyRule = { types: ['application/json'], limitBytes: 64 * 1024 }

/** The extension of OpenAPI under which they stand in the document too. */
export const rightsKey = 'x-tce-rights'
export type DeclaresRights = { readonly [rightsKey]: RouteRights }
