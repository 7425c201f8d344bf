/** What its user keeps of a session, beside what its agent wrote: a name, a star, tags, a note, whether it is put away. Pure. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { plainLines, plainText } from '../words/text.ts'

export interface SessionMarks {
  /** Beside the agent's own title, which stays. */
  readonly name?: string | undefined
  readonly note?: string | undefined
  /** In lower case, in the order of the alphabet. */
  readonly tags: readonly string[]
  readonly isStarred: boolean
  /** Put away by its user, or taken out again; undefined: its age decides. */
  readonly isArchived?: boolean | undefined
}

/** What is absent stays as it is. */
export interface MarkChange {
  /** Empty: none. */
  readonly name?: string | undefined
  /** Empty: none. */
  readonly note?: string | undefined
  readonly addTags?: readonly string[] | undefined
  readonly removeTags?: readonly string[] | undefined
  readonly isStarred?: boolean | undefined
  readonly isArchived?: boolean | undefined
}

export const noMarks: SessionMarks = { tags: [], isStarred: false }

const mostInName = 120
const mostInNote = 4_096
const mostTags = 20
const mostInTag = 40

/** Those that it has then, or what can't be taken. */
export function changeMarks(before: SessionMarks, change: MarkChange): Result<SessionMarks, string> {
  const name = change.name === undefined ? before.name : plainText(change.name)
  const note = change.note === undefined ? before.note : plainLines(change.note).trim()
  if (name !== undefined && name.length > mostInName) return err(`A name has at most ${mostInName} characters.`)
  if (note !== undefined && note.length > mostInNote) return err(`A note has at most ${mostInNote} characters.`)
  const added = (change.addTags ?? []).map(cleanTag)
  const wrong = added.findIndex((tag) => !isTag(tag))
  if (wrong !== -1) {
    const given = plainText(change.addTags?.[wrong] ?? '')
    return err(`"${given}" is no tag: letters, digits, . _ / and -, at most ${mostInTag} of them.`)
  }
  const gone = new Set((change.removeTags ?? []).map(cleanTag))
  const tags = [...new Set([...before.tags.filter((tag) => !gone.has(tag)), ...added])].sort()
  if (tags.length > mostTags) return err(`A session has at most ${mostTags} tags.`)
  return ok({
    name: name || undefined,
    note: note || undefined,
    tags,
    isStarred: change.isStarred ?? before.isStarred,
    isArchived: change.isArchived ?? before.isArchived,
  })
}

const cleanTag = (tag: string): string => plainText(tag).replace(/^#/, '').toLowerCase()
const isTag = (tag: string): boolean => tag.length <= mostInTag && /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._/-]*$/u.test(tag)

/** Which sessions count as long over. */
export interface OverRule {
  /** The last record came before this moment… */
  readonly beforeMs: number
  /** …and no process of it was seen. */
  readonly running: ReadonlySet<string>
}

/** Put away by its user, or so long over that it is. */
export function isArchived(
  { isArchived: chosen }: Pick<SessionMarks, 'isArchived'>,
  { id, lastActiveAtMs }: { readonly id: string; readonly lastActiveAtMs: number | undefined },
  { beforeMs, running }: OverRule,
): boolean {
  return chosen ?? (lastActiveAtMs !== undefined && lastActiveAtMs < beforeMs && !running.has(id))
}

/** The marks as far as a question asks for them, as ids: who answers it keeps no marks. */
export interface MarkFilter {
  /** Only these. */
  readonly among?: readonly string[] | undefined
  /** Those that a search finds by their marks. */
  readonly found?: readonly string[] | undefined
  /** Put away or not: by its user's word, else by a last record before `beforeMs`. */
  readonly archived?:
    | {
        readonly is: boolean
        readonly beforeMs: number
        readonly chosenYes: readonly string[]
        readonly chosenNo: readonly string[]
      }
    | undefined
}

export function markFilter(
  {
    is,
    tag,
    search,
  }: { readonly is?: string | undefined; readonly tag?: string | undefined; readonly search?: string | undefined },
  marks: ReadonlyMap<string, SessionMarks>,
  { beforeMs, running }: OverRule,
): MarkFilter {
  const those = (holds: (marks: SessionMarks) => boolean) => [...marks].flatMap(([id, of]) => (holds(of) ? [id] : []))
  const words = wordsOf(search ?? '')
  const wanted = tag === undefined ? undefined : cleanTag(tag)
  return {
    among:
      is === 'starred' || wanted !== undefined
        ? those((of) => (is !== 'starred' || of.isStarred) && (wanted === undefined || of.tags.includes(wanted)))
        : undefined,
    found: words.length === 0 ? undefined : those((of) => marksHave(of, words)),
    archived:
      is === 'archived' || is === 'current'
        ? {
            ...{ is: is === 'archived', beforeMs },
            chosenYes: those((of) => of.isArchived === true),
            // What runs is not over, whenever it wrote last.
            chosenNo: [
              ...those((of) => of.isArchived === false),
              ...[...running].filter((id) => marks.get(id)?.isArchived === undefined),
            ],
          }
        : undefined,
  }
}

const wordsOf = (search: string): readonly string[] => search.toLowerCase().split(/\s+/).filter(Boolean)

/** Each word of a search, in its name, note or tags. */
export function marksHave({ name = '', note = '', tags }: SessionMarks, words: readonly string[]): boolean {
  const text = `${name} ${note} ${tags.join(' ')}`.toLowerCase()
  return words.length > 0 && words.every((word) => text.includes(word))
}
