/**
 * What a POST may carry: what its route names, and not more than it says. The type matters: a page elsewhere can send text/plain or a
 * form without asking, but not application/json, and a POST without any type neither.
 */
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { BodyRule } from './access/rights.ts'
import type { Context, Middleware } from './http.ts'
import { problem } from './problem.ts'

export const bodyOf = ({ types, limitBytes, unpackedLimitBytes }: BodyRule): Middleware =>
  async function body(c, next) {
    if (!types.includes(mediaType(c) ?? '')) {
      const [first] = types
      const message =
        first === 'application/json'
          ? 'Send the body as JSON, with the header Content-Type: application/json (also when it is empty).'
          : `Send the body as one of these, named in Content-Type: ${types.join(', ')}.`
      return c.json(problem(first === 'application/json' ? 'json-only' : 'wrong-type', message), 415)
    }
    const sent = await readBytes(c, limitBytes)
    const bytes = sent && (await unpacked(c, sent, unpackedLimitBytes))
    if (bytes === undefined) {
      return c.json(problem('body-too-large', `A request may carry at most ${limitBytes / 1024} KiB.`), 413)
    }
    if (typeof bytes === 'string') return c.json(problem('wrong-encoding', bytes), 415)
    keepRead(c, mediaType(c)?.endsWith('json') === true ? emptyAsObject(bytes) : bytes)
    return next()
  }

/** As Hono keeps what it read itself: who asks for text or JSON gets it from here. A new Request for each would cost more than all else. */
function keepRead(c: Context, bytes: Buffer<ArrayBuffer>): void {
  const { buffer, byteOffset, byteLength } = bytes
  const whole = byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)
  c.req.bodyCache = { arrayBuffer: Promise.resolve(whole) } as unknown as typeof c.req.bodyCache
}

/** Of a body of JSON. */
export const emptyAsObject = <Bytes extends ArrayBufferLike>(bytes: Buffer<Bytes>): Buffer<Bytes | ArrayBuffer> =>
  bytes.length < 100 && bytes.toString('utf8').trim() === '' ? Buffer.from('{}') : bytes

const mediaType = (c: Context): string | undefined => c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()

/** Undefined when it is too large; why it can't be read, where it can't. */
async function unpacked(
  c: Context,
  bytes: Buffer<ArrayBuffer>,
  limitBytes: number | undefined,
): Promise<Buffer<ArrayBuffer> | string | undefined> {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity') return bytes
  if (encoding !== 'gzip' || limitBytes === undefined) {
    return `Content-Encoding ${encoding} is not taken here${limitBytes === undefined ? '' : '; gzip is'}.`
  }
  try {
    return Buffer.from(await gunzipAsync(bytes, { maxOutputLength: limitBytes }))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    return code === 'ERR_BUFFER_TOO_LARGE' ? undefined : 'The body says that it is gzip, and is not.'
  }
}

const gunzipAsync = promisify(gunzip)

/** Undefined when it is too large; stops reading there. */
export async function readBytes(c: Pick<Context, 'req'>, limitBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const length = Number(c.req.header('content-length') ?? Number.NaN)
  if (length > limitBytes) return undefined
  // The server holds who sends to the length that was told.
  if (length >= 0) return Buffer.from(await c.req.raw.arrayBuffer())
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
