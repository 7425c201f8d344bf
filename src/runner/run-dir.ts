/**
 * Where supervisors are found: a folder that only its owner may enter, with a file for each of them that says who it is and where it
 * listens. Names are never used twice, so that whoever removes those of the dead removes nobody else's.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { SupervisorInfo } from '../core/terminals/session.ts'
import { writePrivateFile } from '../storage/private-file.ts'

export interface SupervisorFile extends SupervisorInfo {
  /** A socket in the folder, or a pipe of Windows. */
  readonly socket: string
}

/** The kernel of macOS takes no longer path of a socket; Linux takes four bytes more. */
export const longestSocketPath = 103

export interface RunDir {
  /** Makes the folder, or says why it can't be trusted. */
  prepare(): Promise<Result<void, string>>
  newPlace(): Result<{ readonly file: string; readonly socket: string }, string>
  publish(file: string, supervisor: SupervisorFile): Promise<void>
  withdraw(file: string, socket: string): Promise<void>
  /** Those of this data folder, the newest first; some may be dead. */
  all(): Promise<readonly (SupervisorFile & { readonly file: string })[]>
}

export function createRunDir(dir: string, dataDir: string): RunDir {
  const mine = createHash('sha256').update(dataDir).digest('hex').slice(0, 8)
  return {
    async prepare() {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const found = await lstat(dir)
      const { uid, mode } = found
      if (!found.isDirectory()) return err(`${dir} is no folder.`)
      if (process.platform === 'win32') return ok(undefined)
      if (uid !== process.getuid?.()) return err(`${dir} belongs to somebody else.`)
      if ((mode & 0o077) !== 0) await chmod(dir, 0o700)
      return ok(undefined)
    },
    newPlace() {
      const name = `${mine}-${randomBytes(4).toString('hex')}`
      const socket = process.platform === 'win32' ? `\\\\.\\pipe\\tce-${name}` : join(dir, `${name}.sock`)
      if (Buffer.byteLength(socket) > longestSocketPath)
        return err(
          `${dir} is too long a path for a socket: ${longestSocketPath} bytes at most. TCE_RUN_DIR names another.`,
        )
      return ok({ file: join(dir, `${name}.json`), socket })
    },
    publish: (file, supervisor) => writePrivateFile(file, `${JSON.stringify(supervisor)}\n`),
    async withdraw(file, socket) {
      await rm(file, { force: true })
      if (process.platform !== 'win32') await rm(socket, { force: true })
    },
    async all() {
      const names = await readdir(dir).catch(() => [])
      const files = names.filter((name) => name.startsWith(`${mine}-`) && name.endsWith('.json'))
      const found = await Promise.all(files.map((name) => read(join(dir, name))))
      return found.filter((one) => one !== undefined).sort((a, b) => b.startedAtMs - a.startedAtMs)
    },
  }
}

async function read(file: string): Promise<(SupervisorFile & { readonly file: string }) | undefined> {
  try {
    const { pid, start, version, build, startedAtMs, socket } = JSON.parse(await readFile(file, 'utf8'))
    const isRight =
      Number.isSafeInteger(pid) &&
      pid > 1 &&
      Number.isFinite(startedAtMs) &&
      [start, version, build, socket].every(isText)
    return isRight ? { pid, start, version, build, startedAtMs, socket, file } : undefined
  } catch {
    return undefined
  }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
