/**
 * Looks up what a command that cannot be taken back would throw away: with git, which is asked to read and to reach for no other machine,
 * and on the disk. It counts up to a bound, and takes a few seconds at most.
 */
import type { Stats } from 'node:fs'
import { lstat, opendir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { LossKind, LossPlace, LossQuestion, PushedRef } from '../core/waiting/loss.ts'
import { lossQuestions } from '../core/waiting/loss.ts'
import type { Loss, LostChanges, LostCommits, LostFiles, PushLoss, RemovedPlace } from '../core/waiting/loss-words.ts'
import { lossInWords } from '../core/waiting/loss-words.ts'
import { type Git, gitIn } from '../storage/git.ts'

/** In sentences, one for each kind of which something could be told. */
export async function whatIsLost(
  command: string,
  place: LossPlace,
  nowMs: number,
): Promise<ReadonlyMap<LossKind, string>> {
  const lost = new Map<LossKind, string>()
  for (const question of lossQuestions(command, place)) {
    const loss = await lookAtLoss(question)
    if (loss === undefined) continue
    const before = lost.get(loss.kind)
    const words = lossInWords(loss, nowMs)
    lost.set(loss.kind, before === undefined ? words : `${before} ${words}`)
  }
  return lost
}

/** Undefined: it can't be told. */
export async function lookAtLoss(question: LossQuestion): Promise<Loss | undefined> {
  if (question.kind === 'remove') {
    return { kind: 'remove', places: await Promise.all(question.paths.map(placeAt)) }
  }
  const git = gitIn(question.dir)
  if ((await git('rev-parse', '--git-dir')) === undefined) return undefined
  switch (question.kind) {
    case 'push':
      return pushed(git, question)
    case 'reset':
      return { kind: 'reset', changes: await changesIn(git), commits: await leftBehind(git, question.target) }
    case 'clean':
      return { kind: 'clean', ...(await untracked(git, question)) }
    default:
      return question satisfies never
  }
}

const branchIn = async (git: Git): Promise<string | undefined> =>
  (await git('symbolic-ref', '-q', '--short', 'HEAD'))?.trim()

/** What this branch has and nothing else would have any more. */
async function leftBehind(git: Git, target: string): Promise<LostCommits> {
  const branch = await branchIn(git)
  const others = branch === undefined ? ['--branches'] : [`--exclude=${branch}`, '--branches']
  return commitsIn(git, 'HEAD', '--not', '--remotes', '--tags', ...others, target)
}

async function changesIn(git: Git): Promise<LostChanges> {
  const rows = (await git('diff', '--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', 'HEAD')) ?? ''
  const files = rows.split('\0').flatMap((row) => {
    const [added = '', removed = '', name] = row.split('\t')
    return name === undefined ? [] : [{ name, added: Number(added) || 0, removed: Number(removed) || 0 }]
  })
  const sum = (of: 'added' | 'removed') => files.reduce((total, file) => total + file[of], 0)
  return { ...filesOf(files.map(({ name }) => name)), added: sum('added'), removed: sum('removed') }
}

const filesOf = (names: readonly string[]): LostFiles => ({ count: names.length, names: names.slice(0, 10) })

const mostListed = 50

async function commitsIn(git: Git, ...range: string[]): Promise<LostCommits> {
  const count = Number(await git('rev-list', '--count', ...range)) || 0
  if (count === 0) return { count, newest: [] }
  const text = (await git('log', '-z', `--max-count=${mostListed}`, '--format=%h%x1f%an%x1f%ct%x1f%s', ...range)) ?? ''
  const newest = text.split('\0').flatMap((row) => {
    const [id, author, at, subject] = row.split('\x1f')
    return id === undefined || author === undefined || subject === undefined
      ? []
      : [{ id, author, subject, atMs: Number(at) * 1000 }]
  })
  return { count, newest }
}

async function pushed(
  git: Git,
  { dir, remote, refs }: Extract<LossQuestion, { readonly kind: 'push' }>,
): Promise<PushLoss | undefined> {
  const upstream = (await git('rev-parse', '--symbolic-full-name', '@{push}'))?.trim()
  const [, ownRemote, ownBranch = await branchIn(git)] = /^refs\/remotes\/([^/]+)\/(.+)$/.exec(upstream ?? '') ?? []
  const name = remote ?? ownRemote
  const wanted = (refs.length > 0 ? refs : [{ from: 'HEAD', to: 'HEAD' }]).flatMap(({ from, to }) =>
    to !== 'HEAD' ? { from, to } : ownBranch === undefined ? [] : { from, to: ownBranch },
  )
  if (name === undefined || wanted.length === 0) return undefined
  const named = await Promise.all(wanted.map((ref) => refIn(git, name, ref)))
  const branches = named.filter((ref) => ref.there !== undefined)
  return {
    kind: 'push',
    remote: name,
    rewritten: named.flatMap(({ from, title }) => (from === undefined ? [] : [title])),
    removed: named.flatMap(({ from, title }) => (from === undefined ? [title] : [])),
    commits: branches.length === 0 ? undefined : await notHere(git, branches),
    fetchedAtMs: await fetchedAt(git, dir),
  }
}

interface NamedRef extends PushedRef {
  readonly title: string
  /** Where it stood on the remote, as far as is known here. */
  readonly there?: string | undefined
}

async function refIn(git: Git, remote: string, ref: PushedRef): Promise<NamedRef> {
  const isThere = async (name: string) => (await git('rev-parse', '-q', '--verify', name)) !== undefined
  const tag = ref.to.replace(/^refs\/tags\//, '')
  if (await isThere(`refs/tags/${tag}`)) return { ...ref, title: `the tag ${tag}` }
  const there = `refs/remotes/${remote}/${ref.to}`
  return { ...ref, title: ref.to, there: (await isThere(there)) ? there : undefined }
}

/** Of branches that are removed: what no other branch has. */
async function notHere(git: Git, branches: readonly NamedRef[]): Promise<LostCommits> {
  const each = await Promise.all(
    branches.map(({ from, there = '' }) =>
      from === undefined
        ? commitsIn(git, there, '--not', `--exclude=${there}`, '--all')
        : commitsIn(git, there, '--not', from),
    ),
  )
  return {
    count: each.reduce((total, { count }) => total + count, 0),
    newest: each.flatMap(({ newest }) => newest).toSorted((a, b) => b.atMs - a.atMs),
  }
}

async function fetchedAt(git: Git, dir: string): Promise<number | undefined> {
  const path = (await git('rev-parse', '--git-path', 'FETCH_HEAD'))?.trim()
  return path === undefined ? undefined : (await stat(resolve(dir, path)).catch(() => undefined))?.mtimeMs
}

async function untracked(
  git: Git,
  { takesFolders, ignored, paths }: Extract<LossQuestion, { readonly kind: 'clean' }>,
): Promise<LostFiles> {
  const which = { stay: ['--exclude-standard'], go: [], alone: ['--ignored', '--exclude-standard'] }[ignored]
  const text = (await git('ls-files', '-z', '--others', '--directory', ...which, '--', ...paths)) ?? ''
  const names = text.split('\0').filter((name) => name !== '' && (takesFolders || !name.endsWith('/')))
  return filesOf(names)
}

const mostEntries = 50_000
const longestWalkMs = 2_000

async function placeAt(path: string): Promise<RemovedPlace> {
  const looked = await lstat(path).catch(() => undefined)
  const nothing = { path, files: 0, bytes: 0, isMore: false }
  if (looked === undefined) return { ...nothing, what: 'nothing' }
  if (looked.isSymbolicLink()) return { ...nothing, what: 'link' }
  if (!looked.isDirectory()) return { ...nothing, what: 'file', files: 1, bytes: looked.size }
  return { ...nothing, ...(await sizeOf(path)), what: 'folder', repository: await repositoryAt(path) }
}

/** Undefined: it is none. A worktree's branches stay where they are. */
async function repositoryAt(path: string): Promise<RemovedPlace['repository']> {
  const mark = await lstat(join(path, '.git')).catch(() => undefined)
  if (mark === undefined) return undefined
  const git = gitIn(path)
  const commits = mark.isDirectory()
    ? await commitsIn(git, '--branches', 'HEAD', '--not', '--remotes')
    : await commitsIn(git, 'HEAD', '--not', '--branches', '--remotes', '--tags')
  return { changes: await changesIn(git), commits }
}

async function sizeOf(root: string): Promise<Pick<RemovedPlace, 'files' | 'bytes' | 'isMore'>> {
  const untilMs = performance.now() + longestWalkMs
  const open = [root]
  let [files, bytes, entries] = [0, 0, 0]
  for (let dir = open.pop(); dir !== undefined; dir = open.pop()) {
    const folder = await opendir(dir).catch(() => undefined)
    if (folder === undefined) continue
    for await (const entry of folder) {
      entries += 1
      if (entries > mostEntries || performance.now() > untilMs) return { files, bytes, isMore: true }
      const path = join(dir, entry.name)
      if (entry.isDirectory()) open.push(path)
      else {
        files += 1
        bytes += (await lstat(path).catch((): Partial<Stats> => ({}))).size ?? 0
      }
    }
  }
  return { files, bytes, isMore: false }
}
