/**
 * What a POST may carry: what its route names, and not more than it says. The type matters: a page elsewhere can send text/plain or a
 * form without asking, but not application/json, and a POST without any type neither.
 */
import type { BodyRule } from './access/rights.ts'
import type { Context, Middleware } from './http.ts'
import { problem } from './problem.ts'

export const bodyOf = ({ types, limitBytes }: BodyRule): Middleware =>
  async function body(c, next) {
    if (!types.includes(mediaType(c) ?? '')) {
      const [first] = types
      const message =
        first === 'application/json'
          ? 'Send the body as JSON, with the header Content-Type: application/json (also when it is empty).'
          : `Send the body as one of these, named in Content-Type: ${types.join(', ')}.`
      return c.json(problem(first === 'application/json' ? 'json-only' : 'wrong-type', message), 415)
    }
    const bytes = await readBytes(c, limitBytes)
    if (bytes === undefined) {
      return c.json(problem('body-too-large', `A request may carry at most ${limitBytes / 1024} KiB.`), 413)
    }
    const { url, method, headers } = c.req.raw
    const isEmptyJson = types.includes('application/json') && bytes.toString('utf8').trim() === ''
    c.req.raw = new Request(url, { method, headers, body: isEmptyJson ? '{}' : bytes })
    return next()
  }

const mediaType = (c: Context): string | undefined => c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()

/** Undefined when it is too large; stops reading there. */
async function readBytes(c: Context, limitBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  if (Number(c.req.header('content-length') ?? 0) > limitBytes) return undefined
  const body = c.req.raw.body
  if (body === null) return Buffer.alloc(0)
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > limitBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
