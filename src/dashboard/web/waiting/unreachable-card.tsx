import { CopyButton } from '../parts/copy-button.tsx'
import { Mark } from '../parts/mark.tsx'
import { AdoptButton } from '../tasks/adopt-button.tsx'
import type { RequestCardProps } from './card-parts.tsx'
import { jumpKey, leave, NotNow, RequestHead, SessionLink, TerminalButton, useCardKeys } from './card-parts.tsx'
import { headOf, projectOf } from './item-words.ts'
import { agentOf } from './turn-facts.tsx'

/** What waits where TCE cannot answer, and what its user can do. */
export function UnreachableCard({ item, onLeave }: RequestCardProps) {
  const { unreachable, summary } = item
  const agent = agentOf(item)
  const resumeCommand = agent?.resumeCommand
  useCardKeys({ Escape: () => leave(item, onLeave), ...jumpKey(item) })
  return (
    <article class="req" aria-label={`Waits for you, ${projectOf(item)}`}>
      <RequestHead item={item}>
        <Mark name="waiting" />
        <b>{headOf(item)}</b>
      </RequestHead>
      {(unreachable?.screen ?? summary) !== '' && (
        <div class="cmd">
          <pre>{unreachable?.screen ?? summary}</pre>
        </div>
      )}
      <p class="outcome">
        <b>It can't be answered from here.</b> {unreachable?.reason}
        {unreachable?.next !== undefined && (
          <>
            <br />
            <span class="muted">Next: {unreachable.next}.</span>
          </>
        )}
      </p>
      <p class="answers">
        <TerminalButton item={item} isFirst />
        <SessionLink item={item} />
        {resumeCommand !== undefined && (
          <CopyButton text={resumeCommand} what="resume command">
            Copy resume command
          </CopyButton>
        )}
        <AdoptButton sessionId={agent?.sessionId} agent={agent} />
      </p>
      <p class="via">
        <NotNow onNotNow={() => leave(item, onLeave)} />
      </p>
    </article>
  )
}
