/** What is known of the session of a turn: the agent's model, context and cost, and what it changed. What is not known isn't shown. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { SessionDetail } from '../../../core/session/session.ts'
import type { ListedItem } from '../../../core/waiting/waiting-report.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { liveFleet } from '../live/live-store.ts'
import { contextPercentOf, costText, costTitle, modelText, unknown } from '../processes/words.ts'

export const agentOf = ({ agentId }: ListedItem): FleetAgentReport | undefined =>
  agentId === undefined ? undefined : liveFleet.value?.processes.find(({ id }) => id === agentId)

/** "Opus 5.5 · context 38 % · $2.41" */
export function AgentMeta({ agent }: { readonly agent: FleetAgentReport | undefined }) {
  if (agent === undefined) return null
  const percent = contextPercentOf(agent)
  const parts = [modelText(agent), percent === undefined ? unknown : `context ${percent} %`, costText(agent)]
  const known = parts.filter((part) => part !== unknown)
  if (known.length === 0) return null
  return (
    <p class="req-meta" title={costTitle(agent)}>
      {known.join(' · ')}
    </p>
  )
}

/** Of its whole session, not of the last turn alone. */
export function ChangeFacts({ session }: { readonly session: SessionDetail | undefined }) {
  if (session === undefined) return null
  const { files, branch, linesAdded, linesRemoved, commits } = session
  const changed = files.filter(({ isEdited }) => isEdited).length
  const hasBranch = branch !== undefined && branch !== ''
  if (changed === 0 && !hasBranch) return null
  return (
    <dl class="facts req-facts">
      {changed > 0 && (
        <>
          <dt>Changed</dt>
          <dd>
            {plural(changed, 'file')}
            {linesAdded !== undefined && <span class="add"> +{linesAdded.toLocaleString('en-US')}</span>}
            {linesRemoved !== undefined && <span class="del"> −{linesRemoved.toLocaleString('en-US')}</span>}
            <span class="muted"> in this session</span>
          </dd>
        </>
      )}
      {hasBranch && (
        <>
          <dt>Branch</dt>
          <dd>
            <code>{plainText(branch)}</code>
            {commits !== undefined && commits > 0 && <span class="muted"> {plural(commits, 'commit')}</span>}
          </dd>
        </>
      )}
    </dl>
  )
}
