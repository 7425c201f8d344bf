/**
 * `tce restore`: the whole backup is unpacked and checked beside the data before anything is moved; then what is there is put aside, and
 * what was unpacked takes its place, by renaming alone. No server may run meanwhile, and none can start.
 */
import { createWriteStream, existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { OpenedBackup } from '../cli/app-parts.ts'
import { createInstanceLock, type HeldInstance } from '../control/instance.ts'
import type { BackupProblem, RestoreReport } from '../core/data/backup.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { createProcessTable } from '../scanner/process-table.ts'
import { type ReadBackup, readBackupFile } from '../storage/backup-file.ts'
import { ensurePrivateDir, privateFileMode } from '../storage/private-file.ts'
import { lookInto } from '../storage/sqlite.ts'
import type { TarEntry } from '../storage/tar-file.ts'
import { productVersion } from '../storage/version.ts'
import { storesOf } from './back-up.ts'
import { diskProblem } from './disk-problem.ts'
import {
  type KeptFolders,
  type KeptThing,
  keptThings,
  placeOf,
  putAsidePrefix,
  rebuiltThings,
  thingOf,
} from './kept-things.ts'

export async function openBackup(folders: KeptFolders, file: string): Promise<Result<OpenedBackup, BackupProblem>> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return err({ kind: 'missing', message: `There is no file ${file}.` })
  if (!found.isFile()) return err({ kind: 'foreign', message: `${file} is no file.` })
  const { dataDir } = folders
  const unpacked = join(dataDir, `.restore-${process.pid}`)
  const close = () => rm(unpacked, { recursive: true, force: true })
  try {
    await ensurePrivateDir(dataDir)
    await close()
    await mkdir(unpacked, { mode: 0o700 })
    const read = await readBackupFile(file, (entry) => unpackEntry(entry, unpacked, file))
    const problem = read.ok ? newerStore(unpacked, file) : read.error
    if (!read.ok || problem !== undefined) {
      await close()
      return err(problem as BackupProblem)
    }
    const report = reportOf(folders, file, found.size, read.value)
    return ok({ report, restore: () => restore(folders, unpacked, report), close })
  } catch (cause) {
    await close()
    return err(diskProblem(cause, `${file} could not be unpacked in ${dataDir}; nothing was restored`))
  }
}

async function unpackEntry(entry: TarEntry, dir: string, file: string): Promise<BackupProblem | undefined> {
  if (thingOf(entry.name) === undefined)
    return { kind: 'newer', message: strange(file, entry.name), next: 'update TCE' }
  const path = join(dir, ...entry.name.split('/'))
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await pipeline(entry.content, createWriteStream(path, { flags: 'wx', mode: privateFileMode, flush: true }))
  return undefined
}

const strange = (file: string, name: string): string =>
  `${file} holds “${name}”, which this TCE (${productVersion()}) does not know. Nothing was restored.`

function newerStore(dir: string, file: string): BackupProblem | undefined {
  for (const { name, schema = 0, what } of keptThings.filter(({ kind }) => kind === 'database')) {
    const path = join(dir, name)
    if (!existsSync(path)) continue
    const version = lookInto(path, (database) => Number(database.pragma('user_version', { simple: true })))
    if (version === undefined) return { kind: 'damaged', message: `${name} in ${file} is no database of TCE.` }
    if (version <= schema) continue
    const message = `${file} was made by a newer TCE: ${what} in it have schema ${version}, this one knows ${schema}.`
    return { kind: 'newer', message, next: 'update TCE, then restore it' }
  }
  return undefined
}

function reportOf(folders: KeptFolders, file: string, bytes: number, { head, entries }: ReadBackup): RestoreReport {
  const { at, tce, hasSecrets } = head
  const replaces = givingWay(folders, hasSecrets).filter((thing) => keptThings.includes(thing))
  // A machine has its name from the first command on.
  const isInUse = replaces.some(({ name }) => name !== 'data/machine')
  return { file, bytes, at, tce, hasSecrets, stores: storesOf(entries), replaces: isInUse ? replaces : [] }
}

/** All that a backup can hold, also what this one does not: afterwards things are as they were when it was made. */
const givingWay = (folders: KeptFolders, hasSecrets: boolean): readonly KeptThing[] =>
  [...keptThings, ...rebuiltThings].filter(
    ({ name, isSecret }) => (hasSecrets || isSecret !== true) && existsSync(placeOf(name, folders)),
  )

async function restore(
  folders: KeptFolders,
  unpacked: string,
  report: RestoreReport,
): Promise<Result<RestoreReport, BackupProblem>> {
  const held = await holdData(folders.dataDir)
  if (!held.ok) return held
  const aside = join(folders.dataDir, `${putAsidePrefix}${new Date().toISOString().replace(/[:.]/g, '-')}`)
  const moved: { readonly from: string; readonly to: string }[] = []
  const moveOne = async (from: string, to: string) => {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await move(from, to)
    moved.push({ from, to })
  }
  try {
    const old = givingWay(folders, report.hasSecrets)
    for (const { name, kind } of old) {
      const [from, to] = [placeOf(name, folders), join(aside, name)]
      await moveOne(from, to)
      // A log without its file would be taken for the new file's.
      for (const end of kind === 'database' ? ['-wal', '-shm'] : [])
        if (existsSync(from + end)) await moveOne(from + end, to + end)
    }
    for (const { name } of report.stores) await moveOne(join(unpacked, name), placeOf(name, folders))
    return ok({ ...report, putAside: old.length === 0 ? undefined : aside })
  } catch (cause) {
    for (const { from, to } of moved.reverse()) await move(to, from)
    if (existsSync(aside) && (await isEmpty(aside))) await rm(aside, { recursive: true })
    return err(diskProblem(cause, 'The backup could not be put in place; everything is as it was'))
  } finally {
    await held.value.release()
  }
}

async function holdData(dataDir: string): Promise<Result<HeldInstance, BackupProblem>> {
  const table = createProcessTable()
  const self = await table.inspect(process.pid)
  if (!self) throw new Error('This process is not in the process table.')
  const { pid, start, startedAtMs } = self
  const record = { pid, start, startedAtMs, port: 0, version: productVersion() }
  const lock = await createInstanceLock({ dataDir, table }).acquire(record)
  if (lock.ok) return lock
  const message = `TCE's server runs on this data (pid ${lock.error.pid}).`
  return err({ kind: 'in-use', message, next: 'tce dashboard-stop, then restore it' })
}

/** Settings may lie on another disk than the data. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EXDEV') throw cause
    await copyFile(from, to)
    await chmod(to, privateFileMode)
    await rm(from)
  }
}

async function isEmpty(dir: string): Promise<boolean> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries.every((entry) => entry.isDirectory())
}
