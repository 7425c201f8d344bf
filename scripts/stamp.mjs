/** Tells whether work was done already: a fingerprint of what went in, kept beside what came out. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/**
 * Every file below a folder, sorted, with forward slashes and relative to the root. A missing folder has none.
 * @param {string} root
 * @param {string} folder
 * @returns {readonly string[]}
 */
export function filesBelow(root, folder) {
  return entriesOf(join(root, folder))
    .flatMap((entry) => {
      const path = join(root, folder, entry.name)
      if (entry.isDirectory()) return filesBelow(root, relative(root, path))
      return [relative(root, path).split(sep).join('/')]
    })
    .sort()
}

/** @param {string} folder */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/**
 * Changes when a file appears, goes, or is written. Reads no content: names, sizes and times are enough.
 * @param {string} root
 * @param {readonly string[]} files relative to the root; one that is missing counts as such
 * @returns {string}
 */
export function fingerprint(root, files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const stats = statSync(join(root, file), { throwIfNoEntry: false })
    hash.update(`${file}\0${stats?.size ?? 'missing'}\0${stats?.mtimeMs ?? ''}\n`)
  }
  return hash.digest('hex')
}

/**
 * @param {readonly string[]} texts
 * @returns {string}
 */
export function hashOf(...texts) {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text).update('\0')
  return hash.digest('hex')
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @param {string} stamp
 */
export const hasStamp = (file, stamp) => readText(file) === stamp

/**
 * @param {string} file
 * @param {string} stamp
 */
export const writeStamp = (file, stamp) => writeFileSync(file, stamp)
