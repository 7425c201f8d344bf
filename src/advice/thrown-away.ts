/** Sessions whose work is in no commit, or only in commits that were reverted. docs/advice.md#thrown-away */
import { isAbsolute, relative, resolve } from 'node:path'
import type { SessionWaste } from '../core/advice/session-waste.ts'
import { thresholds } from '../core/advice/thresholds.ts'
import { caseUsd, type WasteCase } from '../core/advice/waste-case.ts'
import type { PriceBook } from '../core/usage/price.ts'
import { repositoryRootOf } from '../storage/repository-root.ts'
import { type GitLook, gitLook } from './git-look.ts'

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
  const { firstMs, lastMs, edited, spent } = waste
  if (firstMs === undefined || lastMs === undefined || cwd === undefined || edited.length === 0) return undefined
  if (nowMs - lastMs < thresholds.thrownAwayAfterMs) return undefined
  if ((caseUsd({ parts: spent }, prices) ?? 0) < thresholds.thrownAwayUsd) return undefined
  const root = repositoryRootOf(cwd)
  if (root === undefined) return undefined
  const paths = edited
    .map((path) => relative(root, resolve(cwd, path)))
    .filter((path) => path !== '' && !path.startsWith('..') && !isAbsolute(path))
  if (paths.length === 0 || !(await isGone(look(root), paths, firstMs))) return undefined
  const tokens = spent.reduce((sum, part) => sum + Object.values(part.tokens).reduce((all, count) => all + count, 0), 0)
  const cursor = waste.lastCursor ?? 'main@0'
  return { rule: 'thrown-away', cursor, atMs: lastMs, over: 'session', amount: paths.length, tokens, parts: spent }
}

async function isGone(git: GitLook, paths: readonly string[], sinceMs: number): Promise<boolean> {
  const commits = await git.commits(paths, sinceMs)
  if (commits === undefined) return false
  if (commits.length === 0) return (await git.changed(paths)) === 0
  const own = commits.filter(({ reverts }) => reverts.length === 0).map(({ hash }) => hash)
  const reverted = await git.reverted(own, sinceMs)
  return own.length > 0 && reverted?.size === own.length
}
