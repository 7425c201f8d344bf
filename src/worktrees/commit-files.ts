/** A commit of chosen files, all of each as it stands in the folder; what else is staged stays staged. */
import { err, ok, type Result } from '../core/result.ts'
import { type SafeGit, trustingGit } from '../storage/git.ts'

const patienceMs = 300_000

/**
 * `isTrusted`: what the repository names runs too, its hooks first.
 * @returns the whole id of the commit; or what git said
 */
export async function commitFiles(
  git: SafeGit,
  paths: readonly string[],
  { message, isTrusted }: { readonly message: string; readonly isTrusted: boolean },
): Promise<Result<string, string>> {
  const before = await git(['rev-parse', 'HEAD'])
  if (!before.ok) return err(before.error.message)
  const run = isTrusted ? trustingGit(git.dir, { hooks: true }) : git
  // Hooks would take a switch for all pathspecs over from us: so each path says itself that it is one.
  const env = { GIT_LITERAL_PATHSPECS: '0' }
  const input = paths.map((path) => `:(top,literal)${path}\0`).join('')
  const chosen = ['--pathspec-from-file=-', '--pathspec-file-nul']
  const added = await run(['add', '-A', ...chosen], { env, input, patienceMs })
  if (!added.ok) return err(added.error.message)
  const signs = isTrusted || !(await signsByItself(git, false)) ? [] : ['-c', 'commit.gpgSign=true']
  const committed = await run(
    [...signs, 'commit', '--quiet', '--only', `--message=${message}`, '--cleanup=whitespace', ...chosen],
    {
      ...{ env, input, patienceMs },
    },
  )
  const after = await git(['rev-parse', 'HEAD'])
  // A hook that fails after all is done does not take it back.
  if (after.ok && after.value !== before.value) return ok(after.value.trim())
  return err(committed.ok ? 'git made no commit of them' : committed.error.message)
}

/** It is wanted, and the repository names no other program for it, or one that is trusted. */
export async function signsByItself(git: SafeGit, isTrusted: boolean): Promise<boolean> {
  const asked = ['config', '--includes', '--show-scope', '--type=bool']
  const [wish, program] = await Promise.all([
    git([...asked, '--get-all', 'commit.gpgsign']),
    git(['config', '--includes', '--show-scope', '--get-regexp', '^gpg(\\..*)?\\.program$']),
  ])
  const scoped = (text: string) => text.split('\n').map((line) => line.split('\t'))
  // What we switch off ourselves is none of it.
  const last = wish.ok ? scoped(wish.value.trim()).findLast(([scope]) => scope !== 'command') : undefined
  const isForeign = program.ok && scoped(program.value).some(([scope]) => scope === 'local' || scope === 'worktree')
  return last?.[1] === 'true' && (isTrusted || !isForeign)
}
