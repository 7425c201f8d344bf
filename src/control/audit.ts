/**
 * Who did what to whom: `<data dir>/audit.log`, one JSON object per line, readable by its owner only. Each entry is one
 * write at the end of the file, so that several writers never mix. At 5 MB the file becomes audit.log.1, and the one before that goes.
 */
import type { FileHandle } from 'node:fs/promises'
import { open, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AuditEntry } from '../core/audit/audit.ts'
import { decodeEntry } from '../core/audit/audit.ts'
import { ensurePrivateDir, privateFileMode } from '../storage/private-file.ts'

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>
  /** Newest first; lines that are no entries are skipped. */
  newest(limit: number, isWanted?: IsWanted): Promise<readonly AuditEntry[]>
  clear(): Promise<void>
}

export const auditPath = (dataDir: string): string => join(dataDir, 'audit.log')

export interface AuditLogOptions {
  readonly dataDir: string
  readonly rotateAtBytes?: number
  readonly sizeOf?: SizeOf
}

type IsWanted = (entry: AuditEntry) => boolean

/** 0 where there is no file. */
type SizeOf = (path: string) => Promise<number>

export function createAuditLog({ dataDir, rotateAtBytes = 5_000_000, sizeOf = sizeOfFile }: AuditLogOptions): AuditLog {
  const path = auditPath(dataDir)
  const older = `${path}.1`
  return {
    append: async (entry) => {
      await ensurePrivateDir(dirname(path))
      const isFull = async () => (await sizeOf(path)) >= rotateAtBytes
      if (await isFull()) await rotate(path, older, isFull)
      await appendLine(path, JSON.stringify(entry))
    },
    newest: async (limit, isWanted = () => true) => {
      const entries: AuditEntry[] = []
      for (const file of [path, older]) {
        if (entries.length < limit) entries.push(...(await newestIn(file, limit - entries.length, isWanted)))
      }
      return entries
    },
    clear: async () => {
      for (const file of [path, older]) await rm(file, { force: true })
    },
  }
}

async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', privateFileMode)
  try {
    await file.write(`${(await endsTorn(file)) ? '\n' : ''}${line}\n`)
  } finally {
    await file.close()
  }
}

/** A full disk or a crash left half a line: the next entry must not be glued to it. */
async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return false
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== newline
}

const newline = 0x0a
const staleLockMs = 10_000

/**
 * Two writers that both saw a full file must not rotate twice: the second would put a nearly empty file in the full one's place.
 * Whoever makes the lock file looks once more and renames; the other one just writes on.
 */
async function rotate(path: string, older: string, isFull: () => Promise<boolean>): Promise<void> {
  const lock = `${path}.rotating`
  try {
    await (await open(lock, 'wx', privateFileMode)).close()
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    await dropStaleLock(lock)
    return
  }
  try {
    if (await isFull()) await rename(path, older)
  } finally {
    await unlink(lock).catch(() => undefined)
  }
}

async function dropStaleLock(lock: string): Promise<void> {
  const found = await stat(lock).catch(() => undefined)
  if (found !== undefined && Date.now() - found.mtimeMs > staleLockMs) await unlink(lock).catch(() => undefined)
}

export const sizeOfFile: SizeOf = async (path) => (await stat(path).catch(() => undefined))?.size ?? 0

const chunkBytes = 65_536

/** Reads from the end, as much as it needs. */
async function newestIn(path: string, limit: number, isWanted: IsWanted): Promise<readonly AuditEntry[]> {
  const file = await open(path, 'r').catch(() => undefined)
  if (file === undefined) return []
  try {
    const entries: AuditEntry[] = []
    let rest = Buffer.alloc(0)
    for (let end = (await file.stat()).size; end > 0 && entries.length < limit; ) {
      const start = Math.max(0, end - chunkBytes)
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
      const bytes = Buffer.concat([buffer.subarray(0, bytesRead), rest])
      // The first line may have begun in the chunk before: cut at bytes, so that no character is halved.
      const cut = start === 0 ? 0 : bytes.indexOf(newline) + 1
      const isWhole = start === 0 || cut > 0
      rest = isWhole ? bytes.subarray(0, cut) : bytes
      if (isWhole) entries.push(...newestOf(bytes.subarray(cut).toString('utf8')).filter(isWanted))
      end = start
    }
    return entries.slice(0, limit)
  } finally {
    await file.close()
  }
}

const newestOf = (text: string): readonly AuditEntry[] =>
  text
    .split('\n')
    .reverse()
    .flatMap((line) => decodeEntry(line) ?? [])
