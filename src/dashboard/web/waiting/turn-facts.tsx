/** What is known of the session of a turn: the agent's model, context and cost, and what it changed. What is not known isn't shown. */
import type { ComponentChildren } from 'preact'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { SessionDetail } from '../../../core/session/session.ts'
import type { TurnFacts } from '../../../core/waiting/turn-facts.ts'
import type { ListedItem } from '../../../core/waiting/waiting-report.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { liveFleet } from '../live/live-store.ts'
import { SafeLink } from '../parts/safe-link.tsx'
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

interface ChangeFactsProps {
  readonly turn: TurnFacts | undefined
  readonly session: SessionDetail | undefined
}

/** Of its last turn where its records tell that, else of its whole session. */
export function ChangeFacts({ turn, session }: ChangeFactsProps) {
  const changed = turn?.changed ?? changedIn(session)
  const { branch, commits } = session ?? {}
  const hasBranch = branch !== undefined && branch !== ''
  const { tests, pullRequest } = turn ?? {}
  if (changed === undefined && !hasBranch && tests === undefined && pullRequest === undefined) return null
  return (
    <dl class="facts req-facts">
      {tests !== undefined && (
        <Fact name="Tests">
          <span class={tests.failed > 0 ? 'del' : undefined}>
            {tests.passed.toLocaleString('en-US')} passed, {tests.failed.toLocaleString('en-US')} failed
          </span>
          {tests.isBeforeEdits === true && <span class="muted"> before its last changes</span>}
        </Fact>
      )}
      {changed !== undefined && (
        <Fact name="Changed">
          {plural(changed.files, 'file')}
          {changed.added !== undefined && <span class="add"> +{changed.added.toLocaleString('en-US')}</span>}
          {changed.removed !== undefined && <span class="del"> −{changed.removed.toLocaleString('en-US')}</span>}
          <span class="muted"> {turn?.changed === undefined ? 'in this session' : 'in this turn'}</span>
        </Fact>
      )}
      {hasBranch && (
        <Fact name="Branch">
          <code class="mono">{plainText(branch)}</code>
          {commits !== undefined && commits > 0 && <span class="muted"> {plural(commits, 'commit')}</span>}
        </Fact>
      )}
      {pullRequest !== undefined && (
        <Fact name="PR">
          <SafeLink url={pullRequest.url} />
        </Fact>
      )}
    </dl>
  )
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)

function changedIn(session: SessionDetail | undefined) {
  const files = session?.files.filter(({ isEdited }) => isEdited).length ?? 0
  return files === 0 ? undefined : { files, added: session?.linesAdded, removed: session?.linesRemoved }
}
