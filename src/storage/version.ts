import { readFileSync } from 'node:fs'

/** The version of this program, from package.json: one folder up in src/ as in dist/. */
export function productVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return String((JSON.parse(text) as { readonly version?: unknown }).version)
}
