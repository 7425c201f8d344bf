/**
 * Makes dist/ from src/: TypeScript by tsc, the dashboard's page by vite, other files copied as they are.
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
const configs = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs']

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
  await runTool(node, 'typescript/bin/tsc', ['-p', 'tsconfig.build.json'])
  const sources = filesBelow(root, 'src')
  const hasPage = existsSync(join(root, web, 'vite.config.ts'))
  if (hasPage)
    await runTool(node, 'vite/bin/vite.js', ['build', web, '--config', `${web}/vite.config.ts`, '--logLevel', 'warn'])
  for (const file of staticFiles(sources, hasPage)) {
    const target = join(root, outputOf(file))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, file), target)
  }
  for (const file of leftovers(sources, filesBelow(root, 'dist'))) rmSync(join(root, file))
  writeStamp(stampFile, stamp)
}

const isScript = (/** @type {string} */ file) => /\.tsx?$/.test(file)
const outputOf = (/** @type {string} */ source) => source.replace(/^src\//, 'dist/').replace(/\.tsx?$/, '.js')

/**
 * What is neither compiled nor bundled: copied.
 * @param {readonly string[]} sources
 * @param {boolean} hasPage the page is bundled by vite
 */
export function staticFiles(sources, hasPage) {
  return sources.filter((file) => !isScript(file) && !(hasPage && file.startsWith(`${web}/`)))
}

/**
 * Files of an earlier build whose source is gone: a module that no longer exists must not be importable. What vite made is its own.
 * @param {readonly string[]} sources
 * @param {readonly string[]} outputs
 */
export function leftovers(sources, outputs) {
  const expected = new Set(sources.map(outputOf))
  return outputs.filter(
    (file) => !expected.has(file) && !file.startsWith('dist/dashboard/web/') && file !== 'dist/.built',
  )
}

/**
 * @param {string} node
 * @param {string} tool inside node_modules
 * @param {readonly string[]} args
 */
async function runTool(node, tool, args) {
  const { code, output } = await capture(node, [join(root, 'node_modules', tool), ...args], environmentFor(node), root)
  if (code === 0) return
  process.stderr.write(output)
  throw new SetupError(`The build failed: ${tool} found what is printed above. Correct it and run this again.`)
}
