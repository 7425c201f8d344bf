/** What is no agent: processes left behind by a session that is gone, and the agents' own helpers. Folded, with kill. */

import { kindOf } from '../../../agents/kinds.ts'
import { roleWords, timeOf } from '../../../core/process/agent-words.ts'
import type { FleetReport } from '../../../core/process/report.ts'
import { plainText } from '../../../core/words/text.ts'
import { Icon } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import type { Actions } from './actions.tsx'
import type { KillTarget } from './kill-target.ts'
import { helpersFold, orphansFold } from './view-model.ts'
import { childWords, cpuText, memoryText, unknown } from './words.ts'

interface FoldedSectionsProps {
  readonly fleet: FleetReport
  readonly actions: Actions
  readonly canAct: boolean
}

export function FoldedSections({ fleet, actions, canAct }: FoldedSectionsProps) {
  const left = orphansFold(fleet)
  const helpers = helpersFold(fleet)
  const kill = (target: KillTarget) => () => actions.askToKill(target)
  const isOff = (id: string) => !canAct || actions.deedOf(id) === 'ending'
  return (
    <>
      {left && (
        <Fold title="Left behind" count={left.count} note={left.note}>
          {fleet.orphans.map((orphan) => (
            <Line
              key={orphan.id}
              name={plainText(orphan.name)}
              what={`${childWords(orphan, [], () => '')}, ${plainText(orphan.reason)}`}
              command={plainText(orphan.command)}
              process={orphan}
              onKill={kill({ kind: 'orphan', process: orphan })}
              isOff={isOff(orphan.id)}
            />
          ))}
        </Fold>
      )}
      {helpers && (
        <Fold title="Helpers" count={helpers.count} note={helpers.note}>
          {fleet.helpers.map((helper) => (
            <Line
              key={helper.id}
              name={kindOf(helper.agent).displayName}
              what={roleWords[helper.role]}
              command={plainText(helper.command)}
              process={helper}
              onKill={kill({ kind: 'helper', process: helper })}
              isOff={isOff(helper.id)}
            />
          ))}
        </Fold>
      )}
      {fleet.problems.map((problem) => (
        <p key={problem} class="problem muted">
          {plainText(problem)}
        </p>
      ))}
    </>
  )
}

interface FoldProps {
  readonly title: string
  readonly count: number
  readonly note: string
  readonly children: preact.ComponentChildren
}

const Fold = ({ title, count, note, children }: FoldProps) => (
  <details class="folded">
    <summary>
      <Icon name="chev" size={12} />
      <b>{title}</b> <span class="count">{count}</span> <span class="muted">{note}</span>
    </summary>
    <ul>{children}</ul>
  </details>
)

interface LineProps {
  readonly name: string
  readonly what: string
  readonly command: string
  readonly process: {
    readonly pid: number
    readonly startedAt: string
    readonly cpuPercent?: number | undefined
    readonly rssBytes?: number | undefined
  }
  readonly onKill: () => void
  readonly isOff: boolean
}

function Line({ name, what, command, process, onKill, isOff }: LineProps) {
  const startedMs = timeOf(process.startedAt)
  return (
    <li>
      <span class="f-name">{name}</span>
      <span class="f-what clip">{what}</span>
      <code class="clip" title={command}>
        {command}
      </code>
      <span class="num">{cpuText(process.cpuPercent)}</span>
      <span class="num">{memoryText(process.rssBytes)}</span>
      <span class="num">{startedMs === undefined ? unknown : <Since sinceMs={startedMs} />}</span>
      <span class="num">{process.pid}</span>
      <button
        type="button"
        class="icon-btn is-kill"
        aria-label={`Kill ${name} ${process.pid}…`}
        title="Kill…"
        disabled={isOff}
        onClick={onKill}
      >
        <Icon name="kill" size={14} />
      </button>
    </li>
  )
}
