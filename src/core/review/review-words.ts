/** What is said of changed files on every face. Pure. */
import { plural } from '../words/format.ts'
import type { ChangedFile, FileChange, FoldReason, ReviewedChanges } from './review.ts'

export const changeLetters: Readonly<Record<FileChange, string>> = {
  ...{ added: 'A', changed: 'M', deleted: 'D', renamed: 'R', copied: 'C', retyped: 'T' },
}

const foldWords: Readonly<Record<FoldReason, string>> = {
  lock: 'lock file',
  generated: 'generated',
  long: 'longer than 5,000 lines',
  large: 'larger than 1 MB',
}

/** Behind its name: what it is, where that is not text that somebody wrote. */
export function fileWords({ form, folded, was, isConflicted, isUncommitted }: ChangedFile): readonly string[] {
  return [
    ...(was === undefined ? [] : [`was ${was}`]),
    ...(form === 'text' ? [] : [formWords[form]]),
    ...(folded === undefined ? [] : [foldWords[folded]]),
    ...(isConflicted ? ['conflicts, not solved'] : []),
    ...(isUncommitted ? ['not committed'] : []),
  ]
}

const formWords = { binary: 'binary', image: 'image', link: 'symbolic link', submodule: 'submodule' } as const

/** Why its rows are not shown at once, in a sentence. Undefined: they are. */
export function foldSentence({ folded, addedLines = 0, removedLines = 0 }: ChangedFile): string | undefined {
  if (folded === undefined) return undefined
  if (folded === 'lock') return 'Lock file, folded.'
  if (folded === 'long') return 'Longer than 5,000 lines, folded.'
  if (folded === 'large') return 'Larger than 1 MB, folded.'
  return addedLines + removedLines > 5_000 ? 'Generated, longer than 5,000 lines.' : 'Generated, folded.'
}

/** What is told of a file without lines: `98.4 → 101.0 kB`. */
export function sizeWords({ bytesBefore, bytesAfter }: Pick<ChangedFile, 'bytesBefore' | 'bytesAfter'>): string {
  const both = [bytesBefore, bytesAfter].filter((bytes) => bytes !== undefined)
  if (both.length === 0) return 'size not known'
  const unit = units.find(({ from }) => Math.max(...both) >= from) ?? { name: 'B', bytes: 1 }
  const figures = both.map((bytes) => (unit.bytes === 1 ? `${bytes}` : (bytes / unit.bytes).toFixed(1)))
  return `${figures.join(' → ')} ${unit.name}`
}

const units: readonly { readonly name: string; readonly bytes: number; readonly from: number }[] = [
  { name: 'MB', bytes: 1_000_000, from: 1_000_000 },
  { name: 'kB', bytes: 1_000, from: 1_000 },
]

/** `main, where it began (e07b)` */
export function againstWords({ of, base }: Pick<ReviewedChanges, 'of' | 'base'>): string {
  if (of === 'uncommitted') return 'against its last commit'
  if (of !== 'all' && of !== 'unviewed') return `in ${of.slice(0, 7)} alone`
  const commit = base.commit === undefined ? '' : ` (${base.commit.slice(0, 7)})`
  if (base.name === 'HEAD')
    return base.commit === undefined ? 'there is no commit yet' : `against its last commit${commit}`
  const since = of === 'unviewed' ? 'since you viewed it, else ' : ''
  return `${since}against ${base.name}, where it began${commit}`
}

export const filesWords = (count: number): string => plural(count, 'file')

export const isScope = (text: string): boolean => /^(?:all|uncommitted|unviewed|[0-9a-f]{4,64})$/.test(text)
