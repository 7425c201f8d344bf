/**
 * The page's files. The folder is listed once and requests are looked up in that list, so no path can lead out of it. Text is
 * compressed once and kept, where the build did not do that beforehand.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { earlyAsks, linkHeader } from './early-asks.ts'
import { firstPictureFile } from './first-picture.ts'
import type { Context, Middleware } from './http.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

type Encoding = 'br' | 'gzip' | 'identity'

interface StaticFile {
  readonly mediaType: string
  readonly etag: string
  readonly isHashed: boolean
  body(encoding: Encoding): Uint8Array<ArrayBuffer>
}

export interface StaticFilesOptions {
  /** What it holds is served, from its index.html on. */
  readonly folder?: string | undefined
  /** Single files beside it, or where it is not there: url path → file. */
  readonly extras?: Readonly<Record<string, string>>
}

export function serveStaticFiles({ folder, extras = {} }: StaticFilesOptions): Middleware {
  const isBuilt = folder !== undefined && existsSync(join(folder, 'index.html'))
  const paths = { ...extras, ...(isBuilt ? filesIn(folder) : {}) }
  const known = new Map<string, StaticFile>()

  function find(urlPath: string): StaticFile | undefined {
    const path = Object.hasOwn(paths, urlPath) ? paths[urlPath] : undefined
    if (path === undefined) return undefined
    const file = known.get(urlPath) ?? readStaticFile(path, urlPath)
    known.set(urlPath, file)
    return file
  }

  return async function staticFiles(c, next) {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const file = find(c.req.path)
    if (file !== undefined) return send(c, file)
    const page = isPageAddress(c) ? find('/') : undefined
    if (page === undefined) return next()
    const early = earlyAsks(c.req.path, c.req.query())
    if (early !== undefined) c.header('Link', linkHeader(early, Object.keys(paths)))
    return send(c, page)
  }
}

/** Every state of the page is an address, which the page reads itself: all that is no file is the page. */
const isPageAddress = (c: Context): boolean =>
  !c.req.path.startsWith('/api') && extname(c.req.path) === '' && (c.req.header('accept') ?? '').includes('text/html')

function filesIn(folder: string): Record<string, string> {
  const byUrl = walk(folder)
    .filter((path) => !path.endsWith(compressedEnding) && !path.endsWith(firstPictureFile))
    .map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path] as const)
  return { ...Object.fromEntries(byUrl), '/': join(folder, 'index.html') }
}

/** The bundler lays it beside each text (web/vite.config.ts). */
const compressedEnding = '.br'

/** Links are not followed: they may lead out. */
function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : []
  })
}

function readStaticFile(path: string, urlPath: string): StaticFile {
  const bytes = readFileSync(path)
  const isText = /^(?:text|image\/svg)|json/.test(mediaTypes[extname(path)] ?? '')
  const bodies = new Map<Encoding, Uint8Array<ArrayBuffer>>()
  return {
    mediaType: mediaTypes[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    // The bundler's names carry the hash of their content.
    isHashed: urlPath.startsWith('/assets/'),
    body(encoding) {
      const key = isText ? encoding : 'identity'
      const body = bodies.get(key) ?? (key === 'br' ? compressedBeside(path) : undefined) ?? compress(bytes, key)
      bodies.set(key, body)
      return body
    },
  }
}

const compressedBeside = (path: string): Buffer<ArrayBuffer> | undefined =>
  existsSync(path + compressedEnding) ? readFileSync(path + compressedEnding) : undefined

function compress(bytes: Buffer<ArrayBuffer>, encoding: Encoding): Uint8Array<ArrayBuffer> {
  if (encoding === 'br') return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
  return encoding === 'gzip' ? gzipSync(bytes) : bytes
}

function send(c: Context, file: StaticFile) {
  c.header('Cache-Control', file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  c.header('ETag', file.etag)
  c.header('Vary', 'Accept-Encoding')
  if (c.req.header('if-none-match') === file.etag) return c.body(null, 304)
  const accepted = c.req.header('accept-encoding') ?? ''
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : 'identity'
  const body = file.body(encoding)
  if (encoding !== 'identity' && body !== file.body('identity')) c.header('Content-Encoding', encoding)
  return c.body(body, 200, { 'Content-Type': file.mediaType })
}
