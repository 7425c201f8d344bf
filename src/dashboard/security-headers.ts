/** What every answer tells the browser. No CORS header is among them, on purpose: no other page may read anything here (but see corsFor). */
import type { Middleware } from './http.ts'

export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** Of every answer, also one that no route gives. */
export const alwaysSent = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}
/** Static files loosen this for themselves. */
export const notStored = ['Cache-Control', 'no-store'] as const
const headers = Object.entries(alwaysSent)

export const securityHeaders: Middleware = function securityHeaders(c, next) {
  for (const [name, value] of headers) c.header(name, value)
  c.header(...notStored)
  return next()
}
