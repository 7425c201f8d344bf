/**
 * `tce backup`: all that exists nowhere else, into one file, beside a server that runs. All databases are held first, within a moment, and
 * copied out of that moment one after the other; files, which are replaced as a whole, are read right after.
 */
import { createReadStream, existsSync } from 'node:fs'
import { link, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { BackupTools } from '../cli/app-parts.ts'
import type { BackedUp, BackupEntry, BackupProblem, BackupReport } from '../core/data/backup.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { writeBackupFile } from '../storage/backup-file.ts'
import { checkFile, type HeldFile, holdFile, isBroken } from '../storage/sqlite.ts'
import type { TarEntry } from '../storage/tar-file.ts'
import { productVersion } from '../storage/version.ts'
import { diskProblem } from './disk-problem.ts'
import { type KeptFolders, type KeptThing, keptThings, placeOf, thingOf } from './kept-things.ts'

export type BackUpOptions = Parameters<BackupTools['backUp']>[0]

export async function backUp(
  folders: KeptFolders,
  options: BackUpOptions,
): Promise<Result<BackupReport, BackupProblem>> {
  const { file, withSecrets, isReplacing } = options
  if (existsSync(file) && !isReplacing) return err(isThere(file))
  if (!existsSync(dirname(file))) return err({ kind: 'missing', message: `There is no folder ${dirname(file)}.` })
  const part = join(dirname(file), `.${basename(file)}.${crypto.randomUUID()}.tmp`)
  const copies = join(folders.dataDir, `.backup-${process.pid}`)
  const held = new Map<KeptThing, HeldFile>()
  try {
    const things = keptThings.filter(({ isSecret, name }) => {
      return (withSecrets || isSecret !== true) && existsSync(placeOf(name, folders))
    })
    for (const thing of things) if (thing.kind === 'database') held.set(thing, holdFile(placeOf(thing.name, folders)))
    const head = { at: new Date().toISOString(), tce: productVersion(), hasSecrets: withSecrets }
    await mkdir(copies, { recursive: true, mode: 0o700 })
    const entries = await writeBackupFile(part, head, entriesOf(things, { ...options, folders, held, copies }))
    const { size } = await stat(part)
    if (isReplacing) await rename(part, file)
    else await publish(part, file)
    return ok({ file, bytes: size, ...head, stores: storesOf(entries) })
  } catch (cause) {
    if (cause instanceof DamagedStore) return err({ kind: 'damaged', message: cause.message, next: carriedOver })
    if (isBroken(cause))
      return err({ kind: 'damaged', message: `A store is damaged: ${String(cause)}.`, next: carriedOver })
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return err(isThere(file))
    return err(diskProblem(cause, `${file} was not written`))
  } finally {
    for (const one of held.values()) one.close()
    await rm(part, { force: true })
    await rm(copies, { recursive: true, force: true })
  }
}

const isThere = (file: string): BackupProblem => ({
  kind: 'exists',
  message: `${file} is there already.`,
  next: 'another name, or --force to replace it',
})
const carriedOver = 'tce status, which carries over what can be read, then the backup again'

class DamagedStore extends Error {}

interface Sources extends BackUpOptions {
  readonly folders: KeptFolders
  readonly held: ReadonlyMap<KeptThing, HeldFile>
  readonly copies: string
}

async function* entriesOf(things: readonly KeptThing[], sources: Sources): AsyncGenerator<TarEntry> {
  for (const thing of things) {
    sources.onStore?.(thing.what)
    const path = placeOf(thing.name, sources.folders)
    const held = sources.held.get(thing)
    if (held !== undefined) yield* databaseEntry(thing.name, held, sources.copies)
    else if (thing.kind === 'folder') yield* folderEntries(thing.name, path)
    else yield* fileEntry(thing.name, path)
  }
}

async function* databaseEntry(name: string, held: HeldFile, copies: string): AsyncGenerator<TarEntry> {
  const copy = join(copies, basename(name))
  await held.copyTo(copy)
  const problem = checkFile(copy)
  if (problem !== undefined) throw new DamagedStore(problem.replace(copy, name))
  yield* fileEntry(name, copy)
  await rm(copy)
}

async function* folderEntries(name: string, dir: string): AsyncGenerator<TarEntry> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true })
  for (const entry of found) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const inBackup = `${name}/${path.slice(dir.length + 1).replaceAll('\\', '/')}`
    // A draft of a file that is being written has a name that begins with a dot.
    if (!entry.name.startsWith('.') && thingOf(inBackup) !== undefined) yield* fileEntry(inBackup, path)
  }
}

/** As long as it is now: what is added to a log meanwhile is for the next backup. One that went away since is left out. */
async function* fileEntry(name: string, path: string): AsyncGenerator<TarEntry> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause
    return undefined
  })
  if (file === undefined) return
  const { size, isFile } = await file.stat().then((stats) => ({ size: stats.size, isFile: stats.isFile() }))
  if (isFile && size > 0) {
    yield { name, bytes: size, content: createReadStream('', { fd: file, start: 0, end: size - 1 }) }
    return
  }
  await file.close()
  if (isFile) yield { name, bytes: 0, content: noBytes() }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** Under its name only when nothing else has it, also on a file system without hard links. */
async function publish(part: string, file: string): Promise<void> {
  try {
    await link(part, file)
  } catch (cause) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause
    if ((await lstat(file).catch(() => undefined)) !== undefined) throw Object.assign(new Error(), { code: 'EEXIST' })
    await rename(part, file)
  }
}

export function storesOf(entries: readonly BackupEntry[]): readonly BackedUp[] {
  const stores = new Map<string, BackedUp>()
  for (const { name: entryName, bytes } of entries) {
    const thing = thingOf(entryName)
    if (thing === undefined) continue
    const { name, what } = thing
    const before = stores.get(name) ?? { name, what, files: 0, bytes: 0 }
    stores.set(name, { ...before, files: before.files + 1, bytes: before.bytes + bytes })
  }
  return [...stores.values()]
}
