/**
 * All that a program wrote, on disk: files of 8 MiB, each named by the offset of its first byte, the newest four. A disk that is full or
 * gone stops nothing: what could not be written is missing from the log, and the file after it says by its name where it goes on.
 */
import { readdirSync } from 'node:fs'
import { type FileHandle, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { privateFileMode } from '../../storage/private-file.ts'

export interface OutputLog {
  push(bytes: Uint8Array): void
  /** Given and not yet written. */
  readonly waitingBytes: number
  /** Why nothing is written, if so. */
  readonly problem: string | undefined
  /** When all is written that was given. */
  close(): Promise<void>
}

export interface OutputLogOptions {
  readonly fileBytes?: number
  readonly files?: number
  readonly onWritten?: () => void
}

export function createOutputLog(dir: string, options: OutputLogOptions = {}): OutputLog {
  const { fileBytes = 8 * 1024 * 1024, files = 4, onWritten } = options
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let written = 0
  let file: { readonly handle: FileHandle; readonly from: number } | undefined
  let problem: string | undefined
  let writing: Promise<void> | undefined

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const bytes = Buffer.concat(waiting)
      waiting = []
      try {
        await write(bytes)
        problem = undefined
      } catch (cause) {
        problem = cause instanceof Error ? cause.message : String(cause)
        // What comes next begins a file of its own, behind the gap.
        await file?.handle.close().catch(() => undefined)
        file = undefined
      }
      written += bytes.length
      waitingBytes -= bytes.length
      onWritten?.()
    }
    writing = undefined
  }

  async function write(bytes: Buffer): Promise<void> {
    let at = 0
    while (at < bytes.length) {
      const offset = written + at
      if (file === undefined || offset - file.from >= fileBytes) await begin(offset)
      if (file === undefined) return
      const piece = bytes.subarray(at, at + fileBytes - (offset - file.from))
      await file.handle.writeFile(piece)
      at += piece.length
    }
  }

  async function begin(offset: number): Promise<void> {
    await file?.handle.close()
    file = undefined
    const names = await logNames(dir)
    for (const name of names.slice(0, Math.max(0, names.length - files + 1))) await rm(join(dir, name), { force: true })
    file = { handle: await open(join(dir, logName(offset)), 'w', privateFileMode), from: offset }
  }

  return {
    push(bytes) {
      waiting.push(Buffer.from(bytes))
      waitingBytes += bytes.length
      writing ??= writeAll()
    },
    get waitingBytes() {
      return waitingBytes
    },
    get problem() {
      return problem
    },
    async close() {
      await writing
      await file?.handle.close()
      file = undefined
    },
  }
}

const logName = (offset: number): string => `${String(offset).padStart(15, '0')}.log`
const isLog = (name: string): boolean => /^\d{15}\.log$/.test(name)
export const offsetOfLog = (name: string): number => Number.parseInt(name, 10)

async function logNames(dir: string): Promise<readonly string[]> {
  return (await readdir(dir)).filter(isLog).sort()
}

/** The oldest first. */
export const logFilesIn = (dir: string): readonly string[] => readdirSync(dir).filter(isLog).sort()
