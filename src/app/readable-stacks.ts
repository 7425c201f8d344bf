/**
 * Loaded first by what the bundler made: stacks name the files and lines of the sources. A map is read when a stack is, so that what does not
 * fail pays nothing for it; Node.js's own `--enable-source-maps` reads and parses them all at each start.
 */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const maps = new Map<string, SourceMap | undefined>()

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file))
  return maps.get(file)
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
  } catch {
    return undefined
  }
}

const place = /((?:file:\/\/)?[^\s()]*\.js):(\d+):(\d+)/

/** `at open (file:///…/dist/parts/look.js:812:9)` names `…/src/scanner/scanner.ts:41:5`; what has no map beside it stays as it is. */
export const inSources = (frame: string): string =>
  frame.replace(place, (whole, path: string, line: string, column: string) => {
    const file = path.startsWith('file:') ? fileURLToPath(path) : path
    const found = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1)
    if (found === undefined || !('originalSource' in found)) return whole
    return `${join(dirname(file), found.originalSource)}:${found.originalLine + 1}:${found.originalColumn + 1}`
  })

// Asked for by V8 when somebody reads `error.stack`.
Error.prepareStackTrace = (error, frames) =>
  [String(error), ...frames.map((frame) => `    at ${inSources(String(frame))}`)].join('\n')
