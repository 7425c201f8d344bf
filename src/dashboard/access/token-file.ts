/**
 * The token: 256 random bits as 64 hexadecimal digits, in a file that only its owner can read. Made on first use; one that
 * others could read, or that is no token, is replaced.
 */
import { randomBytes } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { err, ok, type Result } from '../../core/result.ts'
import { createPrivateFile } from '../../storage/private-file.ts'

export interface TokenError {
  readonly kind: 'not-readable' | 'not-writable'
  readonly message: string
}

export async function loadToken(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<Result<string, TokenError>> {
  const found = await readToken(path, platform)
  if (!found.ok || found.value !== undefined) return found as Result<string, TokenError>
  try {
    await createPrivateFile(path, `${randomBytes(32).toString('hex')}\n`)
  } catch (cause) {
    return err({ kind: 'not-writable', message: `The token can't be written to ${path}: ${reason(cause)}.` })
  }
  // Read again: another process may have been first, and its token is the one.
  const written = await readToken(path, platform)
  if (!written.ok) return written
  if (written.value !== undefined) return ok(written.value)
  return err({
    kind: 'not-writable',
    message: `The file system of ${path} does not keep a file private. Choose another TCE_DATA_DIR.`,
  })
}

/** Undefined: there is none that may be used. */
async function readToken(path: string, platform: NodeJS.Platform): Promise<Result<string | undefined, TokenError>> {
  try {
    const { mode, uid } = await stat(path)
    const isPrivate = platform === 'win32' || ((mode & 0o077) === 0 && uid === process.getuid?.())
    const token = (await readFile(path, 'utf8')).trim()
    if (isPrivate && /^[0-9a-f]{64}$/.test(token)) return ok(token)
    await rm(path)
    return ok(undefined)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ok(undefined)
    return err({ kind: 'not-readable', message: `The token can't be read from ${path}: ${reason(cause)}.` })
  }
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
