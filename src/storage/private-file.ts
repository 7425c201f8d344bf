/**
 * Files that only their owner may read: folders 0700, files 0600, from the first moment on. A reader sees the old text or the new one,
 * never half of it. On Windows the modes do nothing; the user's profile folder is closed to others there.
 */
import { chmod, link, mkdir, open, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const privateFileMode = 0o600
const privateDirMode = 0o700

/** Makes the folder and those above it; one that others may look into is closed to them. */
export async function ensurePrivateDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: privateDirMode })
  if (process.platform === 'win32') return
  const { mode } = await stat(dir)
  if ((mode & 0o077) !== 0) await chmod(dir, privateDirMode)
}

/** Puts the text in the file's place in one step; the folder is made if missing. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await withDraft(path, text, (draft) => replace(draft, path))
}

/** The same, but only where no such file is. False: somebody else was first; nothing of theirs was touched. */
export async function createPrivateFile(path: string, text: string): Promise<boolean> {
  return withDraft(path, text, async (draft) => {
    try {
      await link(draft, path)
      return true
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw cause
    } finally {
      await unlink(draft)
    }
  })
}

/** Complete and on the disk before it gets its name. */
async function withDraft<T>(path: string, text: string, publish: (draft: string) => Promise<T>): Promise<T> {
  await ensurePrivateDir(dirname(path))
  const draft = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`)
  const file = await open(draft, 'wx', privateFileMode)
  try {
    await file.writeFile(text)
    await file.sync()
  } catch (cause) {
    await file.close()
    await unlink(draft)
    throw cause
  }
  await file.close()
  try {
    return await publish(draft)
  } catch (cause) {
    await unlink(draft).catch(() => undefined)
    throw cause
  }
}

/** Windows refuses to replace a file that a virus scanner or a reader holds open at this moment. */
export async function replace(
  draft: string,
  path: string,
  triesLeft = process.platform === 'win32' ? 50 : 0,
): Promise<void> {
  try {
    await rename(draft, path)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (triesLeft === 0 || !['EPERM', 'EACCES', 'EBUSY'].includes(code ?? '')) throw cause
    await sleep(20)
    await replace(draft, path, triesLeft - 1)
  }
}
