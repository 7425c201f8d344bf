/**
 * What a POST may carry: JSON by name, at most 64 KiB. The name matters: a page elsewhere can send text/plain or a form without
 * asking, but not application/json, and a POST without any type neither.
 */
import type { Context, Middleware } from './http.ts'
import { problem } from './problem.ts'

export const bodyLimitBytes = 64 * 1024

export const jsonBody: Middleware = async function jsonBody(c, next) {
  if (mediaType(c) !== 'application/json') {
    const message = 'Send the body as JSON, with the header Content-Type: application/json (also when it is empty).'
    return c.json(problem('json-only', message), 415)
  }
  const text = await readText(c)
  if (text === undefined) {
    return c.json(problem('body-too-large', `A request may carry at most ${bodyLimitBytes / 1024} KiB.`), 413)
  }
  const { url, method, headers } = c.req.raw
  c.req.raw = new Request(url, { method, headers, body: text.trim() === '' ? '{}' : text })
  return next()
}

const mediaType = (c: Context): string | undefined => c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()

/** Undefined when it is too large; stops reading there. */
async function readText(c: Context): Promise<string | undefined> {
  if (Number(c.req.header('content-length') ?? 0) > bodyLimitBytes) return undefined
  const body = c.req.raw.body
  if (body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > bodyLimitBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
