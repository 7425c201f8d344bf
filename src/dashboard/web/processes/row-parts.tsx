/** Cells that the table and the cards share. */

import { activityOf, isAtWork, messagesInWords, roleChip, timeOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { formatCount, formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Bar, Mark } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import type { Deed } from './actions.tsx'
import { contextPercentOf, unknown } from './words.ts'

export const Health = ({ agent }: { readonly agent: FleetAgentReport }) => (
  <span class={`health is-${agent.health}`} title={plainText(agent.healthReason)}>
    <Mark name={agent.health} />
    {agent.health}
  </span>
)

interface ActivityProps {
  readonly agent: FleetAgentReport
  readonly deed?: Deed | undefined
}

export function Activity({ agent, deed }: ActivityProps) {
  if (deed === 'ending') return <span class="act is-quiet">ending…</span>
  const { look, word, sinceMs, detail } = activityOf(agent)
  if (look === 'quiet') return <span class="act is-quiet">{word}</span>
  return (
    <span class={`act is-${look}`} title={detail}>
      <Mark name={look} />
      <b>
        {word}
        {sinceMs !== undefined && (
          <>
            {' '}
            <Since sinceMs={sinceMs} format={formatDurationInWords} />
          </>
        )}
      </b>{' '}
      <span>{detail}</span>
    </span>
  )
}

export function Context({ agent }: { readonly agent: FleetAgentReport }) {
  const percent = contextPercentOf(agent)
  if (percent === undefined) return <span>{unknown}</span>
  return (
    <>
      <Bar percent={percent} />
      <span>{percent} %</span>
    </>
  )
}

/** `24 +3`: messages, and the subagents that worked for them. */
export function Messages({ agent }: { readonly agent: FleetAgentReport }) {
  const { messages, subagents } = agent.figures ?? {}
  if (messages === undefined && subagents === undefined) return <span>{unknown}</span>
  return (
    <span title={messagesInWords(agent)}>
      {messages === undefined ? unknown : formatCount(messages)}
      {subagents !== undefined && (
        <span class="muted">
          {' '}
          +{formatCount(subagents)}
          <span class="sr"> subagents</span>
        </span>
      )}
    </span>
  )
}

export function Uptime({ agent }: { readonly agent: FleetAgentReport }) {
  const startedMs = timeOf(agent.startedAt)
  return startedMs === undefined ? unknown : <Since sinceMs={startedMs} />
}

export function LastActive({ agent }: { readonly agent: FleetAgentReport }) {
  const activeMs = timeOf(agent.lastActiveAt)
  if (isAtWork(agent)) return 'now'
  return activeMs === undefined ? unknown : <Since sinceMs={activeMs} />
}

export function RoleChip({ agent }: { readonly agent: FleetAgentReport }) {
  const chip = roleChip[agent.role]
  return chip === undefined ? null : <span class="chip">{chip}</span>
}
