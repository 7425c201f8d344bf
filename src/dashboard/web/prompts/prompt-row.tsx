/** A prompt: its text, where it went, and what became of it. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { SentPrompt } from '../../../core/search/prompt-question.ts'
import { titleOf } from '../../../core/session/session-title.ts'
import { formatCount, formatUsd, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Link } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { formatClock } from '../parts/time.ts'
import { MarkedText } from '../search/marked-text.tsx'
import { copyPrompt, placeOfPrompt, reusePrompt } from './prompt-actions.ts'

interface PromptRowProps {
  readonly prompt: SentPrompt
  /** That it went to, and that runs. */
  readonly agent: FleetAgentReport | undefined
  readonly isStop: boolean
  readonly onStar: (prompt: SentPrompt, isStarred: boolean) => void
}

export function PromptRow({ prompt, agent, isStop, onStar }: PromptRowProps) {
  const { id, text, marks, at, isStarred = false } = prompt
  const place = placeOfPrompt(prompt)
  const isAtWork = prompt.isLast === true && isWorking(agent)
  return (
    <li class="prompt-row" data-key={id} tabIndex={isStop ? 0 : -1}>
      <button
        type="button"
        class="icon-btn star"
        aria-label="Starred"
        title={isStarred ? 'Remove the star' : 'Star'}
        aria-pressed={isStarred}
        onClick={() => onStar(prompt, !isStarred)}
      >
        <Icon name={isStarred ? 'star-on' : 'star'} size={14} />
      </button>
      <div class="p-main">
        <p class="p-text">
          {text === undefined ? (
            <span class="muted">Its agent deleted the records.</span>
          ) : (
            <MarkedText text={text} marks={marks} />
          )}
        </p>
        <Sub prompt={prompt} agent={agent} isAtWork={isAtWork} />
      </div>
      <span class="p-cost num">{isAtWork ? '' : <Cost prompt={prompt} />}</span>
      <time dateTime={at}>{formatClock(Date.parse(at))}</time>
      <span class="p-do">
        <button type="button" class="btn small is-quiet reuse" title="Reuse…" onClick={() => void reusePrompt(prompt)}>
          <Icon name="reuse" size={14} />
          <span>Reuse…</span>
        </button>
        <button
          type="button"
          class="icon-btn"
          aria-label="Copy the prompt"
          title="Copy the prompt"
          onClick={() => void copyPrompt(prompt)}
        >
          <Icon name="copy" size={14} />
        </button>
        {place !== undefined && (
          <Link class="icon-btn" to={place} aria-label="Open where it was sent" title="Open where it was sent">
            <Icon name="open" size={14} />
          </Link>
        )}
      </span>
    </li>
  )
}

const isWorking = (agent: FleetAgentReport | undefined): boolean =>
  agent?.activity === 'busy' || agent?.activity === 'shell' || agent?.activity === 'waiting'

interface SubProps {
  readonly prompt: SentPrompt
  readonly agent: FleetAgentReport | undefined
  readonly isAtWork: boolean
}

function Sub({ prompt, agent, isAtWork }: SubProps) {
  const { project, worktree, timesSent, toolCalls, linesAdded = 0, linesRemoved = 0 } = prompt
  const title = titleOf(prompt)
  return (
    <p class="p-sub">
      <span class="p-where">
        <KindMark agent={prompt.agent} isBeside />
        {plainText(project ?? '–')}
      </span>
      {worktree !== undefined && <span>{plainText(worktree)}</span>}
      {title !== undefined && <span class="clip p-title">{plainText(title)}</span>}
      {timesSent > 1 && <span>sent {formatCount(timesSent)} times</span>}
      {isAtWork && agent?.activity === 'waiting' && (
        <span class="act is-waiting">
          <Mark name="waiting" />
          <b>waits for you</b>
        </span>
      )}
      {isAtWork && agent?.activity !== 'waiting' && (
        <span class="act is-busy">
          <Mark name="busy" />
          <b>working on it</b>
        </span>
      )}
      {!isAtWork && toolCalls !== undefined && toolCalls > 0 && <span>{plural(toolCalls, 'tool')}</span>}
      {!isAtWork && linesAdded + linesRemoved > 0 && (
        <span>
          <span class="add">+{formatCount(linesAdded)}</span> <span class="del">−{formatCount(linesRemoved)}</span>
        </span>
      )}
    </p>
  )
}

function Cost({ prompt: { costUsd, unpricedModels = [] } }: { readonly prompt: SentPrompt }) {
  if (costUsd !== undefined) return <>{formatUsd(costUsd)}</>
  return unpricedModels.length > 0 ? <i class="muted">unpriced</i> : <span class="muted">–</span>
}
