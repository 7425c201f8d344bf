/** The changes of one task: a tree at the left, files at the right, one bar below. */
import { useMemo, useRef, useState } from 'preact/hooks'
import { manyFiles } from '../../../core/review/reading-order.ts'
import type { ChangedFile } from '../../../core/review/review.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import { NoMatch } from '../parts/no-match.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { keptChoice } from '../store.ts'
import { ChangesHead } from './changes-head.tsx'
import { ConflictNotice } from './conflict-notice.tsx'
import { FileSection } from './file-section.tsx'
import { FileStack, type StackHandle } from './file-stack.tsx'
import { FileTree } from './file-tree.tsx'
import { ManyFiles, NoChanges, Written } from './notices.tsx'
import { ReviewBar } from './review-bar.tsx'
import { firstOpen, type Review } from './review-state.ts'
import { SendDialog } from './send-dialog.tsx'
import { usePlaceKept } from './use-place-kept.ts'
import { useReviewKeys } from './use-review-keys.ts'
import { useMergeLook } from './work-buttons.tsx'

const { choice: layout, choose: chooseLayout } = keptChoice<'split' | 'unified' | undefined>(
  'tce-diff-layout',
  (text) => (text === 'split' || text === 'unified' ? text : undefined),
  (value) => value,
)
const { choice: isWrapped, choose: chooseWrap } = keptChoice<boolean>(
  'tce-diff-wrap',
  (text) => text !== 'off',
  (isOn) => (isOn ? undefined : 'off'),
)
/** Room for two beside each other, unless its user wants it otherwise. */
const wide = '(min-width: 1100px)'
const headPx = 36

interface ReviewedChangesProps {
  readonly review: Review
  readonly task: Task | undefined
  readonly search: string
  readonly onSearch: (text: string) => void
}

export function ReviewedChangesView({ review, task, search, onSearch }: ReviewedChangesProps) {
  const changes = review.changes.value
  const isWide = useMediaQuery(wide)
  const isSplit = layout.value === undefined ? isWide : layout.value === 'split' && isWide
  const [current, setCurrent] = useState<string>()
  const [isSending, setIsSending] = useState(false)
  const stack = useRef<StackHandle>(null)
  const files = useMemo(() => matching(changes?.files ?? [], search), [changes, search])
  const byPath = useMemo(() => new Map(files.map((file) => [file.path, file])), [files])
  const open = review.open.value
  const canComment = review.of === 'all' || review.of === 'uncommitted' || review.of === 'unviewed'
  const first = current !== undefined && byPath.has(current) ? current : files[0]?.path
  const isAllOpen = files.length > 0 && files.every(({ path }) => open.has(path))
  const reveal = (path: string) => {
    setCurrent(path)
    stack.current?.reveal(path)
  }
  const look = useMergeLook(task, review.isDrawn.value ? changes?.lookedAt : undefined)
  const unsent = review.comments.value.filter(({ sentAt }) => sentAt === undefined).length
  const keepPlace = usePlaceKept()
  const chosen = useReviewKeys({
    ...{ review, files, current: first, isSplit, reveal, canComment },
    onSplit: () => chooseLayout(isSplit ? 'unified' : 'split'),
    onRefresh: () => void keepPlace(() => review.reload()),
    onSend: () => setIsSending(unsent > 0),
  })
  const expand = () => {
    const few = files.length > manyFiles ? files.slice(0, firstOpen) : files
    review.open.value = new Set(isAllOpen ? [] : [...open, ...few.map(({ path }) => path)])
  }
  return (
    <>
      <ChangesHead
        {...{ task, changes, isSplit, isAllOpen }}
        of={review.of}
        isWrapped={isWrapped.value}
        expandWords={files.length > manyFiles ? `Expand first ${firstOpen}` : 'Expand all'}
        onOf={(of) => setQuery({ of: of === 'all' ? '' : of })}
        onSplit={(isOn) => chooseLayout(isOn ? 'split' : 'unified')}
        onWrap={() => chooseWrap(!isWrapped.peek())}
        onExpand={expand}
      />
      {review.problem.value !== undefined && (
        <AskFailed what="The changes" problem={review.problem.value} onRetry={() => void review.reload()} />
      )}
      {task !== undefined && <ConflictNotice task={task} look={look} />}
      <Written review={review} task={task} onShow={() => void keepPlace(() => review.reload())} />
      {changes === undefined ? (
        review.problem.value === undefined && <SkeletonRows rows={8} label="Reading the changes" />
      ) : changes.files.length === 0 ? (
        <NoChanges review={review} />
      ) : (
        <>
          <ManyFiles files={changes.files} unlisted={changes.unlisted} />
          <div class={`diff2 ${isWrapped.value ? '' : 'is-unwrapped'}`}>
            <FileTree
              {...{ files, search, onSearch }}
              current={first}
              commentsOf={(path) =>
                review.comments.value.filter((one) => one.path === path && one.sentAt === undefined).length
              }
              onChoose={reveal}
            />
            {files.length === 0 ? (
              <NoMatch search={search} hidden={changes.files.length} noun="file" onClear={() => onSearch('')} />
            ) : (
              <FileStack
                keys={files.map(({ path }) => path)}
                estimatePx={(path) => estimate(byPath.get(path), open.has(path))}
                handle={stack}
                onFirst={setCurrent}
                draw={(path) => {
                  const file = byPath.get(path)
                  return (
                    file && (
                      <FileSection
                        {...{ review, file, isSplit, canComment }}
                        chosen={chosen?.path === path ? chosen.index : undefined}
                      />
                    )
                  )
                }}
              />
            )}
          </div>
        </>
      )}
      {task !== undefined && changes !== undefined && (
        <ReviewBar task={task} look={look} changes={changes} unsent={unsent} onSend={() => setIsSending(true)} />
      )}
      {isSending && task !== undefined && (
        <SendDialog review={review} task={task} onClose={() => setIsSending(false)} />
      )}
    </>
  )
}

function matching(files: readonly ChangedFile[], search: string): readonly ChangedFile[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return words.length === 0
    ? files
    : files.filter(({ path }) => words.every((word) => path.toLowerCase().includes(word)))
}

function estimate(file: ChangedFile | undefined, isOpen: boolean): number {
  if (file === undefined || !isOpen) return headPx
  const { addedLines = 2, removedLines = 0, folded, form } = file
  if (folded !== undefined || form === 'binary') return 2 * headPx
  return headPx + (form === 'image' ? 180 : Math.min(5_000, addedLines + removedLines + 7) * 19)
}
