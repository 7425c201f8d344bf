/** At the right of a task's terminal: what it changed, how its branch stands, its files, and the other tasks. */
import { isMergedAt } from '../../../core/tasks/pr-query.ts'
import type { TaskTests } from '../../../core/tasks/task.ts'
import type { SeenTask } from '../../../core/tasks/task-board.ts'
import type { TaskFileChange, TaskGitStatus } from '../../../core/tasks/task-view.ts'
import { pullRequestInWords, testsInWords } from '../../../core/waiting/turn-facts.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Link } from '../navigation.tsx'
import { Mark } from '../parts/mark.tsx'
import { momentOf } from '../parts/time.ts'
import { WorkButtons } from '../review/work-buttons.tsx'
import { PullRequest } from '../tasks/facts.tsx'
import { changesRoute, taskRoute } from '../tasks/task-links.ts'
import { Fact } from './fact.tsx'
import { Files } from './files-list.tsx'

interface RightRailProps {
  readonly task: SeenTask
  readonly status: TaskGitStatus | undefined
  /** Why nothing is known of its folder. */
  readonly problem: string | undefined
  readonly others: readonly SeenTask[]
}

const filesAtFirst = 12

export function RightRail({ task, status, problem, others }: RightRailProps) {
  return (
    <aside class="rail tright" aria-label="What it changed">
      <Changes task={task} status={status} problem={problem} />
      {status !== undefined && <Branch task={task} status={status} />}
      {task.folder !== undefined && status !== undefined && <Files id={task.id} />}
      <Others others={others} />
    </aside>
  )
}

function Changes({ task, status, problem }: Omit<RightRailProps, 'others'>) {
  const { changes } = task
  if (status === undefined) {
    return (
      <section>
        <h2>Changes</h2>
        <p class="muted fine">
          {problem === undefined ? 'Being looked at.' : problem}
          {problem !== undefined && changes !== undefined && changes.files > 0 && (
            <>
              {' '}
              At the last look there were {plural(changes.files, 'changed file')}, {changes.uncommitted} of them not
              committed. {changes.addedLines + changes.removedLines > 0 && <Signed changes={changes} />}
            </>
          )}
        </p>
      </section>
    )
  }
  const { files, moreFiles } = status
  const open = files.filter(({ isCommitted }) => !isCommitted).length
  const sum = (of: (one: TaskFileChange) => number | undefined) => files.reduce((all, one) => all + (of(one) ?? 0), 0)
  const lines = {
    addedLines: sum(({ addedLines }) => addedLines),
    removedLines: sum(({ removedLines }) => removedLines),
  }
  const all = files.length + moreFiles
  return (
    <section>
      <h2>
        Changes{' '}
        {lines.addedLines + lines.removedLines > 0 && (
          <span class="num">
            <Signed changes={lines} />
          </span>
        )}
      </h2>
      {all === 0 ? (
        <p class="muted fine">Nothing yet.</p>
      ) : (
        <ul class="gfiles">
          {files.slice(0, filesAtFirst).map((file) => (
            <ChangedFile key={file.path} file={file} />
          ))}
        </ul>
      )}
      {all > 0 && (
        <p class="fine muted">
          {open > 0 && `• ${open} not committed. `}
          <Link to={changesRoute(task.id)}>{all === 1 ? 'Review it' : `Review all ${all}`}</Link>
        </p>
      )}
    </section>
  )
}

const letters = { added: 'A', modified: 'M', deleted: 'D', conflicted: 'C' } as const

function ChangedFile({
  file: { path, kind, addedLines, removedLines, isCommitted },
}: {
  readonly file: TaskFileChange
}) {
  return (
    <li title={plainText(path)}>
      <b class={`g-${letters[kind]}`} title={kind}>
        {letters[kind]}
      </b>
      <span class="clip">{plainText(path.split('/').at(-1) ?? path)}</span>
      <i title={isCommitted ? undefined : 'not committed'}>{isCommitted ? '' : '•'}</i>
      <span class="num">
        {addedLines !== undefined && removedLines !== undefined && <Signed changes={{ addedLines, removedLines }} />}
      </span>
    </li>
  )
}

const Signed = ({
  changes: { addedLines, removedLines },
}: {
  readonly changes: { readonly addedLines: number; readonly removedLines: number }
}) => (
  <>
    <span class="add">+{addedLines}</span> <span class="del">−{removedLines}</span>
  </>
)

function Branch({
  task,
  status: { branch, base, files },
}: Pick<RightRailProps, 'task'> & { readonly status: TaskGitStatus }) {
  const open = files.filter(({ isCommitted }) => !isCommitted).length
  return (
    <section>
      <h2>Branch</h2>
      <dl class="facts two">
        <Fact name="Name">
          <code class="mono clip" title={branch}>
            {branch === undefined ? 'none: a commit is checked out' : plainText(branch)}
          </code>
        </Fact>
        {base !== undefined && (
          <>
            <Fact name="Ahead">
              {base.ahead === 0 ? 'no commit' : plural(base.ahead, 'commit')}
              {task.pr !== undefined && isMergedAt(task.pr, base.commits[0]?.id)
                ? `, in base by ${pullRequestInWords(task.pr)}`
                : base.notPushed !== undefined &&
                  base.ahead > 0 &&
                  (base.notPushed === 0 ? ', pushed' : ', not pushed')}
            </Fact>
            {base.behind !== undefined && (
              <Fact name="Behind">
                {base.behind === 0 ? `nothing of ${plainText(base.name)}` : `${base.behind} of ${plainText(base.name)}`}
                {base.mergesCleanly === true && ', merges cleanly'}
                {base.mergesCleanly === false && (
                  <>
                    , <span class="del">conflicts</span>
                  </>
                )}
              </Fact>
            )}
          </>
        )}
        {task.tests !== undefined && (
          <Fact name="Tests">
            <Tests tests={task.tests} />
          </Fact>
        )}
        {base !== undefined && (
          <Fact name="PR">
            {task.pr === undefined ? 'none' : <PullRequest card={{ tasks: [task] }} />}
            {task.pr?.state !== undefined && ` ${task.pr.state}`}
            {task.pr?.checks !== undefined && `, checks ${task.pr.checks}`}
          </Fact>
        )}
      </dl>
      <div class="btns">
        <WorkButtons task={task} look={undefined} open={open} isSmall />
      </div>
    </section>
  )
}

function Tests({ tests }: { readonly tests: TaskTests }) {
  return (
    <>
      <span class={tests.failed > 0 ? 'del' : tests.isBeforeEdits === true ? '' : 'add'}>{testsInWords(tests)}</span>,{' '}
      {momentOf(tests.at)}
    </>
  )
}

function Others({ others }: { readonly others: readonly SeenTask[] }) {
  if (others.length === 0) return null
  return (
    <section>
      <h2>
        Others <span class="count">{others.length}</span>
      </h2>
      <ul class="links">
        {others.slice(0, 8).map(({ id, name, project, activity }) => (
          <li key={id}>
            <Mark name={activity === 'waiting' ? 'waiting' : activity === 'busy' ? 'busy' : 'none'} />
            <Link to={taskRoute(id)}>
              {plainText(project)} {plainText(name)}
            </Link>
          </li>
        ))}
      </ul>
      <p class="fine muted">
        <kbd>Ctrl</kbd> <kbd>↑</kbd> <kbd>↓</kbd> next task, <kbd>Ctrl</kbd> <kbd>K</kbd> any
      </p>
    </section>
  )
}
