/**
 * A backup is one file: a tar archive in one zstd frame. First `tce-backup.json`, which says what it is; then the stores; last
 * `end.json` with the length and sha256 of each entry before it. It is written and read as a stream, whatever its size.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import type { BackupEntry, BackupHead, BackupProblem } from '../core/data/backup.ts'
import { backupFormat, backupVersion, decodeEnd, decodeHead } from '../core/data/backup.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { privateFileMode } from './private-file.ts'
import { packTar, type TarEntry, TarError, unpackTar } from './tar-file.ts'

const headName = 'tce-backup.json'
const endName = 'end.json'

/** Into a new file, on the disk when it resolves. What fails of the system is thrown, and leaves half a file. */
export async function writeBackupFile(
  path: string,
  head: Omit<BackupHead, 'format' | 'version'>,
  stores: AsyncIterable<TarEntry>,
): Promise<readonly BackupEntry[]> {
  const entries: BackupEntry[] = []
  async function* all(): AsyncGenerator<TarEntry> {
    yield jsonEntry(headName, { format: backupFormat, version: backupVersion, ...head })
    for await (const { name, bytes, content } of stores) {
      const sum = createHash('sha256')
      yield { name, bytes, content: summed(content, sum) }
      entries.push({ name, bytes, sha256: sum.digest('hex') })
    }
    yield jsonEntry(endName, { entries })
  }
  await pipeline(
    Readable.from(packTar(all(), Date.parse(head.at)), { objectMode: false }),
    createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
    createWriteStream(path, { flags: 'wx', mode: privateFileMode, flush: true }),
  )
  return entries
}

export interface ReadBackup {
  readonly head: BackupHead
  readonly entries: readonly BackupEntry[]
}

/** All of it, each entry handed over as it comes; what was handed over is to be trusted only once this resolved well. */
export async function readBackupFile(
  path: string,
  take: (entry: TarEntry) => Promise<BackupProblem | undefined>,
): Promise<Result<ReadBackup, BackupProblem>> {
  let head: BackupHead | undefined
  try {
    const entries: BackupEntry[] = []
    const file = createReadStream(path)
    const unpacked = createZstdDecompress()
    const piped = pipeline(file, unpacked)
    // What it fails with is thrown by whoever reads what comes out.
    piped.catch(() => undefined)
    for await (const entry of unpackTar(unpacked)) {
      if (head === undefined) {
        head = entry.name === headName && entry.bytes <= mostHeadBytes ? decodeHead(await textOf(entry)) : undefined
        if (head === undefined) return err(foreign(path))
        if (head.version > backupVersion) return err(newer(path, head))
      } else if (entry.name === endName) {
        return checkEnd(path, head, entries, decodeEnd(await textOf(entry)))
      } else {
        const sum = createHash('sha256')
        const problem = await take({ ...entry, content: summed(entry.content, sum) })
        if (problem !== undefined) return err(problem)
        entries.push({ name: entry.name, bytes: entry.bytes, sha256: sum.digest('hex') })
      }
    }
    return err(head === undefined ? foreign(path) : torn(path, head, 'its end is missing'))
  } catch (cause) {
    const isUnpacking = cause instanceof TarError || codeOf(cause).startsWith('ZSTD_') || codeOf(cause) === endsEarly
    if (!isUnpacking) throw cause
    if (head === undefined) return err(codeOf(cause) === endsEarly ? tornEarly(path) : foreign(path))
    return err(torn(path, head, cause instanceof TarError ? 'it ends in the middle' : 'a part of it was changed'))
  }
}

/** A frame that is not there to its end; of a short file it comes before anything of it was seen. */
const endsEarly = 'Z_BUF_ERROR'
const mostHeadBytes = 64 * 1024

function checkEnd(
  path: string,
  head: BackupHead,
  entries: readonly BackupEntry[],
  end: { readonly entries: readonly BackupEntry[] } | undefined,
): Result<ReadBackup, BackupProblem> {
  const isSame = end?.entries.length === entries.length && entries.every((entry, at) => isLike(entry, end.entries[at]))
  return isSame ? ok({ head, entries }) : err(torn(path, head, 'what is in it is not what was put there'))
}

const isLike = (entry: BackupEntry, other: BackupEntry | undefined): boolean =>
  entry.name === other?.name && entry.bytes === other.bytes && entry.sha256 === other.sha256

const foreign = (path: string): BackupProblem => ({
  kind: 'foreign',
  message: `${path} is no backup of TCE: it does not begin as one does.`,
})

const newer = (path: string, { tce, version }: BackupHead): BackupProblem => ({
  kind: 'newer',
  message: `${path} was made by a newer TCE (${tce}; format ${version}, this one knows ${backupVersion}).`,
  next: 'update TCE, then restore it',
})

const tornEarly = (path: string): BackupProblem => ({
  kind: 'torn',
  message: `${path} ends in the middle. If it is a backup of TCE, it is damaged: nothing was restored.`,
  next: otherCopy,
})

const otherCopy = 'another copy of the file, or an older backup'

const torn = (path: string, { at }: BackupHead, why: string): BackupProblem => ({
  kind: 'torn',
  message: `${path}, a backup of ${at}, is damaged: ${why}. Nothing was restored.`,
  next: otherCopy,
})

function jsonEntry(name: string, value: unknown): TarEntry {
  const content = Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`)
  return { name, bytes: content.byteLength, content: Readable.from([content]) }
}

async function* summed(content: AsyncIterable<Uint8Array>, sum: ReturnType<typeof createHash>) {
  for await (const chunk of content) {
    sum.update(chunk)
    yield chunk
  }
}

const textOf = ({ content }: TarEntry): Promise<string> => text(content)

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
