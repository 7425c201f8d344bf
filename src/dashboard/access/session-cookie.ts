/**
 * The browser's proof that it signed in: `<id>.<expiry>.<proof>.<mac>`, signed with a key that comes from the token, so that it
 * outlives a restart of the server and dies with the token. Cookies are not kept apart by port, so every page on localhost may
 * be sent this one: alone it can only read. A change also needs the CSRF value, which only our own page is told.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { days } from '../../core/time/duration.ts'
import { isSameSecret } from './same-secret.ts'

export interface BrowserSession {
  readonly id: string
  readonly expiresAtMs: number
  /** When its user came with a link or the token. Absent: was let in for being the same user, or by a version that did not note it. */
  readonly provenAtMs?: number | undefined
}

export interface SetSession extends BrowserSession {
  /** Of the cookie. */
  readonly value: string
}

export interface SessionCookies {
  readonly cookieName: string
  create(nowMs: number, provenAtMs?: number): SetSession
  /**
   * The same session for longer. Its id stays, and with it the CSRF value: of two renewals at once, or one whose answer nobody heard,
   * none makes the value that the page knows void.
   */
  renew(session: Pick<BrowserSession, 'id' | 'provenAtMs'>, nowMs: number): SetSession
  /** The session of a cookie's value; undefined when it is forged, broken or over. */
  read(value: string | undefined, nowMs: number): BrowserSession | undefined
  csrfOf(session: Pick<BrowserSession, 'id'>): string
}

export const sessionLifetimeMs = days(7)
export const csrfHeader = 'X-TCE-CSRF'

export function createSessionCookies(token: string, port: number): SessionCookies {
  const key = createHmac('sha256', token).update('tce browser session').digest()
  const mac = (text: string): string => createHmac('sha256', key).update(text).digest('hex')
  const sign = (id: string, expiry: string, proof: string): string => mac(`cookie ${id} ${expiry} ${proof}`)
  const lasting = (id: string, nowMs: number, provenAtMs: number | undefined): SetSession => {
    const expiresAtMs = nowMs + sessionLifetimeMs
    const expiry = expiresAtMs.toString(36)
    const proof = (provenAtMs ?? 0).toString(36)
    return { id, expiresAtMs, provenAtMs, value: `${id}.${expiry}.${proof}.${sign(id, expiry, proof)}` }
  }
  return {
    /** One name per port, so that two servers of one user don't sign each other's pages out. */
    cookieName: `tce_session_${port}`,
    create: (nowMs, provenAtMs) => lasting(randomBytes(16).toString('hex'), nowMs, provenAtMs),
    renew: ({ id, provenAtMs }, nowMs) => lasting(id, nowMs, provenAtMs),
    read(value, nowMs) {
      const [id, expiry, proof, signature, ...rest] = (value ?? '').split('.')
      if (!id || !expiry || !proof || !signature || rest.length > 0) return undefined
      if (!isSameSecret(signature, sign(id, expiry, proof))) return undefined
      const expiresAtMs = Number.parseInt(expiry, 36)
      const provenAtMs = Number.parseInt(proof, 36) || undefined
      return expiresAtMs > nowMs ? { id, expiresAtMs, provenAtMs } : undefined
    },
    csrfOf: ({ id }) => mac(`csrf ${id}`),
  }
}
