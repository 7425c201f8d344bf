/** What tasks show, copied as it was when it was shown: it stays as it is when its folder changes or goes. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { err, ok, type Result } from '../core/result.ts'
import { artifactLimits } from '../core/tasks/task-files.ts'
import { type BelowProblem, readBelow } from '../storage/below.ts'

const dirOf = (dataDir: string, id: string): string => join(dataDir, 'tasks', id, 'artifacts')

/** How many bytes it has. It is read from a handle, so that nothing that happens in the folder meanwhile is in the way. */
export async function keepArtifact(
  dataDir: string,
  id: string,
  { folder, path, name }: { readonly folder: string; readonly path: string; readonly name: string },
): Promise<Result<number, BelowProblem>> {
  const opened = await readBelow(folder, path)
  if (!opened.ok) return opened
  const source = opened.value
  const dir = dirOf(dataDir, id)
  const half = join(dir, `.${name}.half`)
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const target = await open(half, 'w', 0o600)
    try {
      const block = Buffer.alloc(256 * 1024)
      let size = 0
      for (;;) {
        const { bytesRead } = await source.read(block, 0, block.length, size)
        if (bytesRead === 0) break
        size += bytesRead
        // It may grow while it is read.
        if (size > artifactLimits.fileBytes) {
          await rm(half, { force: true })
          return err({ kind: 'no-file', message: `${path} has more than 25 MiB.` })
        }
        await target.write(block, 0, bytesRead)
      }
      await target.sync()
      await rename(half, join(dir, name))
      return ok(size)
    } finally {
      await target.close()
    }
  } catch (cause) {
    return err({ kind: 'failed', message: cause instanceof Error ? cause.message : String(cause) })
  } finally {
    await source.close()
  }
}

/** Its bytes; undefined: it is not there. */
export const artifactBytes = (dataDir: string, id: string, name: string): Promise<Buffer | undefined> =>
  readFile(join(dirOf(dataDir, id), name)).catch(() => undefined)
