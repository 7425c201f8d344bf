/** What a browser is sent before the page's own first table, but for the agents themselves: the same on every machine; and what it costs until it shows. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { wholeChromium } from '../../tests/dashboard/web/browser/launch.ts'
import { firstTables } from '../first-table.ts'

const folder = join(import.meta.dirname, '../../dist/dashboard/web')

/** Of the page's HTML and all that stands in it, each by gzip at its best. */
export function firstBytes(): number {
  const html = readFileSync(join(folder, 'index.html'))
  const named = [...html.toString().matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)]
  const files = [html, ...named.map(([, path = '']) => readFileSync(join(folder, path)))]
  return files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0)
}

/** Each in a turn with its bare page, which makes machines comparable; by the processor, as time on the wall stretches with whatever else runs. */
const rounds = 5

export async function firstTableTimes(): Promise<readonly number[]> {
  if (!existsSync(wholeChromium)) return []
  const { warm, bare } = await firstTables(rounds)
  return warm.map(({ cpuMs }, round) => cpuMs / (bare[round]?.cpuMs ?? Number.NaN))
}
