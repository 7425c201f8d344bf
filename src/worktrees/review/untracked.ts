/** Files that git does not know yet: all of what is in them was added. */
import { nameOf } from '../../core/review/file-name.ts'
import { imageTypeOf, mostCountedBytes } from '../../core/review/generated.ts'
import type { StatusRow } from '../../core/worktrees/status-rows.ts'
import { isBinary, lookAtFile, readFileThere } from './file-bytes.ts'
import type { FoundFile } from './looked.ts'

/** Somebody who forgot to ignore a folder of packages has a hundred thousand: nobody reads them. */
const mostListed = 5_000
const atOnce = 32

export async function untrackedFiles(
  top: string,
  rows: readonly StatusRow[],
  isQuick: boolean,
): Promise<{ readonly files: readonly FoundFile[]; readonly unlisted: number }> {
  const listed = rows.slice(0, mostListed)
  const files: FoundFile[] = []
  for (let at = 0; at < listed.length; at += atOnce)
    files.push(...(await Promise.all(listed.slice(at, at + atOnce).map((row) => untrackedFile(top, row, isQuick)))))
  return { files, unlisted: rows.length - listed.length }
}

async function untrackedFile(top: string, { path: name, isFolder }: StatusRow, isQuick: boolean): Promise<FoundFile> {
  const there = await lookAtFile(top, name)
  const path = nameOf(name)
  const file = {
    ...({ name, path, change: 'added', isUntracked: true, isUncommitted: true, isConflicted: false, there } as const),
    version: `new:${there?.stamp ?? 'gone'}`,
  }
  // A repository within this one, which git lists as a folder.
  if (isFolder || there?.kind === 'folder') return { ...file, form: 'submodule' }
  if (there?.kind === 'link') return { ...file, form: 'link', addedLines: 1, removedLines: 0 }
  const blob = imageTypeOf(path) === undefined ? 'binary' : 'image'
  if (isQuick || there === undefined || there.kind !== 'file') return { ...file, form: 'text' }
  const bytes = await readFileThere(top, name, mostCountedBytes)
  if (bytes === undefined) return { ...file, form: there.sizeBytes > mostCountedBytes ? 'text' : blob }
  return isBinary(bytes)
    ? { ...file, form: blob }
    : { ...file, form: 'text', addedLines: lineCount(bytes), removedLines: 0 }
}

function lineCount(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1
  return bytes.length === 0 || bytes.at(-1) === 10 ? count : count + 1
}
