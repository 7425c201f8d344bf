/** Who calls, and what that one may do. Pure. Later kinds (keys, devices, tasks) are further members here and rows below. */
import type { Actor } from '../../core/audit/audit.ts'
import type { ApiKey } from '../../core/keys/api-key.ts'
import type { AgentDuty } from '../../core/rights/agent-rights.ts'
import { howToAllow, personNeeded } from '../../core/rights/agent-rights.ts'
import { minutes } from '../../core/time/duration.ts'
import type { Right, RouteRights } from './rights.ts'

export type Caller =
  /** Holds the token: the command line, the tray, a script. */
  | { readonly kind: 'token'; readonly actor: Actor }
  /** `tce` that an agent started, and says so: it holds the token, and guards its user against accident. */
  | { readonly kind: 'agent'; readonly actor: Actor; readonly pid?: number | undefined }
  | BrowserCaller
  /** A program that was given a key. */
  | {
      readonly kind: 'key'
      readonly actor: Actor
      readonly key: Pick<ApiKey, 'label' | 'last4' | 'source' | 'mayRead'>
    }
  /** An agent that posts what it does, by the secret in its own settings. */
  | { readonly kind: 'hook'; readonly actor: Actor }
  /** The agent of a task, by the secret in its environment: it speaks for that one alone. */
  | { readonly kind: 'task'; readonly actor: Actor; readonly taskId: string }
  /** A program of the user who runs TCE, on this machine. */
  | { readonly kind: 'own-user'; readonly actor: Actor }

/** A browser that signed in. */
export interface BrowserCaller {
  readonly kind: 'browser'
  readonly actor: Actor
  readonly sessionId: string
  /** It also sent the CSRF value that only our page is told. */
  readonly isOwnPage: boolean
  /** When its user last came with a link or the token; a renewal, or being the same user, is none of that. */
  readonly provenAtMs?: number | undefined
}

export interface Refusal {
  readonly status: 401 | 403 | 429
  readonly code: string
  readonly message: string
  readonly retryAfterMs?: number | undefined
}

export const signInHint =
  'Open the page with "tce dashboard --open", or send the token that "tce token" prints: Authorization: Bearer <token>.'

/** A page that could write events could make up a past. */
const rightsOf = {
  token: ['read', 'read-events', 'change', 'ingest', 'answer', 'inbox', 'admin', 'own-task'],
  agent: ['read', 'read-events', 'ingest', 'inbox'],
  browser: ['read', 'read-events', 'change', 'answer', 'inbox', 'admin', 'own-task'],
  key: ['ingest', 'read-events'],
  hook: ['hook'],
  task: ['own-task'],
  'own-user': ['read', 'read-events'],
} as const satisfies Record<Caller['kind'], readonly Right[]>

/** After a sign-in, for so long a page may do what can run a program or send data away. */
export const adminForMs = minutes(15)

/** Why this caller may not, or undefined. */
export function whyNot(
  caller: Caller,
  { needs: right, duty }: Pick<RouteRights, 'duty'> & { readonly needs: Right },
  { nowMs, agentsMay }: { readonly nowMs: number; readonly agentsMay: readonly AgentDuty[] },
): Refusal | undefined {
  const has: readonly Right[] = rightsOf[caller.kind]
  if (caller.kind === 'agent' && right === 'change' && duty !== undefined && agentsMay.includes(duty)) return undefined
  if (!has.includes(right) || (caller.kind === 'key' && right === 'read-events' && !caller.key.mayRead)) {
    return lacking(caller, right, duty)
  }
  if (caller.kind !== 'browser' || right === 'read' || right === 'read-events') return undefined
  if (!caller.isOwnPage) {
    const message = 'A change from a browser needs the X-TCE-CSRF header. Reload the page.'
    return { status: 403, code: 'csrf', message }
  }
  const isFresh = caller.provenAtMs !== undefined && nowMs - caller.provenAtMs < adminForMs
  return right !== 'admin' || isFresh ? undefined : signInAgain
}

const signInAgain: Refusal = {
  status: 403,
  code: 'sign-in-again',
  message:
    'This can run programs or send data away, so it needs a sign-in of the last 15 minutes. In a terminal: tce dashboard --open, or paste the token.',
}

function lacking({ kind, actor }: Caller, right: Right, duty: AgentDuty | undefined): Refusal {
  if (kind === 'agent') {
    const message = `${personNeeded({ label: actor.name })} Next: ${howToAllow(duty)}`
    return { status: 403, code: 'person-needed', message }
  }
  if (kind === 'own-user') {
    const message =
      right === 'ingest'
        ? 'Who sends needs a key. Next: tce keys add <label>, and send what it prints: X-API-Key: <key>.'
        : `Reading is free for you, a change needs the token. ${signInHint}`
    return { status: 401, code: 'token-needed', message }
  }
  if (kind === 'key') {
    const message = `The key “${actor.name}” is there to send events${right === 'read-events' ? ', not to read them. Next: tce keys add <label> --read' : ' and for nothing else'}.`
    return { status: 403, code: 'not-permitted', message }
  }
  if (kind === 'task') {
    const message = 'The secret of a task is there to say what came of that task, and for nothing else.'
    return { status: 403, code: 'not-permitted', message }
  }
  if (kind === 'hook') {
    const message = 'The secret of the hooks is there for an agent to post what it does, and for nothing else.'
    return { status: 403, code: 'not-permitted', message }
  }
  return {
    status: 403,
    code: 'not-permitted',
    message: `${kind === 'token' ? 'The token' : 'A signed-in page'} has no right to ${right}.${kind === 'token' ? '' : ' Use the token.'}`,
  }
}

/** Who a token's holder says it is; for the audit log only. */
export const tokenActor = (clientHeader: string | undefined): Actor => ({
  kind: 'token',
  name: clientHeader === 'cli' || clientHeader === 'tray' ? clientHeader : 'api',
})
