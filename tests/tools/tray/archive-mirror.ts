/** A mirror on loopback that gives one archive as each test asks: right, wrong, torn, silent, forbidden, with or without ranges. */
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ElectronArchive } from '../../../src/core/tray/electron-archives.ts'

/** The next answer's way; after the last one it gives what it is asked for. */
export type Way =
  | { readonly give: 'whole' | 'range' | 'wrong' | 'endless-redirect' | 'redirect' }
  | { readonly give: 'status'; readonly status: number }
  | { readonly give: 'other'; readonly content: Buffer }
  /** These bytes of what was asked, then the connection breaks. */
  | { readonly give: 'torn'; readonly bytes: number }
  /** These bytes, then nothing more, and no end. */
  | { readonly give: 'silent'; readonly bytes: number }
  /** In pieces, one each few milliseconds. */
  | { readonly give: 'slow'; readonly pieces: number }

export interface Mirror extends AsyncDisposable {
  readonly url: string
  readonly host: string
  /** What was asked, in order: path, and the range as it was written. */
  readonly asked: readonly { readonly path: string; readonly range: string | undefined }[]
  /** How the next ones are answered. */
  next(...ways: readonly Way[]): void
  /** Breaks the connections that are open: one that was silent is over. */
  release(): void
  close(): Promise<void>
}

export async function startMirror(content: Buffer): Promise<Mirror> {
  const asked: { path: string; range: string | undefined }[] = []
  let ways: readonly Way[] = []
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', range: request.headers.range })
    const [way = { give: 'range' } as Way, ...rest] = ways
    ways = rest
    answer(way, content, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://${host}/`,
    host,
    asked,
    next: (...given) => {
      ways = given
    },
    release: () => server.closeAllConnections(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function answer(way: Way, content: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const isRanged = way.give !== 'whole' && way.give !== 'wrong'
  const start = isRanged ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0
  const bytes = (way.give === 'wrong' ? Buffer.alloc(content.length, 'x') : content).subarray(start)
  const head = () =>
    start === 0
      ? response.writeHead(200, { 'Content-Length': bytes.length })
      : response.writeHead(206, {
          'Content-Length': bytes.length,
          'Content-Range': `bytes ${start}-${content.length - 1}/${content.length}`,
        })
  switch (way.give) {
    case 'status':
      response.writeHead(way.status).end()
      return
    case 'other':
      response.writeHead(200, { 'Content-Length': way.content.length }).end(way.content)
      return
    case 'redirect':
      response.writeHead(302, { Location: '/elsewhere/file.zip?signed=1' }).end()
      return
    case 'endless-redirect':
      response.writeHead(302, { Location: '/' }).end()
      return
    case 'torn':
      head().write(bytes.subarray(0, way.bytes), () => response.destroy())
      return
    case 'silent':
      head().write(bytes.subarray(0, way.bytes))
      return
    case 'slow':
      void giveSlowly(head(), bytes, way.pieces)
      return
    default:
      if (start > 0 && start >= content.length)
        response.writeHead(416, { 'Content-Range': `bytes */${content.length}` }).end()
      else head().end(bytes)
  }
}

async function giveSlowly(response: ServerResponse, bytes: Buffer, pieces: number): Promise<void> {
  const size = Math.ceil(bytes.length / pieces)
  for (let at = 0; at < bytes.length; at += size) {
    response.write(bytes.subarray(at, at + size))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  response.end()
}

/** As it would stand in our list, if it were Electron's. */
export const archiveOf = (content: Buffer, version = '45.4.1'): ElectronArchive => ({
  version,
  file: `electron-v${version}-linux-x64.zip`,
  sha256: createHash('sha256').update(content).digest('hex'),
})
