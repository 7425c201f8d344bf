/** What a browser is sent before the first table of the page, but for the agents themselves: the same on every machine. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const folder = join(import.meta.dirname, '../../dist/dashboard/web')

/** Of the page's HTML and all that stands in it, each by gzip at its best. */
export function firstBytes(): number {
  const html = readFileSync(join(folder, 'index.html'))
  const named = [...html.toString().matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)]
  const files = [html, ...named.map(([, path = '']) => readFileSync(join(folder, path)))]
  return files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0)
}
