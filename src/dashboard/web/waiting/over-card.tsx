import { ranInWords } from '../../../core/waiting/approval-words.ts'
import { Mark } from '../parts/mark.tsx'
import { formatTime } from '../parts/time.ts'
import { AskedThingView } from './asked-thing.tsx'
import type { ApprovalCardProps } from './card-parts.tsx'
import { CopyAnswer, Failed, jumpKey, RequestHead, SessionLink, TerminalButton, useCardKeys } from './card-parts.tsx'
import { projectOf } from './item-words.ts'
import { agentOf } from './turn-facts.tsx'
import { choose, failureOf, givenTo, move, nextItem } from './waiting-state.ts'

/** What came of a request, where it stood, until the cursor moves. */
export function OverCard({ item, approval, onLeave }: ApprovalCardProps) {
  const { outcome, kind } = approval
  const next = nextItem.value
  const [given, failure] = [givenTo(item.id), failureOf(item.id)]
  const isHere = outcome?.kind === 'answered-here'
  const leave = () => {
    if (next !== undefined) choose(next)
    onLeave()
  }
  useCardKeys({ j: () => (next === undefined ? move(1) : choose(next)), Escape: leave, ...jumpKey(item) })
  const isBad =
    outcome?.kind === 'let-go' || (isHere && approval.state === 'over' && outcome.confirmedAfterMs === undefined)
  return (
    <article class="req is-over" aria-label={`Over, ${projectOf(item)}`}>
      <RequestHead item={item}>
        <Mark name={isBad ? 'warn' : 'ok'} />
        <b>{isHere ? 'Answered' : outcome?.kind === 'answered-there' ? 'Answered elsewhere' : 'Not asked any more'}</b>
      </RequestHead>
      <div class="outcome" role="status">
        <p>
          <b>{outcome?.message ?? 'It is not asked any more.'}</b>{' '}
          {outcome !== undefined && <span class="muted">{formatTime(Date.parse(outcome.at))}. </span>}
          {!isHere &&
            (failure === undefined ? 'You pressed nothing here; nothing was sent.' : 'Nothing was sent from here.')}
        </p>
        {outcome?.ran !== undefined && (
          <p class="muted">
            {ranInWords(outcome.ran)}
            {agentOf(item)?.activity === 'busy' && ' The agent works again.'}
          </p>
        )}
      </div>
      <Failed failure={failure} />
      {kind === 'permission' && <AskedThingView thing={approval.thing} irrevocable={undefined} />}
      <p class="answers">
        {next !== undefined && (
          <button type="button" class="btn is-primary" onClick={() => choose(next)}>
            Next: {projectOf(next)}
            <kbd>j</kbd>
          </button>
        )}
        <SessionLink item={item} />
        {isBad && given !== undefined && <CopyAnswer given={given} approval={approval} />}
        <TerminalButton item={item} />
      </p>
      <p class="via">
        It leaves the list when you go on. Keys rest for a second after a change, so that a late one answers nothing.
      </p>
    </article>
  )
}
