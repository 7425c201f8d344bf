/**
 * How a client makes sure that the listener on our port is ours before it sends the token there: it sends a random challenge,
 * and only who holds the token can answer it.
 */
import { createHmac } from 'node:crypto'

export const identityProof = (token: string, challenge: string): string =>
  createHmac('sha256', token).update(`tce identity ${challenge}`).digest('hex')
