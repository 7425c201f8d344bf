/** Installs the packages of the lock file, when that has not happened yet. */
import { join } from 'node:path'
import process from 'node:process'
import { npmCi } from './npm.mjs'
import { SetupError } from './problem.mjs'
import { hashOf, hasStamp, readText, writeStamp } from './stamp.mjs'
import { environmentFor, root } from './toolchain.mjs'

const stampFile = join(root, 'node_modules', '.tce-installed')
const lockText = () => readText(join(root, 'package-lock.json'))
/** Native packages differ per platform: a folder shared between two systems is installed again. */
const stampOf = (/** @type {string} */ lock) => hashOf(lock, process.platform, process.arch)

export function areDependenciesInstalled() {
  const lock = lockText()
  return lock !== undefined && hasStamp(stampFile, stampOf(lock))
}

/**
 * @param {string} node
 * @param {(line: string) => void} say
 */
export async function ensureDependencies(node, say) {
  if (areDependenciesInstalled()) return
  const lock = lockText()
  if (lock === undefined)
    throw new SetupError('package-lock.json is missing. Restore it with "git checkout package-lock.json".')
  const installed = readText(join(root, 'node_modules', '.package-lock.json'))
  if (installed === undefined || !isInstalled(lock, installed)) {
    say('Installing the packages of package-lock.json …')
    await npmCi(node, root, environmentFor(node))
  }
  writeStamp(stampFile, stampOf(lock))
}

/**
 * Whether `npm install` by hand brought the very same already. npm leaves packages for other systems out.
 * @param {string} lockText package-lock.json
 * @param {string} installedText node_modules/.package-lock.json, what npm left there
 */
export function isInstalled(lockText, installedText) {
  const wanted = packagesOf(lockText)
  const present = packagesOf(installedText)
  if (wanted === undefined || present === undefined) return false
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    const found = present[path]
    return found === undefined ? optional === true : found.version === version
  })
}

/**
 * @param {string} lockText
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packagesOf(lockText) {
  try {
    return JSON.parse(lockText).packages
  } catch {
    return undefined
  }
}
