/** Whose changes, against what, and how they are shown. */
import type { ReviewedChanges, ReviewScope } from '../../../core/review/review.ts'
import { againstWords } from '../../../core/review/review-words.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { plural } from '../../../core/words/format.ts'
import { Link } from '../navigation.tsx'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { parseRoute } from '../route.ts'

interface ChangesHeadProps {
  readonly task: Task | undefined
  readonly changes: ReviewedChanges | undefined
  readonly of: ReviewScope
  readonly isSplit: boolean
  readonly isWrapped: boolean
  readonly isAllOpen: boolean
  readonly expandWords: string
  readonly onOf: (of: string) => void
  readonly onSplit: (isSplit: boolean) => void
  readonly onWrap: () => void
  readonly onExpand: () => void
}

export function ChangesHead(props: ChangesHeadProps) {
  const { task, changes, of, isSplit, isWrapped, isAllOpen, expandWords, onOf, onSplit, onWrap, onExpand } = props
  return (
    <header class="page-head tight">
      <div>
        <Crumb task={task} />
        <h1>Changes</h1>
        {changes !== undefined && (
          <p class="meta">
            <span>
              {plural(changes.files.length, 'file')} <span class="add">+{changes.addedLines.toLocaleString('en')}</span>{' '}
              <span class="del">−{changes.removedLines.toLocaleString('en')}</span>
            </span>
            {changes.branch !== undefined && <code>{changes.branch}</code>}
            <span>{againstWords(changes)}</span>
            {changes.tookMs > 1_000 && <span>counted in {(changes.tookMs / 1_000).toFixed(1)} s</span>}
            {changes.files.length > 0 && (
              <span>
                {changes.viewed} of {changes.files.length} viewed
              </span>
            )}
          </p>
        )}
      </div>
      <div class="btns">
        <Select class="pickbtn" label="Which changes" value={of} choices={choicesOf(changes, of)} onChange={onOf} />
        <Segments<'split' | 'unified'>
          class="dl-seg"
          label="Layout"
          value={isSplit ? 'split' : 'unified'}
          segments={[
            { value: 'split', label: 'Split' },
            { value: 'unified', label: 'Unified' },
          ]}
          onChange={(value) => onSplit(value === 'split')}
        />
        <button type="button" class="btn" aria-pressed={isWrapped} onClick={onWrap}>
          Wrap
        </button>
        <button type="button" class="btn" onClick={onExpand}>
          {isAllOpen ? 'Fold all' : expandWords}
        </button>
      </div>
    </header>
  )
}

/** Screens of others: by their addresses. */
export const Crumb = ({ task }: { readonly task: Task | undefined }) => (
  <p class="crumb">
    <Link to={parseRoute('/tasks')}>Tasks</Link>
    {task !== undefined && (
      <>
        {' / '}
        {task.project}
        {' / '}
        <Link to={parseRoute(`/tasks/${encodeURIComponent(task.id)}`)}>{task.name}</Link>
      </>
    )}
  </p>
)

function choicesOf(changes: ReviewedChanges | undefined, of: ReviewScope) {
  const commits = (changes?.commits ?? []).map(({ id, title }) => ({ value: id, label: `${id.slice(0, 7)} ${title}` }))
  const own = ['all', 'uncommitted', 'unviewed', ...commits.map(({ value }) => value)].includes(of)
  return [
    { value: 'all', label: 'All changes' },
    { value: 'uncommitted', label: 'Not committed' },
    { value: 'unviewed', label: 'Since last viewed' },
    ...commits,
    ...(own ? [] : [{ value: of, label: of.slice(0, 7) }]),
  ]
}
