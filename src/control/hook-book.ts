/**
 * What TCE remembers of the hooks it put into agents' settings, in `hooks.json` of the data folder: where its user wants them, and how
 * each file was before. No text of those files is kept: only where ours stands in it, and a sum by which it is known that nobody wrote.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from '../storage/private-file.ts'

/** A file in which they are wanted. */
export interface WantedHooks {
  readonly agent: string
  readonly scope: 'user' | 'project'
  readonly file: string
  /** Since when. */
  readonly at?: string | undefined
}

/** How a file was written by us, so that it can be as it was. */
export interface WrittenHooks {
  readonly file: string
  /** Of the text that we left. */
  readonly sha256: string
  readonly insertions: readonly { readonly offset: number; readonly length: number }[]
  /** Undefined: there was no file. */
  readonly modeBefore?: number | undefined
  /** The folder was made for it. */
  readonly isFolderOurs?: boolean | undefined
}

export interface HookNotes {
  readonly wanted: readonly WantedHooks[]
  readonly written: readonly WrittenHooks[]
}

export interface HookBook {
  read(): Promise<HookNotes>
  write(notes: HookNotes): Promise<void>
}

export function createHookBook(dataDir: string): HookBook {
  const path = join(dataDir, 'hooks.json')
  return {
    read: async () => decodeNotes(await readFile(path, 'utf8').catch(() => '{}')),
    write: (notes) => writePrivateFile(path, `${JSON.stringify(notes, undefined, 2)}\n`),
  }
}

/** What can't be read is forgotten: then ours are found by their address. */
function decodeNotes(text: string): HookNotes {
  try {
    const { wanted, written } = JSON.parse(text) as Readonly<Record<string, unknown>>
    return { wanted: listOf(wanted).filter(isWanted), written: listOf(written).filter(isWritten) }
  } catch {
    return { wanted: [], written: [] }
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

function isWanted(value: unknown): value is WantedHooks {
  const { agent, scope, file, at } = fieldsOf(value)
  const isDated = at === undefined || typeof at === 'string'
  return typeof agent === 'string' && typeof file === 'string' && (scope === 'user' || scope === 'project') && isDated
}

function isWritten(value: unknown): value is WrittenHooks {
  const { file, sha256, insertions } = fieldsOf(value)
  const isRange = (range: unknown) => Object.values(fieldsOf(range)).every((number) => Number.isSafeInteger(number))
  return (
    typeof file === 'string' &&
    typeof sha256 === 'string' &&
    listOf(insertions).every(isRange) &&
    Array.isArray(insertions)
  )
}
