/** A task on the board, or all tries of one prompt. It can be dragged to where its user may put it. */
import { fenceInWords, fencesInShort } from '../../../core/tasks/fence.ts'
import { branchOf, costOf, createdAtOf, linesOf, placeToPut, type TaskCard } from '../../../core/tasks/task-board.ts'
import { standingInWords } from '../../../core/tasks/task-words.ts'
import { formatDuration, formatUsd } from '../../../core/words/format.ts'
import { Link } from '../navigation.tsx'
import { Mark } from '../parts/mark.tsx'
import { compareRoute, routeOf } from './card-menu.ts'
import { modelWords } from './card-words.ts'
import { PullRequest, Tests } from './facts.tsx'
import { Lines } from './lines.tsx'
import { momentAt, Standing } from './standing.tsx'

interface BoardCardProps {
  readonly card: TaskCard
  readonly nowMs: number
  /** The one that Tab reaches. */
  readonly isStop: boolean
  readonly canAct: boolean
  readonly onDrag: (card: TaskCard | undefined) => void
}

export function BoardCard({ card, nowMs, isStop, canAct, onDrag }: BoardCardProps) {
  const { key, project, name, tasks, isPinned } = card
  const [first] = tasks
  const branch = branchOf(card)
  const cost = costOf([card])
  const isTries = tasks.length > 1
  const { word, detail } = standingInWords(first, momentAt(nowMs))
  const fenced = fencesInShort(tasks.map(({ fence }) => fence))
  const whole = tasks.flatMap(({ fence }) => (fence === undefined ? [] : [fenceInWords(fence)]))[0]
  return (
    <li
      class={`tcard${first.activity === 'waiting' ? ' is-waiting' : ''}`}
      data-key={key}
      draggable={canAct && placeToPut(card) !== undefined}
      onDragStart={(event) => {
        event.dataTransfer?.setData('text/plain', name)
        onDrag(card)
      }}
      onDragEnd={() => onDrag(undefined)}
    >
      <Link to={routeOf(card)} class="tc-1" tabIndex={isStop ? 0 : -1}>
        <span class="project">{project || 'no project'}</span> <span class="tname">{name}</span>
        <span class="sr">{[word, detail].filter(Boolean).join(', ')}</span>
      </Link>
      <span class="tc-age">
        {isPinned && <Mark name="pinned" />}
        {formatDuration(nowMs - Date.parse(createdAtOf(card)))}
      </span>
      <div class="tc-2">
        <Standing task={first} nowMs={nowMs} />
      </div>
      {branch !== undefined && (
        <p class="tc-3">
          <code class="clip">{branch}</code>
        </p>
      )}
      {fenced !== undefined && (
        <p class="tc-3" title={whole}>
          {fenced}
        </p>
      )}
      <p class="tc-4">
        <span>{modelWords(card)}</span>
        <Lines lines={linesOf(card)} isTogether={isTries} />
        <Tests card={card} />
        <PullRequest card={card} hasIcon />
        <b class="num">{cost === undefined ? '–' : formatUsd(cost)}</b>
      </p>
      {isTries && <Tries card={card} nowMs={nowMs} />}
    </li>
  )
}

const tryMarks = { waiting: 'waiting', busy: 'busy', done: 'ok', failed: 'fail', later: 'none', quiet: 'none' } as const

function Tries({ card, nowMs }: { readonly card: TaskCard; readonly nowMs: number }) {
  const tries = card.tasks.toSorted((a, b) => (a.best?.number ?? 0) - (b.best?.number ?? 0))
  return (
    <p class="best">
      <span class="muted">Best of {tries.length}</span>
      {tries.map((task) => {
        const { look, word } = standingInWords(task, momentAt(nowMs))
        return (
          <span key={task.id} title={`${task.name}: ${word}`}>
            <Mark name={tryMarks[look]} />
            <span class="sr">try </span>
            {task.best?.number}
            <span class="sr">, {word}</span>
          </span>
        )
      })}
      <Link to={compareRoute(card)} tabIndex={-1}>
        Compare
      </Link>
    </p>
  )
}
