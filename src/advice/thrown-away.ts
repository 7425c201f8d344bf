/** Sessions whose work is in no commit, or only in commits that were reverted. docs/advice.md#thrown-away */
import { isAbsolute, relative, resolve } from 'node:path'
import type { SessionWaste } from '../core/advice/session-waste.ts'
import { limits, thresholds } from '../core/advice/thresholds.ts'
import { caseUsd, type WasteCase } from '../core/advice/waste-case.ts'
import type { PriceBook } from '../core/usage/price.ts'
import { repositoryRootOf } from '../storage/repository-root.ts'
import { type Commit, type GitLook, gitLook } from './git-look.ts'

export interface JudgedSession {
  readonly waste: SessionWaste
  readonly cwd?: string | undefined
}

/** Undefined: its work is there, or nobody can tell. */
export async function thrownAway(
  { waste, cwd }: JudgedSession,
  {
    prices,
    nowMs,
    look = gitLook,
  }: { readonly prices: PriceBook; readonly nowMs: number; readonly look?: (root: string) => GitLook },
): Promise<WasteCase | undefined> {
  const { firstMs, lastMs, edited, spent, commits } = waste
  if (firstMs === undefined || lastMs === undefined || cwd === undefined) return undefined
  // Of more files than are kept nobody knows what became of the others.
  if (edited.length === 0 || edited.length >= limits.editedPaths) return undefined
  if (nowMs - lastMs < thresholds.thrownAwayAfterMs) return undefined
  if ((caseUsd({ parts: spent }, prices) ?? 0) < thresholds.thrownAwayUsd) return undefined
  const root = repositoryRootOf(cwd)
  if (root === undefined) return undefined
  const paths = edited
    .map((path) => relative(root, resolve(cwd, path)).replaceAll('\\', '/'))
    .filter((path) => path !== '' && !path.startsWith('..') && !isAbsolute(path))
  // What it did elsewhere is not told by this repository.
  if (paths.length === 0 || paths.length * 2 < edited.length) return undefined
  if (!(await isGone(look(root), { paths, sinceMs: firstMs, commits }))) return undefined
  const tokens = spent.reduce((sum, part) => sum + Object.values(part.tokens).reduce((all, count) => all + count, 0), 0)
  const cursor = waste.lastCursor ?? 'main@0'
  return { rule: 'thrown-away', cursor, atMs: lastMs, over: 'session', amount: paths.length, tokens, parts: spent }
}

interface Work {
  readonly paths: readonly string[]
  readonly sinceMs: number
  /** That the session itself made. */
  readonly commits: number
}

async function isGone(git: GitLook, { paths, sinceMs, commits: made }: Work): Promise<boolean> {
  const commits = await git.commits(paths, sinceMs)
  if (commits === undefined) return false
  if (commits.length > 0) return areReverted(commits, await git.all(sinceMs))
  // It committed other files, which a command of it may have written.
  if (made > 0) return false
  return (await git.changed(paths)) === 0 && (await git.movedTo(paths, sinceMs)) === false
}

/** Each that is no revert itself; one that was reverted and put back is there. */
function areReverted(own: readonly Commit[], all: readonly Commit[] | undefined): boolean {
  if (all === undefined) return false
  const gone = new Set<string>()
  // Newest first: whether a revert holds is known before what it reverts is asked for.
  for (const { hash, reverts } of all) if (!gone.has(hash)) for (const one of reverts) gone.add(hashOf(one, all))
  const work = own.filter(({ reverts }) => reverts.length === 0)
  return work.length > 0 && work.every(({ hash }) => gone.has(hash))
}

const hashOf = (begin: string, all: readonly Commit[]): string =>
  all.find(({ hash }) => hash.startsWith(begin))?.hash ?? begin
