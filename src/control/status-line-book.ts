/** What TCE remembers of the status lines it put into agents' settings, in `statusline.json` of the data folder: how each was before. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from '../storage/private-file.ts'

export interface WrittenLine {
  readonly file: string
  /** Of the text that we left. */
  readonly sha256: string
  /** The command that is ours. */
  readonly command: string
  /** The text in whose place it came: of the command alone, or of the whole value. Undefined: there was no status line. */
  readonly before?: { readonly of: 'command' | 'value'; readonly raw: string } | undefined
  /** What was put in where there was none. */
  readonly insertion?: { readonly offset: number; readonly length: number } | undefined
  /** There was no file. */
  readonly isFileOurs?: boolean | undefined
  readonly at: string
}

export interface StatusLineBook {
  read(): Promise<readonly WrittenLine[]>
  write(lines: readonly WrittenLine[]): Promise<void>
}

export function createStatusLineBook(dataDir: string): StatusLineBook {
  const path = join(dataDir, 'statusline.json')
  return {
    read: async () => decode(await readFile(path, 'utf8').catch(() => '[]')),
    write: (lines) => writePrivateFile(path, `${JSON.stringify(lines, undefined, 2)}\n`),
  }
}

function decode(text: string): readonly WrittenLine[] {
  try {
    const lines: unknown = JSON.parse(text)
    return Array.isArray(lines) ? lines.filter(isWritten) : []
  } catch {
    return []
  }
}

function isWritten(value: unknown): value is WrittenLine {
  if (typeof value !== 'object' || value === null) return false
  const { file, sha256, command, at } = value as Readonly<Record<string, unknown>>
  return [file, sha256, command, at].every((one) => typeof one === 'string')
}
