/** What becomes of a task's work: how it stands to its base, and the buttons that commit it, give it out, or merge it. */
import { useEffect, useState } from 'preact/hooks'
import type { Result } from '../../../core/result.ts'
import { isMergedAt } from '../../../core/tasks/pr-query.ts'
import type { Task } from '../../../core/tasks/task.ts'
import type { MergeLook } from '../../../core/tasks/task-work.ts'
import { pullRequestInWords, testsInWords } from '../../../core/waiting/turn-facts.ts'
import { plural } from '../../../core/words/format.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { Icon, Mark } from '../parts/mark.tsx'
import { SafeLink } from '../parts/safe-link.tsx'
import { formatTime } from '../parts/time.ts'
import { askForWork } from './work-open.ts'

/**
 * @param version of another one it is asked anew; undefined: it is not time yet
 * @returns undefined: not yet, or it has no worktree that could be merged
 */
export function useMergeLook(
  task: Pick<Task, 'id' | 'worktree'> | undefined,
  version: string | undefined,
): MergeLook | undefined {
  const [look, setLook] = useState<MergeLook>()
  const id = task?.worktree?.state === 'ready' ? task.id : undefined
  useEffect(() => {
    let isLeft = false
    if (id !== undefined && version !== undefined)
      void lookAt(id, version).then((told) => {
        if (!isLeft && told.ok) setLook(told.value)
      })
    return () => {
      isLeft = true
    }
  }, [id, version])
  return look
}

const lookAt = async (id: string, _version: string) =>
  (await ask(api.tasks[':id'].merge.$get({ param: { id }, query: {} }))) as Result<MergeLook, ApiProblem>

/** "2 commits, not pushed · main is 3 ahead, merges cleanly · 41 tests passed, 14:27" */
export function WorkFacts({ task, look }: { readonly task: Task; readonly look: MergeLook | undefined }) {
  const { tests, merged, pr } = task
  const parts = [
    look?.ahead === undefined ? undefined : <CommitCount key="ahead" look={look} />,
    merged !== undefined ? (
      <span key="merged">merged into {merged.into}</span>
    ) : pr !== undefined && isMergedAt(pr, look?.commits[0]?.id) ? (
      <span key="merged">in base by {pullRequestInWords(pr)}</span>
    ) : (
      <Behind key="behind" look={look} />
    ),
    tests && (
      <span key="tests">
        <Mark name={tests.failed > 0 ? 'fail' : 'ok'} /> {testsInWords(tests)}, {formatTime(Date.parse(tests.at))}
      </span>
    ),
    pr && <SafeLink key="pr" url={pr.url} />,
  ].filter((part) => part !== undefined)
  return (
    <>
      {parts.map((part, at) => (
        <>
          {at > 0 && ' · '}
          {part}
        </>
      ))}
    </>
  )
}

function CommitCount({ look: { ahead = 0, notPushed = 0 } }: { readonly look: MergeLook }) {
  const pushed =
    ahead === 0 ? '' : notPushed === 0 ? ', pushed' : notPushed < ahead ? `, ${notPushed} not pushed` : ', not pushed'
  return (
    <span>
      {ahead === 0 ? 'no commits' : plural(ahead, 'commit')}
      {pushed}
    </span>
  )
}

function Behind({ look }: { readonly look: MergeLook | undefined }) {
  const { into, behind = 0, conflicts } = look ?? {}
  if (into === undefined) return <span>no branch to merge into</span>
  return (
    <span>
      {into.branch} is {behind === 0 ? 'where it began' : `${behind} ahead`}
      {conflicts !== undefined &&
        (conflicts.length === 0 ? (
          ', merges cleanly'
        ) : (
          <>
            , <span class="is-bad">{plural(conflicts.length, 'conflict')}</span>
          </>
        ))}
    </span>
  )
}

interface WorkButtonsProps {
  readonly task: Task
  readonly look: MergeLook | undefined
  /** So many files are in no commit. */
  readonly open: number
  /** Of the rail: without the merge. */
  readonly isSmall?: boolean
}

export function WorkButtons({ task: { id, name, pr, worktree }, look, open, isSmall = false }: WorkButtonsProps) {
  if (worktree?.state !== 'ready') return null
  const hasOpenPr = pr?.state === 'open' || pr?.state === 'draft'
  const style = isSmall ? 'btn small' : 'btn'
  const why = look?.obstacles[0]
  return (
    <>
      {open > 0 && (
        <button type="button" class={style} onClick={() => askForWork({ what: 'commit', id, name })}>
          Commit {open}…
        </button>
      )}
      {!hasOpenPr && (
        <button type="button" class={style} onClick={() => askForWork({ what: 'pr', id, name })}>
          <Icon name="branch" size={14} />
          Open PR…
        </button>
      )}
      <button
        type="button"
        class={style}
        disabled={why !== undefined}
        title={why}
        onClick={() => askForWork({ what: 'merge', id, name })}
      >
        Merge into {look?.into?.branch ?? 'its base'}…
      </button>
    </>
  )
}
