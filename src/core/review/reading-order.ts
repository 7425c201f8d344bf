/** In which order changed files are read: a folder at a time, what lies at the top last; of very many, what somebody wrote first. Pure. */
import type { ChangedFile } from './review.ts'

/** From here on generated files come behind all others. */
export const manyFiles = 300

export function inReadingOrder<File extends Pick<ChangedFile, 'path' | 'folded' | 'form'>>(
  files: readonly File[],
): readonly File[] {
  const isMany = files.length > manyFiles
  const keys = new Map(files.map((file) => [file, keyOf(file, isMany)]))
  return files.toSorted((a, b) => compare(keys.get(a) ?? [], keys.get(b) ?? []))
}

function keyOf(
  { path, folded, form }: Pick<ChangedFile, 'path' | 'folded' | 'form'>,
  isMany: boolean,
): readonly string[] {
  const isByHand = folded === undefined && form !== 'binary'
  const folder = folderOf(path)
  return [isMany && !isByHand ? '1' : '0', folder === '' ? '1' : '0', folder, path]
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? ''
    if (part !== other) return part < other ? -1 : 1
  }
  return 0
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
export const baseNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
