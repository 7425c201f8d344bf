/** The changes of one task: a tree at the left, files at the right, one bar below. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { manyFiles } from '../../../core/review/reading-order.ts'
import type { ChangedFile } from '../../../core/review/review.ts'
import { againstWords } from '../../../core/review/review-words.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { plural } from '../../../core/words/format.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Mark } from '../parts/mark.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import { NoMatch } from '../parts/no-match.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { formatTime } from '../parts/time.ts'
import { keptChoice } from '../store.ts'
import { ChangesHead } from './changes-head.tsx'
import { FileSection } from './file-section.tsx'
import { FileStack, type StackHandle } from './file-stack.tsx'
import { FileTree } from './file-tree.tsx'
import { ReviewBar } from './review-bar.tsx'
import { firstOpen, type Review } from './review-state.ts'
import { SendDialog } from './send-dialog.tsx'
import { useReviewKeys } from './use-review-keys.ts'

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
        <ReviewBar task={task} changes={changes} unsent={unsent} onSend={() => setIsSending(true)} />
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

/** What is seen stays where it is while the files are drawn anew. */
function usePlaceKept() {
  const kept = useRef<{ readonly path: string; readonly topPx: number } | undefined>(undefined)
  useLayoutEffect(() => {
    const { path, topPx } = kept.current ?? {}
    if (path === undefined || topPx === undefined) return
    const element = [...document.querySelectorAll<HTMLElement>('.dfile')].find((one) => one.dataset['path'] === path)
    if (element) scrollBy({ top: element.getBoundingClientRect().top - topPx })
  })
  return async (act: () => Promise<void>) => {
    const seen = [...document.querySelectorAll<HTMLElement>('.dfile')].find(
      (one) => one.getBoundingClientRect().bottom > 60,
    )
    const path = seen?.dataset['path']
    if (seen !== undefined && path !== undefined) kept.current = { path, topPx: seen.getBoundingClientRect().top }
    await act()
    requestAnimationFrame(() => {
      kept.current = undefined
    })
  }
}

interface WrittenProps {
  readonly review: Review
  readonly task: Task | undefined
  readonly onShow: () => void
}

/** The page does not move by itself. */
function Written({ review, task, onShow }: WrittenProps) {
  const count = review.stale.value.length
  const changes = review.changes.value
  if (count === 0 || changes === undefined) return null
  return (
    <div class="notice is-news" role="status">
      <Mark name={task?.activity === 'busy' ? 'busy' : 'none'} />
      <p>
        <b>{task?.activity === 'busy' ? 'The agent is writing.' : 'It has changed.'}</b> {plural(count, 'file')} changed
        since you opened this page at {formatTime(Date.parse(changes.lookedAt))}. Your place and comments stay.
      </p>
      <span class="btns">
        <button type="button" class="btn small" onClick={onShow}>
          Show the new state<kbd>r</kbd>
        </button>
      </span>
    </div>
  )
}

function ManyFiles({
  files,
  unlisted,
}: {
  readonly files: readonly ChangedFile[]
  readonly unlisted: number | undefined
}) {
  if (files.length <= manyFiles && unlisted === undefined) return null
  const byHand = files.filter(({ folded, form }) => folded === undefined && form !== 'binary').length
  return (
    <div class="notice" role="status">
      <Mark name="none" />
      <p>
        <b>
          {byHand.toLocaleString('en')} files written by hand, {(files.length - byHand).toLocaleString('en')} generated.
        </b>{' '}
        Generated, lock and binary files are folded: they match <code>.gitattributes</code> or are longer than 5,000
        lines. Panels load when they come into view.
        {unlisted !== undefined &&
          ` ${plural(unlisted, 'file')} more that git does not know are not listed: is something missing in .gitignore?`}
      </p>
    </div>
  )
}

function NoChanges({ review }: { readonly review: Review }) {
  const changes = review.changes.value
  if (changes === undefined) return null
  return (
    <div class="empty">
      <svg class="mark is-ok big" width="10" height="10" aria-hidden="true">
        <use href="#m-ok" />
      </svg>
      <p class="empty-title">No changes</p>
      <p>
        {review.of === 'all'
          ? `Branch and folder are as ${changes.base.name} was when it began.`
          : review.of === 'unviewed'
            ? 'You have viewed all of it.'
            : `Nothing ${againstWords(changes)}.`}
      </p>
      {review.of !== 'all' && (
        <p>
          <button type="button" class="btn" onClick={() => setQuery({ of: '' })}>
            All changes
          </button>
        </p>
      )}
    </div>
  )
}
