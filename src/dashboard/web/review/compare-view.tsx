/** Tries of one prompt beside each other: the same file of each in one row. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { inReadingOrder } from '../../../core/review/reading-order.ts'
import type { ChangedFile } from '../../../core/review/review.ts'
import { changeLetters, fileWords, foldSentence, sizeWords } from '../../../core/review/review-words.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { stateWords } from '../../../core/tasks/task-rules.ts'
import { formatUsd, plural } from '../../../core/words/format.ts'
import { api, ask } from '../api.ts'
import { isLive } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon } from '../parts/mark.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { effect } from '../store.ts'
import { Crumb } from './changes-head.tsx'
import { DiffRows, linesOf } from './diff-rows.tsx'
import { FileStack, type StackHandle } from './file-stack.tsx'
import { createReview, firstOpen, isDiff, type Review } from './review-state.ts'

export function CompareView({ ids }: { readonly ids: readonly string[] }) {
  const reviews = useMemo(() => ids.map((id) => createReview(id, 'all')), [ids])
  useEffect(() => {
    for (const review of reviews) void review.begin()
    return effect(() => {
      if (!isLive.value) return
      const stops = reviews.map((review) => review.follow())
      return () => {
        for (const stop of stops) stop()
      }
    })
  }, [reviews])
  const tasks = useAnswer(ids.join(), async () => {
    const all = await ask(api.tasks.$get({ query: { archived: 'all', limit: '1000' } }))
    return all.ok ? { ok: true as const, value: all.value.tasks } : all
  })
  const taskOf = (id: string) => tasks.value?.find((task) => task.id === id)
  const lists = reviews.map((review) => review.changes.value)
  const files = unionOf(lists.map((list) => list?.files ?? []))
  const [open, setOpen] = useState<ReadonlySet<string>>()
  const shown =
    open ??
    new Set(
      files
        .slice(0, firstOpen)
        .filter(({ folded }) => folded === undefined)
        .map(({ path }) => path),
    )
  const stack = useRef<StackHandle>(null)
  const problem = reviews.map((review) => review.problem.value).find((one) => one !== undefined)
  const byPath = new Map(files.map((file) => [file.path, file]))
  return (
    <>
      <header class="page-head tight">
        <div>
          <Crumb task={taskOf(ids[0] ?? '')} />
          <h1>Tries beside each other</h1>
        </div>
      </header>
      {problem !== undefined && (
        <AskFailed
          what="The changes"
          problem={problem}
          onRetry={() => reviews.forEach((review) => void review.reload())}
        />
      )}
      <div class={`tries of-${ids.length}`}>
        {reviews.map((review) => (
          <TryHead key={review.taskId} review={review} task={taskOf(review.taskId)} />
        ))}
      </div>
      {lists.some((list) => list === undefined) && problem === undefined ? (
        <SkeletonRows rows={8} label="Reading the changes" />
      ) : (
        <FileStack
          keys={files.map(({ path }) => path)}
          handle={stack}
          onFirst={() => {}}
          estimatePx={(path) =>
            shown.has(path) ? 36 + 19 * Math.min(2_000, (byPath.get(path)?.addedLines ?? 0) + 8) : 36
          }
          draw={(path) => (
            <CompareFile
              {...{ path, reviews }}
              isOpen={shown.has(path)}
              onOpen={(isOpen) =>
                setOpen(new Set(isOpen ? [...shown, path] : [...shown].filter((one) => one !== path)))
              }
            />
          )}
        />
      )}
    </>
  )
}

/** Each file of any of them, once. */
function unionOf(lists: readonly (readonly ChangedFile[])[]): readonly ChangedFile[] {
  const all = new Map<string, ChangedFile>()
  for (const file of lists.flat()) if (!all.has(file.path)) all.set(file.path, file)
  return inReadingOrder([...all.values()])
}

function TryHead({ review, task }: { readonly review: Review; readonly task: Task | undefined }) {
  const changes = review.changes.value
  return (
    <section class="panel try" aria-label={task?.name ?? review.taskId}>
      <h2>
        <Link to={{ screen: 'review', taskId: review.taskId, query: {} }}>{task?.name ?? review.taskId}</Link>
      </h2>
      <p class="meta">
        {changes !== undefined && (
          <span>
            {plural(changes.files.length, 'file')} <span class="add">+{changes.addedLines}</span>{' '}
            <span class="del">−{changes.removedLines}</span>
          </span>
        )}
        {task !== undefined && <span>{stateWords[task.state]}</span>}
        {task?.model !== undefined && <span>{task.model}</span>}
        {task?.costUsd !== undefined && <span>{formatUsd(task.costUsd)}</span>}
      </p>
    </section>
  )
}

interface CompareFileProps {
  readonly path: string
  readonly reviews: readonly Review[]
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}

function CompareFile({ path, reviews, isOpen, onOpen }: CompareFileProps) {
  return (
    <section class="dfile" aria-label={path}>
      <header class="df-h">
        <button
          type="button"
          class="disclose"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Fold' : 'Unfold'} ${path}`}
          onClick={() => onOpen(!isOpen)}
        >
          <Icon name="chev" size={12} />
        </button>
        <code class="clip">{path}</code>
      </header>
      {isOpen && (
        <div class={`tries of-${reviews.length}`}>
          {reviews.map((review) => (
            <CompareSide key={review.taskId} review={review} path={path} />
          ))}
        </div>
      )}
    </section>
  )
}

function CompareSide({ review, path }: { readonly review: Review; readonly path: string }) {
  const file = review.changes.value?.files.find((one) => one.path === path)
  const rows = review.rowsOf(path).value
  const hasRows = file !== undefined && file.form !== 'binary' && file.form !== 'image' && file.folded === undefined
  useEffect(() => {
    if (hasRows) review.loadRows(path)
  }, [hasRows, review, path])
  const lines = useMemo(() => (isDiff(rows) ? linesOf(rows, false) : []), [rows])
  if (file === undefined) return <p class="foldp muted">Not changed here.</p>
  if (!hasRows)
    return <p class="foldp muted">{foldSentence(file) ?? `${fileWords(file).join(', ')}, ${sizeWords(file)}`}</p>
  return (
    <div>
      <p class="foldp fine">
        <b class={`g-${changeLetters[file.change]}`}>{changeLetters[file.change]}</b>{' '}
        <span class="add">+{file.addedLines}</span> <span class="del">−{file.removedLines}</span>
      </p>
      {isDiff(rows) && (
        <DiffRows
          {...{ path, lines }}
          hunks={rows.hunks}
          isSplit={false}
          chosen={undefined}
          canComment={() => false}
          onComment={() => {}}
          below={() => null}
        />
      )}
    </div>
  )
}
