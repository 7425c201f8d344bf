/**
 * Brings Electron's program into the user's cache: fetched, or from a file that is there; held against the sum we know; unpacked
 * beside and renamed. Nothing that is not the archive we know is ever unpacked, let alone run.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { type ElectronArchive, hostOf } from '../core/tray/electron-archives.ts'
import type { TrayFailure } from '../core/tray/tray-state.ts'
import { replace } from '../storage/private-file.ts'
import type { DownloadOptions } from './download.ts'
import { download } from './download.ts'
import { isOthers, takePart } from './part-file.ts'
import { programIn, sumFile, unpackedProgram } from './place.ts'
import { unpack } from './unpack.ts'

/** Why there is no program. */
export type InstallFailure = Exclude<TrayFailure, { readonly kind: 'not-started' }>

export interface InstallOptions {
  readonly archive: ElectronArchive
  /** `electronHome` of the cache folder. */
  readonly home: string
  readonly platform: string
  /** It is whole, and unpacked now. */
  readonly onUnpacking?: (() => void) | undefined
}

export interface FetchOptions
  extends InstallOptions,
    Pick<DownloadOptions, 'url' | 'onProgress' | 'signal' | 'env' | 'silentMs' | 'retryAfterMs'> {}

/** The path of the program. */
export async function fetchElectron(options: FetchOptions): Promise<Result<string, InstallFailure>> {
  return onDisk(options.home, async () => {
    await tidyUp(options.home)
    const part = await takePart(options.home, options.archive.file)
    const whole = await fetchWhole(options, part)
    if (!whole.ok) return whole
    const installed = await unpackBeside(part, options)
    if (installed.ok) await unlink(part)
    return installed
  })
}

/** From an archive that somebody fetched by hand; it stays where it is. */
export async function installElectronFrom(
  file: string,
  options: InstallOptions,
): Promise<Result<string, InstallFailure>> {
  return onDisk(file, async () => {
    const sum = await sumOfGiven(file)
    if (!sum.ok) return sum
    const sha256 = sum.value
    if (sha256 !== options.archive.sha256) return err({ kind: 'wrong-archive', from: file, sha256 })
    await tidyUp(options.home)
    return unpackBeside(file, options)
  })
}

async function fetchWhole(options: FetchOptions, part: string): Promise<Result<void, InstallFailure>> {
  const { archive, url } = options
  const before = await sumOf(part)
  if (before === archive.sha256) return ok(undefined)
  const loaded = await download({ ...options, into: part })
  if (!loaded.ok) return loaded
  const sha256 = await sumOf(part)
  if (sha256 === archive.sha256) return ok(undefined)
  await unlink(part)
  // What was there before may be another mirror's: once more from the start.
  if (before !== undefined) return fetchWhole(options, part)
  return err({ kind: 'wrong-archive', from: hostOf(url), sha256: sha256 ?? '' })
}

async function unpackBeside(file: string, options: InstallOptions): Promise<Result<string, InstallFailure>> {
  const { archive, home, platform, onUnpacking } = options
  onUnpacking?.()
  const beside = await mkdtemp(join(home, `.${archive.version}.${process.pid}.`))
  try {
    await unpack(file, beside)
    if (!existsSync(join(beside, programIn(platform)))) throw new Error(`it holds no ${programIn(platform)}`)
    await writeFile(join(beside, sumFile), `${archive.sha256}\n`)
    await putInPlace(beside, options)
  } catch (cause) {
    if (isDiskProblem(cause)) throw cause
    return err({ kind: 'not-unpacked', why: (cause as Error).message })
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
  return ok(join(home, archive.version, programIn(platform)))
}

/** What was there is another system's, or half of it was removed by hand. */
async function putInPlace(beside: string, { archive, home, platform }: InstallOptions): Promise<void> {
  const place = join(home, archive.version)
  // Somebody else was quicker.
  if (unpackedProgram(home, archive, platform) !== undefined) return
  await rename(place, `${beside}.old`).catch(ignoreMissing)
  await replace(beside, place)
  await rm(`${beside}.old`, { recursive: true, force: true })
}

/** Makes the folder, and takes away what an attempt left that was ended in the middle. */
async function tidyUp(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  for (const name of await readdir(home)) {
    const pid = Number(/^\.[\d.]+\.(\d+)\.\w+(?:\.old)?$/.exec(name)?.[1])
    if (Number.isInteger(pid) && !isOthers(pid)) await rm(join(home, name), { recursive: true, force: true })
  }
}

async function sumOfGiven(path: string): Promise<Result<string, InstallFailure>> {
  try {
    const sha256 = await sumOf(path)
    return sha256 === undefined ? err({ kind: 'not-read', path, code: 'ENOENT' }) : ok(sha256)
  } catch (cause) {
    if (!isDiskProblem(cause)) throw cause
    return err({ kind: 'not-read', path, code: (cause as NodeJS.ErrnoException).code ?? '' })
  }
}

/** Undefined: there is no such file. */
async function sumOf(file: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(file), hash)
  } catch (cause) {
    return ignoreMissing(cause)
  }
  return hash.digest('hex')
}

async function onDisk<T>(
  path: string,
  action: () => Promise<Result<T, InstallFailure>>,
): Promise<Result<T, InstallFailure>> {
  try {
    return await action()
  } catch (cause) {
    if (!isDiskProblem(cause)) throw cause
    const { code = '', path: where = path } = cause as NodeJS.ErrnoException
    return err({ kind: 'disk', path: where, code })
  }
}

const isDiskProblem = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).syscall !== undefined

function ignoreMissing(cause: unknown): undefined {
  if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
  return undefined
}
