/** What lies in a folder by a name that may be any bytes: no link is followed, no pipe waited for, nothing outside is read. */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readlink, realpath } from 'node:fs/promises'
import { sep } from 'node:path'

const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export interface FileThere {
  readonly kind: 'file' | 'link' | 'folder' | 'other'
  readonly sizeBytes: number
  /** Another one, and somebody wrote to it. */
  readonly stamp: string
  readonly isExecutable: boolean
}

const placeOf = (top: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${top}/`), Buffer.from(name, 'latin1')])

/** @param name bytes, each a character, as git tells it. Undefined: nothing is there. */
export async function lookAtFile(top: string, name: string): Promise<FileThere | undefined> {
  const found = await lstat(placeOf(top, name), { bigint: true }).catch(() => undefined)
  if (found === undefined) return undefined
  const kind = found.isFile() ? 'file' : found.isSymbolicLink() ? 'link' : found.isDirectory() ? 'folder' : 'other'
  const { size, mtimeNs, ctimeNs, ino, mode } = found
  return {
    ...{ kind, sizeBytes: Number(size), stamp: [size, mtimeNs, ctimeNs, ino, mode].join('.') },
    isExecutable: (Number(mode) & 0o100) !== 0,
  }
}

/** Of a link where it leads. Undefined: it is not there, is no file, is larger, or lies outside. */
export async function readFileThere(top: string, name: string, mostBytes: number): Promise<Buffer | undefined> {
  const place = placeOf(top, name)
  try {
    const folder = await realpath(place.subarray(0, place.lastIndexOf(0x2f)))
    if (folder !== top && !folder.startsWith(top + sep)) return undefined
    if ((await lstat(place)).isSymbolicLink()) return await readlink(place, { encoding: 'buffer' })
    const file = await open(place, flags)
    try {
      const found = await file.stat()
      return found.isFile() && found.size <= mostBytes ? await file.readFile() : undefined
    } finally {
      await file.close()
    }
  } catch {
    return undefined
  }
}

const algorithms: Readonly<Record<number, string>> = { 40: 'sha1', 64: 'sha256' }

/** As git would call them as a blob. */
export const blobId = (bytes: Buffer, oidLength: number): string =>
  createHash(algorithms[oidLength] ?? 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex')

/** As git tells it: by the first 8,000 bytes. */
export const isBinary = (bytes: Buffer): boolean => bytes.subarray(0, 8_000).includes(0)
