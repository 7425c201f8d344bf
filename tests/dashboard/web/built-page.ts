/** The page as it ships, built from the sources of this moment into a folder of its own, once per process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const web = fileURLToPath(new URL('../../../src/dashboard/web', import.meta.url))
let built: Promise<string> | undefined

export function builtPage(): Promise<string> {
  built ??= buildPage()
  return built
}

async function buildPage(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'tce-built-page-'))
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'warn', build: { outDir } })
  return outDir
}
