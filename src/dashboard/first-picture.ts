/**
 * Draws the first picture of the page as HTML, by the page's own code (web/first-picture.tsx): it runs as in a browser that has an address and
 * choices, and nothing else. Each picture has a run of its own, so that none knows of another.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { once } from '../core/once.ts'
import type { FleetReport } from '../core/process/report.ts'

/** In the folder of the page, and not served. */
export const firstPictureFile = 'first-picture.cjs'

export interface FirstPictureAsk {
  readonly url: string
  /** What the browser keeps of its user's choices (keptChoice), by key. */
  readonly choices: Readonly<Record<string, string>>
  readonly fleet: FleetReport
}

interface PageExports {
  draw?: (fleet: FleetReport) => string
}

/** What of a browser the page asks for while it is drawn. Nobody looks at this one: no clock runs in it. */
const browserOf = ({ url, choices }: FirstPictureAsk) => {
  const listening = { addEventListener() {}, removeEventListener() {} }
  return {
    ...listening,
    location: new URL(url),
    localStorage: { getItem: (key: string) => (Object.hasOwn(choices, key) ? choices[key] : null) },
    document: { ...listening, documentElement: { dataset: {} }, hidden: true, cookie: '' },
    navigator: {},
    matchMedia: () => ({ ...listening, matches: false }),
  }
}

const names = ['exports', ...Object.keys(browserOf({ url: 'http://localhost/', choices: {} } as FirstPictureAsk))]

/** Undefined where the page was not built. Its code is read with the first picture that is asked for. */
export function openFirstPicture(folder: string): ((ask: FirstPictureAsk) => string) | undefined {
  const file = join(folder, firstPictureFile)
  if (!existsSync(file)) return undefined
  const load = once(() => compileFunction(readFileSync(file, 'utf8'), names, { filename: file }))
  return (ask) => {
    const exports: PageExports = {}
    load()(exports, ...Object.values(browserOf(ask)))
    if (exports.draw === undefined) throw new Error(`${file} draws nothing.`)
    return exports.draw(ask.fleet)
  }
}
