/**
 * A file that belongs to another program and its user, changed in one step: whoever reads it sees the old text or the new one. A link
 * stays a link, and what somebody wrote in the meantime is not overwritten.
 */
import { lstat, mkdir, open, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { replace } from './private-file.ts'

export interface ForeignFile {
  /** Undefined: there is none. */
  readonly text?: string | undefined
  /** Its permissions, as 0o644. */
  readonly mode?: number | undefined
  /** Where it really lies, when it is a link. */
  readonly linksTo?: string | undefined
}

/** Why it can't be read or is not ours to write, in a sentence. */
export async function readForeignFile(path: string): Promise<Result<ForeignFile, string>> {
  try {
    const link = await lstat(path)
    const target = link.isSymbolicLink() ? await realpath(path) : undefined
    const found = await stat(path)
    const { mode, uid } = found
    if (!found.isFile()) return err(`${path} is no file.`)
    if (process.getuid !== undefined && uid !== process.getuid()) return err(`${path} belongs to another user.`)
    const text = decoded(await readFile(path))
    return text === undefined ? err(`${path} is no UTF-8 text.`) : ok({ text, mode: mode & 0o777, linksTo: target })
  } catch (cause) {
    const code = systemCode(cause)
    if (code === 'ENOENT' && !(await isThere(path))) return ok({})
    return err(`${path} can't be read (${code}).`)
  }
}

/** What is no failure of the system is a bug. */
function systemCode(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException
  if (code === undefined) throw cause
  return code
}

/** Undefined where writing it again would change it. */
function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** `before`: what it was read as; undefined: it was not there. Nothing is written when it is another text by now. */
export async function writeForeignFile(
  path: string,
  text: string,
  { before, mode }: { readonly before: string | undefined; readonly mode: number },
): Promise<Result<void, string>> {
  try {
    const target = await realpath(path).catch(() => path)
    const draft = join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}.tmp`)
    const file = await open(draft, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.chmod(mode)
      await file.sync()
      await file.close()
      if ((await readFile(target, 'utf8').catch(() => undefined)) !== before) {
        return err(`${path} was written by another program at the same moment. Try again.`)
      }
      await replace(draft, target)
    } finally {
      await file.close().catch(() => undefined)
      await rm(draft, { force: true })
    }
    return ok(undefined)
  } catch (cause) {
    return err(`${path} can't be written (${systemCode(cause)}).`)
  }
}

/** False: it was there already. The folder above it is never made: where that is gone nobody wants this one. */
export async function makeForeignDir(dir: string): Promise<Result<boolean, string>> {
  try {
    await mkdir(dir)
    return ok(true)
  } catch (cause) {
    const code = systemCode(cause)
    return code === 'EEXIST' ? ok(false) : err(`${dir} can't be made (${code}).`)
  }
}

export async function removeForeignFile(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** Only when nothing is in it. */
export async function removeEmptyDir(dir: string): Promise<void> {
  await rmdir(dir).catch(() => undefined)
}
