/**
 * Everything between a fresh clone and a running program, each step only when needed: the right Node.js, the packages of the lock
 * file, the build. Behind `npm start` and `npm test`; `node scripts/setup.mjs` does the same by hand. No dependencies, and any
 * Node.js from 18 on can run it.
 */
import { realpathSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { suitableNode } from '../bin/node-version.js'
import { ensureBuild, isBuilt } from './build.mjs'
import { areDependenciesInstalled, ensureDependencies } from './dependencies.mjs'
import { endWithNpm } from './end-with-npm.mjs'
import { whileAlone } from './lock.mjs'
import { explainFileError, SetupError } from './problem.mjs'
import { ensureNode, root } from './toolchain.mjs'

/** @param {(line: string) => void} say */
export async function setUp(say) {
  if (suitableNode(root) !== undefined && areDependenciesInstalled() && isBuilt()) return
  await whileAlone(root, say, async () => {
    const node = await ensureNode(say)
    await ensureDependencies(node, say)
    await ensureBuild(node, say)
  })
}

/**
 * In words for the user; undefined when it is a bug and the stack should be seen.
 * @param {unknown} error
 */
const explain = (error) => (error instanceof SetupError ? error.message : explainFileError(error))

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === realpathSync(fileURLToPath(import.meta.url))) {
  endWithNpm()
  try {
    await setUp((line) => console.error(line))
  } catch (error) {
    const message = explain(error)
    if (message === undefined) throw error
    console.error(message)
    process.exitCode = 1
  }
}
