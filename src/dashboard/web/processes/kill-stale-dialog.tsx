/** Which stale sessions go: all of them unless one is taken out. What a rule may not end is named, with the reason. */
import { useState } from 'preact/hooks'
import { staleTargets, wakeHint } from '../../../core/kill/kill-stale.ts'
import { joinLabel, labelOf, memoryOf, timeOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { formatBytes, formatDuration, plural } from '../../../core/words/format.ts'
import { Ask } from '../parts/ask.tsx'
import type { MarkName } from '../parts/mark.tsx'
import { Mark } from '../parts/mark.tsx'
import { memoryText, unknown } from './words.ts'

interface KillStaleDialogProps {
  readonly agents: readonly FleetAgentReport[]
  /** With nobody: keep them. */
  readonly onAnswer: (chosen: readonly FleetAgentReport[]) => void
}

export function KillStaleDialog({ agents, onAnswer }: KillStaleDialogProps) {
  const [nowMs] = useState(Date.now)
  const { targets, leftAlone } = staleTargets(agents)
  const [spared, setSpared] = useState<ReadonlySet<string>>(new Set())
  const chosen = targets.filter(({ id }) => !spared.has(id))
  const toggle = (id: string) =>
    setSpared((before) => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })
  const childCount = chosen.reduce((sum, { children }) => sum + children.length, 0)
  const freed = chosen.reduce((sum, agent) => sum + (memoryOf(agent) ?? 0), 0)
  return (
    <Ask
      title={`Kill ${plural(chosen.length, 'stale session')}?`}
      yes={`Kill ${plural(chosen.length, 'session')}`}
      canSayYes={chosen.length > 0}
      no="Keep them"
      note="Only these, checked again before each signal"
      onAnswer={(isYes) => onAnswer(isYes ? chosen : [])}
    >
      <p>No sign of life for hours. The conversations stay on disk and can be resumed.</p>
      <div class="pick-wrap">
        <table class="pick">
          <thead>
            <tr>
              <td />
              <th scope="col">Session</th>
              <th scope="col" class="num">
                Quiet for
              </th>
              <th scope="col" class="num">
                Frees
              </th>
              <th scope="col" class="num">
                PID
              </th>
            </tr>
          </thead>
          <tbody>
            {targets.map((agent) => (
              <StaleRow
                key={agent.id}
                agent={agent}
                nowMs={nowMs}
                isChosen={!spared.has(agent.id)}
                onToggle={() => toggle(agent.id)}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              <td>
                {plural(chosen.length, 'agent')}
                {childCount > 0 && ` and their ${plural(childCount, 'child', 'children')}`}
              </td>
              <td />
              <td class="num">{formatBytes(freed)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
      {leftAlone.length > 0 && (
        <ul class="spared" aria-label="Left alone">
          {leftAlone.map(({ agent }) => (
            <li key={agent.id}>
              <Mark name={spareMark(agent)} />
              <SpareReason agent={agent} />
            </li>
          ))}
        </ul>
      )}
    </Ask>
  )
}

interface StaleRowProps {
  readonly agent: FleetAgentReport
  readonly nowMs: number
  readonly isChosen: boolean
  readonly onToggle: () => void
}

function StaleRow({ agent, nowMs, isChosen, onToggle }: StaleRowProps) {
  const label = labelOf(agent)
  const quietSinceMs = timeOf(agent.lastActiveAt ?? agent.startedAt)
  return (
    <tr>
      <td>
        <input type="checkbox" checked={isChosen} aria-label={joinLabel(label, ', ')} onChange={onToggle} />
      </td>
      <th scope="row" title={joinLabel(label)}>
        <span class="project">{label.project}</span>
        <span class="name">{label.name}</span>
      </th>
      <td class="num">{quietSinceMs === undefined ? unknown : formatDuration(nowMs - quietSinceMs)}</td>
      <td class="num">{memoryText(memoryOf(agent))}</td>
      <td class="num">{agent.pid}</td>
    </tr>
  )
}

const spareMark = (agent: FleetAgentReport): MarkName =>
  agent.pinned ? 'pinned' : agent.activity === 'waiting' ? 'waiting' : agent.health

function SpareReason({ agent }: { readonly agent: FleetAgentReport }) {
  const name = <b>{labelOf(agent).project}</b>
  if (agent.pinned) {
    return (
      <span>
        {name} is pinned. <span class="muted">Never killed in bulk.</span>
      </span>
    )
  }
  if (agent.state === 'stopped') {
    return (
      <span>
        {name} is suspended with Ctrl-Z, not stale.{' '}
        <span class="muted">
          Bring it back with <code>{wakeHint(agent).replace(',', '')}</code>, or kill it by itself.
        </span>
      </span>
    )
  }
  if (agent.health === 'zombie') {
    return (
      <span>
        {name} is defunct. <span class="muted">Its parent has to collect it.</span>
      </span>
    )
  }
  if (agent.health === 'unknown' && agent.activity !== 'waiting') {
    return (
      <span>
        {name}: nothing tells whether it works. <span class="muted">Never killed in bulk.</span>
      </span>
    )
  }
  return (
    <span>
      {name} waits for you. <span class="muted">Never killed in bulk.</span>
    </span>
  )
}

/** Stands where the list will: the second measurement takes a moment. */
export function LookingAgainDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Ask title="Kill stale sessions?" no="Keep them" onAnswer={onClose}>
      <p role="status">Measuring their CPU once more: who works again is not stale.</p>
    </Ask>
  )
}
