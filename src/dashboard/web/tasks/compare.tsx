/** The tries of one prompt beside each other. One is kept; the others are put away, and can be taken back. */
import type { SeenTask, TaskCard } from '../../../core/tasks/task-board.ts'
import { costOf, linesOf, runs } from '../../../core/tasks/task-board.ts'
import { formatUsd, plural } from '../../../core/words/format.ts'
import { useNow } from '../clock.ts'
import { isLive } from '../live/live-store.ts'
import { Link, navigate } from '../navigation.tsx'
import { Icon } from '../parts/mark.tsx'
import { askFor } from './asked.ts'
import { modelWords } from './card-words.ts'
import { Lines } from './lines.tsx'
import { Standing } from './standing.tsx'
import { archive } from './task-actions.tsx'
import { changesRoute, taskRoute } from './task-links.ts'

interface CompareProps {
  /** Of all tries. */
  readonly group: string
  readonly cards: readonly TaskCard[]
}

export function Compare({ group, cards }: CompareProps) {
  const nowMs = useNow(60_000)
  const tries = cards
    .flatMap(({ tasks }) => tasks)
    .filter(({ best, isArchived }) => best?.group === group && !isArchived)
    .toSorted((a, b) => (a.best?.number ?? 0) - (b.best?.number ?? 0))
  const card = cards.find(({ tasks }) => tasks.some(({ best, isArchived }) => best?.group === group && !isArchived))
  const [first] = tries
  const others = tries.slice(1).map(({ id }) => id)
  const keep = async (kept: SeenTask) => {
    await archive(tries.filter(({ id }) => id !== kept.id))
    navigate(taskRoute(kept.id))
  }
  return (
    <>
      <div class="toolbar subbar">
        <Link to={{ screen: 'tasks', query: {} }}>Tasks</Link>
        <h2 class="cmp-title">
          {card?.project} <span class="tname">{card?.name}</span>
        </h2>
        <span class="muted">{tries.length === 0 ? 'No try of it is left.' : plural(tries.length, 'try', 'tries')}</span>
        {first !== undefined && others.length > 0 && (
          <div class="toolbar-end">
            <Link to={changesRoute(first.id, others)} class="btn">
              <Icon name="branch" size={14} />
              Their changes beside each other
            </Link>
          </div>
        )}
      </div>
      <p class="cmp-prompt">{tries[0]?.prompt}</p>
      <div class="cmp">
        {tries.map((task) => (
          <Try
            key={task.id}
            task={task}
            others={tries.filter(({ id }) => id !== task.id)}
            nowMs={nowMs}
            onKeep={keep}
          />
        ))}
      </div>
    </>
  )
}

interface TryProps {
  readonly task: SeenTask
  readonly others: readonly SeenTask[]
  readonly nowMs: number
  readonly onKeep: (task: SeenTask) => unknown
}

function Try({ task, others, nowMs, onKeep }: TryProps) {
  const only = { tasks: [task] as const }
  const cost = costOf([only])
  const running = others.filter(runs)
  const { changes } = task
  return (
    <section class="panel" aria-label={`Try ${task.best?.number}`}>
      <header class="panel-head">
        <h3>
          <Link to={taskRoute(task.id)}>Try {task.best?.number}</Link>
        </h3>
        <Standing task={task} nowMs={nowMs} />
      </header>
      <dl class="facts">
        <dt>Model</dt>
        <dd>{modelWords(only)}</dd>
        <dt>Branch</dt>
        <dd>
          <code>{task.worktree?.branch ?? '–'}</code>
        </dd>
        <dt>Changes</dt>
        <dd>
          {changes === undefined || changes.files === 0 ? (
            'none'
          ) : (
            <>
              <Link to={changesRoute(task.id)}>{plural(changes.files, 'file')}</Link> <Lines lines={linesOf(only)} />
              {`, ${plural(changes.commits, 'commit')}, ${changes.uncommitted} not committed`}
            </>
          )}
        </dd>
        <dt>Cost</dt>
        <dd>{cost === undefined ? '–' : formatUsd(cost)}</dd>
        {task.result !== undefined && (
          <>
            <dt>Result</dt>
            <dd class="cmp-result">{task.result}</dd>
          </>
        )}
      </dl>
      <p class="btns">
        {running.length > 0 ? (
          <button
            type="button"
            class="btn"
            disabled={!isLive.value}
            onClick={() => askFor({ do: 'stop', tasks: running })}
          >
            Stop the others…
          </button>
        ) : (
          <button
            type="button"
            class="btn is-primary"
            disabled={!isLive.value || others.length === 0}
            onClick={() => void onKeep(task)}
          >
            Keep this one
          </button>
        )}
      </p>
    </section>
  )
}
