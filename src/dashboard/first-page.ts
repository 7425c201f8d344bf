/**
 * The page's first address, with its first picture in the HTML: who opens it sees the agents before the page's code has come. The head goes at
 * once, so that the browser fetches the styles meanwhile; the picture goes when the agents are known and who asks may read them. Where that
 * takes too long, or may not be, it is the page as it lies in its file.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { FleetReport } from '../core/process/report.ts'
import type { ReportError } from '../core/words/bug.ts'
import { openFirstPicture } from './first-picture.ts'
import { type Context, cookiesOf, factsOf, type Middleware } from './http.ts'

export interface FirstPageOptions {
  /** Of the built page. */
  readonly folder: string | undefined
  readonly readFleet: () => Promise<FleetReport>
  readonly reportError: ReportError
  /** How long a picture is waited for: longer than a look at the machine takes. @default 200 */
  readonly longestMs?: number | undefined
}

/** Served beside the page's files. */
export const afterPicturePath = '/after-picture.js'

export function firstPage({ folder, readFleet, reportError, longestMs = 200 }: FirstPageOptions): Middleware {
  const draw = folder === undefined ? undefined : openFirstPicture(folder)
  const file = join(folder ?? '', 'index.html')
  const parts = existsSync(file) ? partsOf(readFileSync(file, 'utf8')) : undefined

  return async function firstPage(c, next) {
    if (draw === undefined || parts === undefined || c.req.header('accept')?.includes('text/html') !== true)
      return next()
    const choices = cookiesOf(c)
    const drawn = async (): Promise<string | undefined> => {
      const fleet = await whatMayBeSeen(c, readFleet)
      return fleet && draw({ url: c.req.url, choices, fleet })
    }
    const rest = async (): Promise<string> => {
      const picture = await Promise.race([drawn(), pause(longestMs, undefined, { ref: false })]).catch((cause) => {
        reportError('The first picture of the page could not be drawn', cause)
        return undefined
      })
      return picture === undefined
        ? `${parts.code}<div id="app">${parts.tail}`
        : `${parts.codeAfter}<div id="app" inert>${picture}${parts.tail}`
    }
    const pieces = [inTheme(parts.head, choices['tce-theme']), rest()]
    return c.body(streamOf(pieces), 200, { 'Content-Type': 'text/html; charset=utf-8' })
  }
}

/** The page without its code, which goes with the picture: when it is fetched depends on whether there is one. */
function partsOf(html: string) {
  const [, beforeCode, code, src, styles, tail] =
    /^(.*?)(<link rel="preload"[^>]*>\s*<script [^>]*src="([^"]+)"><\/script>)(.*)<div id="app">(.*)$/s.exec(html) ?? []
  if (beforeCode === undefined) return undefined
  const codeAfter = `<script type="module" src="${afterPicturePath}" data-page="${src}"></script>`
  return { head: `${beforeCode}${styles}`, code, codeAfter, tail }
}

/** As the page itself would ask. */
async function whatMayBeSeen(c: Context, readFleet: () => Promise<FleetReport>): Promise<FleetReport | undefined> {
  const fleet = readFleet()
  // Who may not see it does not wait for it, nor for why it failed.
  fleet.catch(() => {})
  const caller = await c.get('access').admit(factsOf(c), { needs: 'read', rate: 'none' })
  return caller.ok ? fleet : undefined
}

/** No picture is light first and dark then. */
const inTheme = (head: string, theme: string | undefined): string =>
  theme === 'light' || theme === 'dark' ? head.replace('<html ', `<html data-theme="${theme}" `) : head

function streamOf(pieces: readonly (string | Promise<string>)[]): ReadableStream<Uint8Array> {
  const left = [...pieces]
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(stream) {
      const piece = left.shift()
      if (piece === undefined) stream.close()
      else stream.enqueue(encoder.encode(await piece))
    },
  })
}
