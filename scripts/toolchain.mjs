/** Brings a Node.js that is new enough from the npm registry, and says how programs are run with it. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { enginesOf, nodeProgram, suitableNode, toolchainDir } from '../bin/node-version.js'
import { capture, npmCi } from './npm.mjs'
import { SetupError } from './problem.mjs'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * The Node.js to go on with. Installs it into .toolchain/node when neither the one in use nor an earlier one serves.
 * @param {(line: string) => void} say
 * @returns {Promise<string>} the program file
 */
export async function ensureNode(say) {
  const found = suitableNode(root)
  if (found !== undefined) return found
  const dir = toolchainDir(root)
  const range = enginesOf(root)
  if (dir === undefined) {
    throw new SetupError(
      `Node.js ${range} is needed, ${process.versions.node} is in use, and npm has none for ${process.platform} ${process.arch}. Install one from https://nodejs.org and run this again.`,
    )
  }
  say(
    `Node.js ${process.versions.node} is too old (${range} is needed): bringing one from the npm registry into .toolchain …`,
  )
  const target = join(root, '.toolchain', 'node')
  mkdirSync(target, { recursive: true })
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(root, 'scripts', 'node', file), join(target, file))
  await npmCi(process.execPath, target, process.env)
  const program = nodeProgram(dir)
  await checkNode(program)
  return program
}

/** @param {string} program */
async function checkNode(program) {
  if (!existsSync(program)) {
    throw new SetupError(
      `npm did not bring ${program}: the registry it uses lacks that package. Install Node.js ${enginesOf(root)} from https://nodejs.org and run this again.`,
    )
  }
  const { code, output } = await capture(program, ['--version'], process.env)
  if (code !== 0) {
    throw new SetupError(
      `The Node.js from npm does not run on this system (${output.trim().split('\n')[0] ?? 'no reason given'}). Install Node.js ${enginesOf(root)} from your system's packages and run this again.`,
    )
  }
}

/**
 * The environment in which `node`, and whatever it starts by name, is the Node.js given.
 * node-gyp must find the matching headers, which a user's `nodedir` setting may point elsewhere.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentFor(node, env = process.env) {
  if (node === process.execPath) return env
  const binDir = dirname(node)
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const path = env[pathName]
  return {
    ...env,
    [pathName]: path ? `${binDir}${delimiter}${path}` : binDir,
    npm_config_nodedir: dirname(binDir),
  }
}
