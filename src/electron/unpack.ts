/** Unpacks a zip as it was packed: folders, modes, and the links that macOS programs are made of. The only file that imports yauzl. */
import { createWriteStream } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Entry, ZipFile } from 'yauzl'
import { openPromise } from 'yauzl'

/** Fails in the middle where the archive is broken: unpack into a folder that nobody looks into yet. */
export async function unpack(archive: string, dir: string): Promise<void> {
  const zip = await openPromise(archive)
  // yauzl refuses names that lead out of the folder.
  for await (const entry of zip.eachEntry()) await unpackEntry(zip, entry, dir)
}

async function unpackEntry(zip: ZipFile, entry: Entry, dir: string): Promise<void> {
  const path = join(dir, entry.fileName)
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true })
    return
  }
  await mkdir(dirname(path), { recursive: true })
  const content = await zip.openReadStreamPromise(entry)
  const mode = unixMode(entry)
  if ((mode & typeBits) === linkType) return linkInside(dir, path, await text(content))
  // On the disk before the folder gets its name: after a power cut it is whole or not there.
  await pipeline(content, createWriteStream(path, { mode: mode & 0o777 || 0o644, flush: true }))
}

const typeBits = 0o170000
const linkType = 0o120000

/** The upper half of the attributes is what stat would say, where it was packed on Unix. */
const unixMode = ({ externalFileAttributes }: Entry): number => externalFileAttributes >>> 16

async function linkInside(dir: string, path: string, target: string): Promise<void> {
  const leadsTo = relative(dir, join(dirname(path), target))
  if (isAbsolute(target) || isAbsolute(leadsTo) || leadsTo.startsWith('..'))
    throw new Error(`a link leads out of the archive: ${relative(dir, path)}`)
  await symlink(target, path)
}
