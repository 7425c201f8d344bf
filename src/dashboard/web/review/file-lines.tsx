/** The rows of one file with what was said of them. */
import { useMemo } from 'preact/hooks'
import type { ChangedFile, FileDiff, ReviewComment } from '../../../core/review/review.ts'
import { Comment, CommentForm } from './comments.tsx'
import { type DiffLine, DiffRows, linesOf, placesIn } from './diff-rows.tsx'
import type { Place, Review } from './review-state.ts'

interface FileLinesProps {
  readonly review: Review
  readonly file: ChangedFile
  readonly diff: FileDiff
  readonly isSplit: boolean
  readonly chosen: number | undefined
  readonly canComment: boolean
  readonly comments: readonly ReviewComment[]
}

export function FileLines({ review, file, isSplit, chosen, canComment, comments, diff }: FileLinesProps) {
  const { path } = file
  const lines = useMemo(() => linesOf(diff, isSplit), [diff, isSplit])
  const draft = review.draft.value
  const places = useMemo(() => new Set(lines.flatMap((line) => placesIn(line, path)).map(keyOf)), [lines, path])
  /** What a line was before is another one where it is told against something else. */
  const placeKey = (comment: ReviewComment) =>
    comment.side === 'before' && review.of !== 'all' ? 'nowhere' : placeNow(comment)
  const stands = (comment: ReviewComment) => comment.line !== undefined && places.has(placeKey(comment))
  const mine = draft?.path === path && draft.id === undefined ? draft : undefined
  const written = mine && keyOf({ ...mine, line: mine.endLine ?? mine.line })
  const below = (line: DiffLine) => {
    const keys = placesIn(line, path).map(keyOf)
    if (keys.length === 0) return null
    const here = comments.filter((one) => keys.includes(placeKey(one)))
    const isWritten = written !== undefined && keys.includes(written)
    if (here.length === 0 && !isWritten) return null
    return (
      <>
        {here.map((one) => (
          <Comment key={one.id} comment={one} review={review} />
        ))}
        {isWritten && mine && <CommentForm draft={mine} review={review} />}
      </>
    )
  }
  return (
    <>
      {comments
        .filter((one) => !stands(one))
        .map((one) => (
          <Comment key={one.id} comment={one} review={review} />
        ))}
      {/* On the whole file, or on a line that is not among these any more. */}
      {mine !== undefined && !places.has(written ?? '') && <CommentForm draft={mine} review={review} />}
      <DiffRows
        {...{ path, lines, isSplit, chosen, below }}
        hunks={diff.hunks}
        canComment={({ side }) => canComment && (side === 'after' || review.of === 'all')}
        onComment={(place, isMore) => {
          review.draft.value = extended(review.draft.peek(), place, isMore)
        }}
      />
    </>
  )
}

const keyOf = ({ side, line }: Place): string => `${side}:${line}`
/** Where it stands now: below the last of its lines. */
const placeNow = ({ side, line = 0, endLine = line, lineNow, isStale }: ReviewComment): string =>
  isStale ? 'nowhere' : keyOf({ path: '', side, line: (lineNow ?? line) + endLine - line })

/** Another line of the same side with Shift: all between. */
function extended(
  draft: Review['draft']['value'],
  place: Place,
  isMore: boolean,
): NonNullable<Review['draft']['value']> {
  const { path, side, line = 0 } = place
  if (!isMore || draft?.line === undefined || draft.path !== path || draft.side !== side)
    return { ...place, text: draft?.id === undefined ? (draft?.text ?? '') : '' }
  const first = Math.min(draft.line, line)
  const last = Math.max(draft.endLine ?? draft.line, line)
  return { ...draft, line: first, endLine: last > first ? last : undefined }
}
