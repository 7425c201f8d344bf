/**
 * Files below a folder in which somebody else writes at the same moment. Nothing is reached through a link, whatever is put into the way between
 * two looks: on Linux each step is taken from the folder that was opened before; elsewhere what was opened is looked up again by its real path.
 */
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, realpath, unlink } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'

export interface BelowProblem {
  /** `outside`: a link, or a name that leads out of it. `no-file`: a folder, a device, a pipe. */
  readonly kind: 'outside' | 'missing' | 'no-file' | 'exists' | 'failed'
  readonly message: string
}

type Opened = Result<FileHandle, BelowProblem>

const noFollow = constants.O_NOFOLLOW ?? 0
const folderFlags = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | noFollow
/** A pipe that nobody serves is not waited for. */
const readFlags = constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0)
const writeFlags = constants.O_WRONLY | constants.O_CREAT | noFollow | (constants.O_NONBLOCK ?? 0)

/** The names on the way; undefined: not below. */
export function namesBelow(path: string): readonly string[] | undefined {
  if (path.includes('\0') || path.startsWith('/') || (sep === '\\' && /^[a-z]:|\\/i.test(path))) return undefined
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  return names.length === 0 || names.includes('..') ? undefined : names
}

/** A regular file, to be read. */
export async function readBelow(root: string, path: string): Promise<Opened> {
  const names = namesBelow(path)
  if (names === undefined) return err(outside(path))
  return guarded(path, async () => {
    const folder = await walk(root, names.slice(0, -1), false)
    try {
      const file = await open(folder.at(names.at(-1) ?? ''), readFlags)
      const found = await file.stat()
      const fault = found.isFile() ? await folder.strayed(file, names) : notAFile(path)
      if (fault === undefined) return ok(file)
      await file.close()
      return err(fault)
    } finally {
      await folder.close()
    }
  })
}

/** A new one, for its owner alone; folders on the way are made. What is there already is `exists`. */
export const createBelow = (root: string, path: string): Promise<Opened> => writeBelow(root, path, constants.O_EXCL)

/** At its end; made where it is not there. */
export const appendBelow = (root: string, path: string): Promise<Opened> => writeBelow(root, path, constants.O_APPEND)

async function writeBelow(root: string, path: string, flag: number): Promise<Opened> {
  const names = namesBelow(path)
  if (names === undefined) return err(outside(path))
  return guarded(path, async () => {
    const folder = await walk(root, names.slice(0, -1), true)
    try {
      const place = folder.at(names.at(-1) ?? '')
      const file = await open(place, writeFlags | flag, 0o600)
      const fault = (await file.stat()).isFile() ? await folder.strayed(file, names) : notAFile(path)
      if (fault === undefined) return ok(file)
      await file.close()
      // Empty, and made by us in this moment.
      if (flag === constants.O_EXCL) await unlink(place).catch(() => undefined)
      return err(fault)
    } finally {
      await folder.close()
    }
  })
}

export interface EntryBelow {
  readonly name: string
  readonly sizeBytes: number
}

/** Regular files in a folder; none where it is not there. */
export async function filesBelow(root: string, path: string): Promise<Result<readonly EntryBelow[], BelowProblem>> {
  const names = namesBelow(path)
  if (names === undefined) return err(outside(path))
  return guarded(path, async () => {
    let folder: Folder
    try {
      folder = await walk(root, names, false)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return ok([])
      throw cause
    }
    try {
      const entries = await readdir(folder.at('.'), { withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile())
      const sizes = await Promise.all(
        files.map(async ({ name }) => ({ name, sizeBytes: (await lstat(folder.at(name))).size })),
      )
      return ok(sizes)
    } finally {
      await folder.close()
    }
  })
}

interface Folder {
  at(name: string): string
  /** Why what was opened is not where it was looked for. */
  strayed(file: FileHandle, names: readonly string[]): Promise<BelowProblem | undefined>
  close(): Promise<void>
}

/** Through the folder's own handle, which nobody can put another one into the place of. */
const hasHandlePaths = process.platform === 'linux'

async function walk(root: string, names: readonly string[], isMade: boolean): Promise<Folder> {
  const real = await realpath(root)
  if (!hasHandlePaths) return walkByName(real, names, isMade)
  let at = await open(real, folderFlags)
  const place = (name: string) => `/proc/self/fd/${at.fd}/${name}`
  for (const name of names) {
    try {
      if (isMade) await mkdir(place(name), 0o700).catch(unlessThere)
      const next = await open(place(name), folderFlags)
      await at.close()
      at = next
    } catch (cause) {
      await at.close()
      throw cause
    }
  }
  return { at: place, strayed: async () => undefined, close: () => at.close() }
}

async function walkByName(real: string, names: readonly string[], isMade: boolean): Promise<Folder> {
  let dir = real
  for (const name of names) {
    dir = join(dir, name)
    if (isMade) await mkdir(dir, 0o700).catch(unlessThere)
    if (!(await lstat(dir)).isDirectory()) throw Object.assign(new Error('a link'), { code: 'ELOOP' })
  }
  return {
    at: (name) => join(dir, name),
    async strayed(file, whole) {
      const path = join(real, ...whole)
      const [is, found] = [await file.stat(), await lstat(path)]
      const isSame = is.dev === found.dev && is.ino === found.ino && (await realpath(path)) === path
      return isSame ? undefined : outside(whole.join('/'))
    },
    close: async () => undefined,
  }
}

function unlessThere(cause: NodeJS.ErrnoException): void {
  if (cause.code !== 'EEXIST') throw cause
}

async function guarded<T>(path: string, act: () => Promise<Result<T, BelowProblem>>): Promise<Result<T, BelowProblem>> {
  try {
    return await act()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ELOOP' || code === 'EMLINK') return err(outside(path))
    if (code === 'ENOTDIR') return err({ kind: 'outside', message: `A part of ${path} is a link, or no folder.` })
    if (code === 'ENOENT') return err({ kind: 'missing', message: `${path} is not there.` })
    if (code === 'EEXIST') return err({ kind: 'exists', message: `${path} is there already.` })
    if (code === 'ENXIO' || code === 'EISDIR' || code === 'ENODEV') return err(notAFile(path))
    return err({ kind: 'failed', message: `${path}: ${message}` })
  }
}

const outside = (path: string): BelowProblem => ({
  kind: 'outside',
  message: `${path} leads out of the folder: only what lies in it, and behind no link, is taken.`,
})
const notAFile = (path: string): BelowProblem => ({ kind: 'no-file', message: `${path} is no regular file.` })
