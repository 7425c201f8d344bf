/** The page as it ships: what `npm test` has built, or, where a source changed since, built into a folder of its own, once per process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { isBuilt } from '../../../scripts/build.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const web = join(root, 'src/dashboard/web')
let built: Promise<string> | undefined

export function builtPage(): Promise<string> {
  built ??= isBuilt() ? Promise.resolve(join(root, 'dist/dashboard/web')) : buildPage()
  return built
}

async function buildPage(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'tce-built-page-'))
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'warn', build: { outDir } })
  return outDir
}
