/** Brings a Node.js that is new enough from the npm registry, and says how programs are run with it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
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
  const lock = JSON.parse(readFileSync(join(root, 'scripts', 'node', 'package-lock.json'), 'utf8'))
  for (const [file, content] of Object.entries(installOfOne(lock, basename(dir)))) {
    writeFileSync(join(target, file), JSON.stringify(content, null, 2))
  }
  await npmCi(process.execPath, target, process.env)
  const program = nodeProgram(dir)
  await checkNode(program)
  return program
}

/**
 * The committed lock file names one package per platform, all of them optional, and npm passes over an optional package that it
 * could not fetch. Named alone and required, npm says why.
 * @param {{ packages: Record<string, { version: string, optional?: boolean }> }} lock
 * @param {string} name
 */
export function installOfOne(lock, name) {
  const entry = lock.packages[`node_modules/${name}`]
  if (entry === undefined) throw new Error(`scripts/node/package-lock.json has no ${name}`)
  const { optional: _optional, ...required } = entry
  const manifest = { name: 'tce-node', private: true, dependencies: { [name]: entry.version } }
  return {
    'package.json': manifest,
    'package-lock.json': {
      name: manifest.name,
      lockfileVersion: 3,
      requires: true,
      packages: { '': manifest, [`node_modules/${name}`]: required },
    },
  }
}

/** @param {string} program */
async function checkNode(program) {
  if (!existsSync(program)) {
    throw new SetupError(
      `npm did not bring ${program}. Install Node.js ${enginesOf(root)} from https://nodejs.org and run this again.`,
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
