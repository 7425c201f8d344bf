/** What is kept of removed worktrees, and when it goes for good. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  placesOf,
  rescueRefOf,
  tipRefOf,
  type WorktreePlaces,
  type WorktreeRecord,
} from '../core/worktrees/worktree.ts'
import { safeGit } from '../storage/git.ts'
import type { WorktreeBook } from './worktree-book.ts'

export const keepRemovedMs = 14 * 86_400_000

/** @returns those that are gone for good now */
export async function emptyTrash(
  book: WorktreeBook,
  places: WorktreePlaces,
  nowMs: number,
): Promise<readonly WorktreeRecord[]> {
  const due = (await book.all()).filter(
    ({ state, removed }) => state === 'removed' && removed !== undefined && nowMs - removed.atMs >= keepRemovedMs,
  )
  for (const record of due) {
    const { id, projectDir } = record
    await rm(join(placesOf(record, places).trash, id), { recursive: true, force: true })
    // A repository that is gone has no refs either.
    for (const ref of [rescueRefOf(id), tipRefOf(id)]) await safeGit(projectDir)(['update-ref', '-d', ref])
    await book.remove(id)
  }
  return due
}
