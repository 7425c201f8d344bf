/** A regular file below a folder, with nothing followed on the way to it: no link among its folders, none at its end. */
import { constants } from 'node:fs'
import { lstat, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import { isPathBelow } from '../core/tasks/open-rules.ts'

export interface FileBelow {
  /** Its real path. */
  readonly path: string
  readonly mode: number
  readonly firstBytes: Buffer
}

/** @returns or why not, in words without a full stop */
export async function fileBelow(root: string, path: string): Promise<Result<FileBelow, string>> {
  if (!isPathBelow(path)) return err('it is no path below the task’s folder')
  try {
    const top = await realpath(root)
    let at = top
    for (const part of path.split(/[/\\]/)) {
      at = join(at, part)
      if ((await lstat(at)).isSymbolicLink()) return err('it is a link, or lies behind one')
    }
    const file = await open(at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const found = await file.stat()
      // What was looked at is what was opened.
      const named = await lstat(at)
      if (!found.isFile() || named.ino !== found.ino || named.dev !== found.dev) return err('it is no file')
      const real = await realpath(at)
      if (!real.startsWith(top + sep)) return err('it lies outside of the task’s folder')
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
      return ok({ path: real, mode: found.mode, firstBytes: buffer.subarray(0, bytesRead) })
    } finally {
      await file.close()
    }
  } catch (cause) {
    return err((cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not there' : (cause as Error).message)
  }
}
