/** Who calls, and what that one may do. Pure. Later kinds (devices, scopes) are further members here and rows below. */
import type { Actor } from '../../core/kill/kill.ts'

export type Right = 'read' | 'change'

export type Caller =
  /** Holds the token: the command line, the tray, a script. */
  | { readonly kind: 'token'; readonly actor: Actor }
  /** A browser that signed in. `isOwnPage`: it also sent the CSRF value that only our page is told. */
  | { readonly kind: 'browser'; readonly actor: Actor; readonly sessionId: string; readonly isOwnPage: boolean }
  /** A program of the user who runs TCE, on this machine. */
  | { readonly kind: 'own-user'; readonly actor: Actor }

export interface Refusal {
  readonly status: 401 | 403 | 429
  readonly code: string
  readonly message: string
  readonly retryAfterMs?: number | undefined
}

export const signInHint =
  'Open the page with "tce dashboard --open", or send the token that "tce token" prints: Authorization: Bearer <token>.'

/** Why this caller may not, or undefined. */
export function whyNot(caller: Caller, right: Right): Refusal | undefined {
  if (right === 'read') return undefined
  switch (caller.kind) {
    case 'token':
      return undefined
    case 'browser':
      if (caller.isOwnPage) return undefined
      return {
        status: 403,
        code: 'csrf',
        message: 'A change from a browser needs the X-TCE-CSRF header. Reload the page.',
      }
    case 'own-user':
      return {
        status: 401,
        code: 'token-needed',
        message: `Reading is free for you, a change needs the token. ${signInHint}`,
      }
    default:
      return caller satisfies never
  }
}

/** Who a token's holder says it is; for the audit log only. */
export const actorFrom = (clientHeader: string | undefined): Actor =>
  clientHeader === 'cli' || clientHeader === 'tray' ? clientHeader : 'api'
