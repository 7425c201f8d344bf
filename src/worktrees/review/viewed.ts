/** Which of the changed files their user has seen as they are, and what of the others came since. */

import { isPlainName } from '../../core/review/file-name.ts'
import { isStillViewed, type ViewedMark } from '../../core/review/viewed.ts'
import { blobId, readFileThere } from './file-bytes.ts'
import type { FoundFile, LookedFile } from './looked.ts'
import { plainDiff, type ReviewRepository } from './repository.ts'

/** Larger ones count as seen only as long as nobody wrote to them. */
const mostBytes = 8 * 1024 * 1024

export async function seen(
  repo: ReviewRepository,
  files: readonly FoundFile[],
  marks: ReadonlyMap<string, ViewedMark>,
): Promise<readonly LookedFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const mark = marks.get(file.path)
      if (mark === undefined) return { ...file, isViewed: false }
      const now = mark.version === file.version ? undefined : await blobNow(repo, file)
      const isViewed = isStillViewed(mark, file.version, () => now)
      return { ...file, isViewed, since: isViewed ? undefined : mark.blob }
    }),
  )
}

/** What lies there, as git would call it. */
async function blobNow(repo: ReviewRepository, file: FoundFile): Promise<string | undefined> {
  if (file.after !== undefined) return file.after
  const bytes = file.change === 'deleted' ? undefined : await readFileThere(repo.top, file.name, mostBytes)
  return bytes && blobId(bytes, repo.emptyTree.length)
}

/**
 * What was seen, kept by git until it cleans up (two weeks, gc.pruneExpire): so that it can be told later what came since. Nothing refers to
 * it, and no file of the repository changes.
 */
export async function keepSeen(repo: ReviewRepository, file: LookedFile): Promise<ViewedMark> {
  const { version } = file
  if (file.after !== undefined) return { version, blob: file.after }
  const bytes = file.change === 'deleted' ? undefined : await readFileThere(repo.top, file.name, mostBytes)
  if (bytes === undefined) return { version }
  const kept = await repo.git(['hash-object', '-w', '--no-filters', '--stdin'], { input: bytes })
  return { version, blob: kept.ok ? kept.value.trim() : blobId(bytes, repo.emptyTree.length) }
}

/** Undefined: what was seen is not kept any more, or its name is none that can be asked with. */
export async function diffSince(
  repo: ReviewRepository,
  file: Pick<LookedFile, 'since' | 'path' | 'name' | 'form'>,
  how: readonly string[],
): Promise<string | undefined> {
  if (file.since === undefined || !isPlainName(file.path)) return undefined
  const told = await repo.git(['diff', ...how, file.since, '--', file.path])
  return told.ok ? told.value : undefined
}

const atOnce = 4
/** Of more the lines are told as of the whole change. */
const mostAsked = 200

/** With the lines that came and went since they were seen. */
export async function linesSince(repo: ReviewRepository, files: readonly LookedFile[]): Promise<readonly LookedFile[]> {
  const done: LookedFile[] = []
  for (let at = 0; at < files.length; at += atOnce)
    done.push(
      ...(await Promise.all(
        files.slice(at, at + atOnce).map(async (file) => {
          if (file.form !== 'text' || at >= mostAsked) return file
          const told = await diffSince(repo, file, ['--numstat', ...plainDiff])
          const [, added, removed] = /^(\d+)\t(\d+)\t/.exec(told ?? '') ?? []
          return added === undefined ? file : { ...file, addedLines: Number(added), removedLines: Number(removed) }
        }),
      )),
    )
  return done
}
