/** The tray's window: the same order of need, in 360 × 480. */
import { useRef, useState } from 'preact/hooks'

import { activityOf, joinLabel, labelOf, memoryOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport, FleetReport } from '../../../core/process/report.ts'
import { formatUsd } from '../../../core/words/format.ts'
import { useNow } from '../clock.ts'
import { LimitGauge } from '../limits/limit-gauge.tsx'
import { hasKinds } from '../live/kinds.ts'
import { isLive, liveFleet } from '../live/live-store.ts'
import { todayCost } from '../live/today-cost.ts'
import { Link } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import type { MarkName } from '../parts/mark.tsx'
import { Icon, Mark } from '../parts/mark.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useActions } from '../processes/actions.tsx'
import { groupOf } from '../processes/placement.ts'
import { memoryText } from '../processes/words.ts'
import { NameField, NamePencil } from '../session/marks/rename.tsx'
import '../styles/waiting.css'
import '../styles/popover.css'
import { waitingList } from '../waiting/waiting-state.ts'
import type { PopoverView } from './popover-view.ts'
import { agentsWords, popoverView, shortActivity } from './popover-view.ts'
import { PopoverWaiting } from './popover-waiting.tsx'
import { QuietButton } from './quiet-button.tsx'

export default function PopoverScreen() {
  const fleet = liveFleet.value
  return (
    <section class="popover" aria-label="TCE">
      <h1 class="sr">TCE</h1>
      {fleet ? <Content fleet={fleet} /> : <SkeletonRows rows={8} label="Looking at the machine…" />}
      <Footer />
    </section>
  )
}

function Content({ fleet }: { readonly fleet: FleetReport }) {
  const view = popoverView(fleet, waitingList.value)
  return (
    <>
      <Head fleet={fleet} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="pop-list" tabIndex={0} aria-label="Agents">
        <PopoverWaiting />
        {view.cleanup.length > 0 && <CleanUp view={view} fleet={fleet} />}
        {view.unknown.length > 0 && (
          <section>
            <h2>Unknown</h2>
            <Lines agents={view.unknown} />
          </section>
        )}
        {view.working.length > 0 && (
          <section>
            <h2>Working</h2>
            <Lines agents={view.working} />
          </section>
        )}
        {view.total === 0 && <p class="pop-fold muted">One that you start in any project shows up here.</p>}
        {view.more && (
          <p class="pop-fold">
            <a class="link" href="/" target="_blank" rel="noopener">
              {view.more}
            </a>
          </p>
        )}
      </section>
    </>
  )
}

function Head({ fleet: { counts, processes } }: { readonly fleet: FleetReport }) {
  const working = processes.filter((agent) => groupOf(agent) === 'working').length
  const today = todayCost.value
  const exceptions = (['zombie', 'stale', 'unknown'] as const).filter((health) => counts[health] > 0)
  return (
    <header>
      <p class="pop-state">
        <svg width="20" height="20" aria-hidden="true">
          <use href="#i-claw" />
        </svg>
        <span>
          <b>{agentsWords(counts.total)}</b>
          <span class="muted">
            {working > 0 && <i>{working} working</i>}
            {exceptions.map((health) => (
              <i key={health} title={`${counts[health]} ${health}`}>
                <Mark name={health} />
                {counts[health]} <span class={working > 0 ? 'sr' : ''}>{health}</span>
              </i>
            ))}
            {exceptions.length === 0 && counts.total > 0 && (
              <i>
                <Mark name="healthy" />
                all healthy
              </i>
            )}
          </span>
        </span>
      </p>
      {today?.costUsd !== undefined && (
        <p class="pop-cost" title={today.origin}>
          <b>{formatUsd(today.costUsd)}</b>
          <span class="muted">
            today <LimitGauge />
          </span>
        </p>
      )}
    </header>
  )
}

function Name({ agent }: { readonly agent: FleetAgentReport }) {
  const [isEdited, setIsEdited] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const label = labelOf(agent)
  const { sessionId, name = '' } = agent
  const leave = () => {
    setIsEdited(false)
    requestAnimationFrame(() => opener.current?.focus())
  }
  if (isEdited && sessionId !== undefined) {
    return (
      <span class="p-name is-edited">
        <b>{label.project}</b> <NameField sessionId={sessionId} name={name} onDone={leave} />
      </span>
    )
  }
  return (
    <>
      <span class="p-name" title={joinLabel(label)}>
        {hasKinds.value && <KindMark agent={agent.agent} />}
        <b>{label.project}</b> <span>{label.name}</span>
      </span>
      {sessionId !== undefined && (
        <NamePencil
          name={name}
          label={joinLabel(label, ', ')}
          opener={opener}
          isReachedByTab
          onClick={() => setIsEdited(true)}
        />
      )}
    </>
  )
}

function CleanUp({ view, fleet }: { readonly view: PopoverView; readonly fleet: FleetReport }) {
  const actions = useActions()
  const canAct = isLive.value
  return (
    <section>
      <h2>
        To clean up
        {view.staleCount > 0 && (
          <button type="button" class="link" disabled={!canAct} onClick={() => actions.askToKillStale(fleet.processes)}>
            Kill {view.staleCount} stale…
          </button>
        )}
      </h2>
      <Lines agents={view.cleanup} />
    </section>
  )
}

function Lines({ agents }: { readonly agents: readonly FleetAgentReport[] }) {
  const nowMs = useNow(5000)
  const actions = useActions()
  const canAct = isLive.value
  return (
    <ul>
      {agents.map((agent) => (
        <li key={agent.id}>
          <Mark name={lineMark(agent)} />
          <Name agent={agent} />
          <span class="p-t">{actions.deedOf(agent.id) === 'ending' ? 'ending…' : shortActivity(agent, nowMs)}</span>
          <span class="p-m num">{memoryText(memoryOf(agent))}</span>
          <button
            type="button"
            class="icon-btn is-kill"
            aria-label={`Kill ${joinLabel(labelOf(agent), ', ')}…`}
            title="Kill…"
            disabled={!canAct || actions.deedOf(agent.id) === 'ending'}
            onClick={() => actions.askToKill({ kind: 'agent', process: agent })}
          >
            <Icon name="kill" size={14} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function lineMark(agent: FleetAgentReport): MarkName {
  if (agent.health !== 'healthy') return agent.health
  const { look } = activityOf(agent)
  return look === 'quiet' ? 'healthy' : look
}

function Footer() {
  const today = todayCost.value
  const toLookAt = waitingList.value.finished.length
  return (
    <footer>
      <a class="btn is-primary" href="/" target="_blank" rel="noopener">
        Open dashboard
      </a>
      <QuietButton />
      <Link to={{ screen: 'settings', query: {} }} class="icon-btn" aria-label="Settings">
        <Icon name="gear" />
      </Link>
      {toLookAt > 0 ? (
        <a class="muted fine" href="/waiting" target="_blank" rel="noopener">
          {toLookAt} to look at
        </a>
      ) : (
        today?.last7DaysUsd !== undefined && <span class="muted fine">7 days {formatUsd(today.last7DaysUsd)}</span>
      )}
    </footer>
  )
}
