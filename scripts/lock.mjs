/** Two set-ups at once would delete each other's node_modules: the second waits for the first. */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { readText } from './stamp.mjs'

/** No set-up takes this long: the pid in the lock is somebody else's by now. */
const abandonedAfterMs = 15 * 60_000

/**
 * @param {string} root
 * @param {(line: string) => void} say
 * @param {() => Promise<void>} work
 */
export async function whileAlone(root, say, work) {
  const file = join(root, '.toolchain', 'setup.lock')
  mkdirSync(join(root, '.toolchain'), { recursive: true })
  let hasSaid = false
  while (!take(file)) {
    const holder = Number(readText(file))
    if (isAlive(holder) && ageMs(file) < abandonedAfterMs) {
      if (!hasSaid) say(`Waiting for another set-up in this folder (pid ${holder}, ${file}) …`)
      hasSaid = true
      await new Promise((resolve) => setTimeout(resolve, 200))
    } else {
      rmSync(file, { force: true })
    }
  }
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    await work()
  } finally {
    release()
    process.off('exit', release)
  }
}

/** @param {string} file */
const ageMs = (file) => Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0)

/** @param {string} file */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * An empty file belongs to one that is about to write its pid.
 * @param {number} pid
 */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid < 0) return false
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
