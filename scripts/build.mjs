/**
 * Makes dist/ from src/: the programs by bundle.mjs, the dashboard's page by vite, other files copied as they are.
 * `ensureBuild` does it only when a source changed, `build` always.
 */
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { capture } from './npm.mjs'
import { SetupError } from './problem.mjs'
import { filesBelow, fingerprint, hasStamp, writeStamp } from './stamp.mjs'
import { environmentFor, root } from './toolchain.mjs'

const stampFile = join(root, 'dist', '.built')
const web = 'src/dashboard/web'
const configs = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts/build.mjs', 'scripts/bundle.mjs']

/**
 * @param {string} node
 * @param {(line: string) => void} say
 */
export async function ensureBuild(node, say) {
  if (isBuilt()) return
  say('Building …')
  await build(node)
}

export const isBuilt = () => hasStamp(stampFile, sourcesStamp())
const sourcesStamp = () => fingerprint(root, [...configs, ...filesBelow(root, 'src')])

/** @param {string} node */
export async function build(node) {
  const stamp = sourcesStamp()
  const sources = filesBelow(root, 'src')
  const hasPage = existsSync(join(root, web, 'vite.config.ts'))
  const pageArgs = ['build', web, '--config', `${web}/vite.config.ts`, '--logLevel', 'warn']
  const [told] = await Promise.all([
    runTool(node, 'scripts/bundle.mjs', []),
    hasPage && runTool(node, 'node_modules/vite/bin/vite.js', pageArgs),
  ])
  const copied = staticFiles(sources, hasPage)
  for (const file of copied) {
    const target = join(root, outputOf(file))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, file), target)
  }
  const made = [...told.split('\n'), ...copied.map(outputOf)]
  for (const file of leftovers(made, filesBelow(root, 'dist'))) rmSync(join(root, file))
  writeStamp(stampFile, stamp)
}

const isScript = (/** @type {string} */ file) => /\.tsx?$/.test(file)
const outputOf = (/** @type {string} */ source) => source.replace(/^src\//, 'dist/')

/**
 * What is neither compiled nor bundled: copied.
 * @param {readonly string[]} sources
 * @param {boolean} hasPage the page is bundled by vite
 */
export function staticFiles(sources, hasPage) {
  return sources.filter((file) => !isScript(file) && !(hasPage && file.startsWith(`${web}/`)))
}

/**
 * Files of an earlier build that this one did not make: a module that no longer exists must not be importable. The page is vite's own.
 * @param {readonly string[]} made
 * @param {readonly string[]} outputs
 */
export function leftovers(made, outputs) {
  const expected = new Set([...made, 'dist/.built'])
  return outputs.filter((file) => !expected.has(file) && !file.startsWith('dist/dashboard/web/'))
}

/**
 * What it printed.
 * @param {string} node
 * @param {string} tool
 * @param {readonly string[]} args
 */
async function runTool(node, tool, args) {
  const { code, output } = await capture(node, [join(root, tool), ...args], environmentFor(node), root)
  if (code === 0) return output
  process.stderr.write(output)
  throw new SetupError(`The build failed: ${tool} found what is printed above. Correct it and run this again.`)
}
