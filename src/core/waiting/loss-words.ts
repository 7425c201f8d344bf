/** What a command that cannot be taken back would throw away, in a sentence: looked up just then, and only what was seen. Pure. */
import { monthNames, weekdayNames } from '../time/calendar.ts'
import { days } from '../time/duration.ts'
import { localOffsetMs } from '../time/local-zone.ts'
import { formatBytes, formatCount, listInWords, plural } from '../words/format.ts'
import { plainText } from '../words/text.ts'

export interface LostCommits {
  readonly count: number
  /** The newest ones, newest first. */
  readonly newest: readonly LostCommit[]
}

export interface LostCommit {
  /** Short. */
  readonly id: string
  readonly author: string
  readonly atMs: number
  readonly subject: string
}

export interface LostFiles {
  readonly count: number
  /** The first of them. */
  readonly names: readonly string[]
}

export interface LostChanges extends LostFiles {
  readonly added: number
  readonly removed: number
}

export interface PushLoss {
  readonly kind: 'push'
  readonly remote: string
  /** That are overwritten there, or removed. */
  readonly rewritten: readonly string[]
  readonly removed: readonly string[]
  /** On the remote and not in what is pushed; undefined: nobody knows what is there. */
  readonly commits: LostCommits | undefined
  readonly fetchedAtMs?: number | undefined
}

export interface ResetLoss {
  readonly kind: 'reset'
  readonly changes: LostChanges
  /** That no branch, tag or remote has. */
  readonly commits: LostCommits
}

export interface CleanLoss extends LostFiles {
  readonly kind: 'clean'
}

export interface RemovedPlace {
  readonly path: string
  readonly what: 'nothing' | 'file' | 'folder' | 'link'
  readonly files: number
  readonly bytes: number
  /** There is more than was counted. */
  readonly isMore: boolean
  /** Of a repository that goes with it: what exists nowhere else. */
  readonly repository?: { readonly changes: LostChanges; readonly commits: LostCommits } | undefined
}

export interface RemoveLoss {
  readonly kind: 'remove'
  readonly places: readonly RemovedPlace[]
}

export type Loss = PushLoss | ResetLoss | CleanLoss | RemoveLoss

export function lossInWords(loss: Loss, nowMs: number): string {
  switch (loss.kind) {
    case 'push':
      return pushInWords(loss, nowMs)
    case 'reset':
      return resetInWords(loss, nowMs)
    case 'clean':
      return loss.count === 0
        ? 'It removes files that are in no commit; there are none at the moment.'
        : `It removes ${plural(loss.count, 'file or folder that is', 'files and folders that are')} in no commit: ${namesInWords(loss)}.`
    case 'remove':
      return loss.places.map((place) => removedInWords(place, nowMs)).join(' ')
    default:
      return loss satisfies never
  }
}

function pushInWords({ remote, rewritten, removed, commits, fetchedAtMs }: PushLoss, nowMs: number): string {
  const does = [
    rewritten.length === 0 ? [] : [`rewrites ${listInWords(rewritten.map(plainText))}`],
    removed.length === 0 ? [] : [`removes ${listInWords(removed.map(plainText))}`],
  ].flat()
  const what = `It ${does.join(' and ')} on ${plainText(remote)}`
  if (commits === undefined) return `${what}; what stands there is not known here.`
  const when =
    fetchedAtMs === undefined
      ? ', as far as is known here'
      : ` when it was fetched last, ${momentInWords(fetchedAtMs, nowMs)}`
  if (commits.count === 0) return `${what}; nothing was there that is not here${when}.`
  return `${what}: ${commitsInWords(commits, nowMs)} ${commits.count === 1 ? 'was' : 'were'} there and not here${when}.`
}

function resetInWords({ changes, commits }: ResetLoss, nowMs: number): string {
  const lost = onlyHere({ changes, commits }, 'that no other branch and no remote has', nowMs)
  return lost === ''
    ? 'It throws away what is not committed; there is nothing at the moment.'
    : `It throws away ${lost}.`
}

function onlyHere({ changes, commits }: Omit<ResetLoss, 'kind'>, whose: string, nowMs: number): string {
  const lines =
    changes.added + changes.removed === 0 ? '' : ` +${formatCount(changes.added)} −${formatCount(changes.removed)}`
  return [
    ...(changes.count === 0
      ? []
      : [`${plural(changes.count, 'changed file')} not committed (${namesInWords(changes)}${lines})`]),
    ...(commits.count === 0 ? [] : [`${commitsInWords(commits, nowMs)} ${whose}`]),
  ].join(' and ')
}

function removedInWords({ path, what, files, bytes, isMore, repository }: RemovedPlace, nowMs: number): string {
  const name = plainText(path)
  if (what === 'nothing') return `Nothing lies at ${name} at the moment.`
  if (what === 'link') return `It removes the link ${name}, not what it leads to.`
  const size = `${isMore ? 'more than ' : ''}${formatBytes(bytes)}`
  if (what === 'file') return `It removes ${name}, ${size}.`
  const much = `${isMore ? 'more than ' : ''}${plural(files, 'file')}, ${isMore ? formatBytes(bytes) : size}`
  const only = repository && onlyHere(repository, 'that no remote has', nowMs)
  const more = only === undefined ? '' : only === '' ? ', a repository' : `, a repository with ${only}`
  return `It removes ${name}: ${much}${more}.`
}

/** "2 commits of Ada Kern (Thu 17:12, Thu 18:40)" */
function commitsInWords({ count, newest }: LostCommits, nowMs: number): string {
  const authors = [...new Set(newest.map(({ author }) => plainText(author)))]
  const [first = 'somebody', ...others] = authors
  const of = others.length === 0 ? first : `${first} and ${plural(others.length, 'other')}`
  const oldestFirst = newest.toReversed().map(({ atMs }) => momentInWords(atMs, nowMs))
  const when = count <= 3 ? oldestFirst.join(', ') : `the last ${oldestFirst.at(-1) ?? ''}`
  return `${plural(count, 'commit')} of ${of} (${when})`
}

const mostNames = 4

function namesInWords({ count, names }: LostFiles): string {
  const shown = names.slice(0, mostNames).map(plainText)
  const more = count - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`
}

/** "Thu 17:12" of the last week, else "14 Nov"; another year's with it. */
function momentInWords(atMs: number, nowMs: number): string {
  const there = new Date(atMs + localOffsetMs(atMs))
  const two = (n: number) => String(n).padStart(2, '0')
  if (atMs <= nowMs && nowMs - atMs < days(6)) {
    return `${weekdayNames[there.getUTCDay()]} ${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`
  }
  const day = `${there.getUTCDate()} ${monthNames[there.getUTCMonth()]}`
  return nowMs - atMs < days(330) ? day : `${day} ${there.getUTCFullYear()}`
}
