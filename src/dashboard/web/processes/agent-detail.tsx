/** An open row: what hangs below it, its facts, what it does now, and what can be done. */
import type { ComponentChildren } from 'preact'
import { kindOf, noUsageWords } from '../../../agents/kinds.ts'
import { wakeHint } from '../../../core/kill/kill-stale.ts'
import { activityOf, isAtWork, messagesInWords, roleWords, timeOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { SessionDetail } from '../../../core/session/session.ts'
import { formatDurationInWords, formatUsd, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { withTilde } from '../../../core/words/tilde.ts'
import { api, ask } from '../api.ts'
import { openComposer } from '../compose/compose-open.ts'
import type { TrendSample } from '../live/trends.ts'
import { Link, route, setQuery } from '../navigation.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { JumpButton } from '../parts/jump.tsx'
import { Mark } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import { formatMoment } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { Rename } from '../session/marks/rename.tsx'
import { AdoptButton } from '../tasks/adopt-button.tsx'
import { AnswerPlace } from '../waiting/answer-place.tsx'
import { ActionButtons } from './action-buttons.tsx'
import type { Actions, Deed } from './actions.tsx'
import { CpuChart } from './cpu-chart.tsx'
import type { AskedPermission } from './detail-answers.ts'
import { usePermission, useStaleLimit } from './detail-answers.ts'
import { useMachine } from './machine.ts'
import { TreeList } from './process-tree.tsx'
import { treeOf } from './tree.ts'

interface AgentDetailProps {
  readonly agent: FleetAgentReport
  readonly trend: readonly TrendSample[]
  readonly deed: Deed | undefined
  readonly canAct: boolean
  readonly actions: Actions
}

export function AgentDetail({ agent, trend, deed, canAct, actions }: AgentDetailProps) {
  const isYou = activityOf(agent).look === 'waiting'
  return (
    <div class={isYou ? 'detail-grid is-you' : 'detail-grid'}>
      <TreeSection agent={agent} trend={trend} />
      <Facts agent={agent} />
      <section>
        <h2>Now</h2>
        <Now agent={agent} />
        <DetailButtons agent={agent} deed={deed} canAct={canAct} actions={actions} />
      </section>
    </div>
  )
}

interface TreeSectionProps {
  readonly agent: FleetAgentReport
  readonly trend: readonly TrendSample[]
}

function TreeSection({ agent, trend }: TreeSectionProps) {
  const nowMs = Date.now()
  const tree = treeOf(agent, (ms) => formatMoment(ms, nowMs))
  return (
    <section>
      <h2>
        Process tree{' '}
        <span class="muted">
          {plural(tree.processCount, 'process', 'processes')}, {tree.memory}
        </span>
      </h2>
      <TreeList tree={tree} />
      <CpuChart samples={trend} nowMs={nowMs} />
    </section>
  )
}

function Facts({ agent }: { readonly agent: FleetAgentReport }) {
  const homeDir = useMachine()?.homeDir
  const session = useSession(agent.sessionId)
  const startedMs = timeOf(agent.startedAt)
  const nowMs = Date.now()
  const facts: readonly (readonly [string, ComponentChildren, string?])[] = [
    ['Name', agent.sessionId && <Named key="name" sessionId={agent.sessionId} name={agent.name} />],
    ['Title', session?.title && plainText(session.title)],
    ['Messages', messagesInWords(agent)],
    ['Folder', agent.cwd && withTilde(plainText(agent.cwd), homeDir), 'mono clip'],
    ['Branch', session?.branch && plainText(session.branch), 'mono clip'],
    ['Health', <HealthFact key="health" agent={agent} />],
    ['Hog', agent.hog?.reason],
    ['Started', startedMs && `${startWords(startedMs, nowMs)}${agent.tty ? ` on ${plainText(agent.tty)}` : ''}`],
    ['Client', clientWords(agent)],
    ['Command', plainText(agent.command), 'mono clip'],
    ['Session', agent.sessionId && <SessionLink key="session" id={agent.sessionId} />, 'mono'],
    ['Ledger', ledgerWords(session)],
    ['Usage', noUsageWords([agent.agent])],
  ]
  return (
    <section>
      <h2>Facts</h2>
      <dl class="facts">
        {facts
          .filter(([, value]) => value !== undefined && value !== '' && value !== 0)
          .map(([term, value, look]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd class={look} title={typeof value === 'string' ? value : undefined}>
                {value}
              </dd>
            </div>
          ))}
      </dl>
    </section>
  )
}

/** The tray's menu leads to the field itself. */
const Named = ({ sessionId, name }: { readonly sessionId: string; readonly name: string | undefined }) => (
  <Rename
    sessionId={sessionId}
    name={name}
    isOpenAtFirst={route.value.query['rename'] !== undefined}
    onDone={() => setQuery({ rename: '' }, { replace: true })}
  />
)

function startWords(ms: number, nowMs: number): string {
  const moment = formatMoment(ms, nowMs)
  return /^\d\d:\d\d$/.test(moment) ? `today ${moment}` : moment
}

function HealthFact({ agent }: { readonly agent: FleetAgentReport }) {
  const activeMs = timeOf(agent.lastActiveAt)
  const limitHours = useStaleLimit(agent.role)
  const isLimited = limitHours !== undefined && (agent.health === 'healthy' || agent.health === 'stale')
  return (
    <>
      {agent.health}: {plainText(agent.healthReason)}
      {activeMs !== undefined && !isAtWork(agent) && agent.health !== 'stale' && (
        <>
          ; last sign of life <Since sinceMs={activeMs} format={formatDurationInWords} /> ago
        </>
      )}
      {isLimited && <span class="muted">, limit {Math.round(limitHours * 100) / 100} h</span>}
    </>
  )
}

const clientWords = ({ agent, version, role }: FleetAgentReport): string =>
  `${kindOf(agent).displayName}${version === undefined ? '' : ` ${plainText(version)}`}, ${roleWords[role]}`

const ledgerWords = (session: SessionDetail | undefined): string | undefined =>
  session?.ledger && `${kindOf(session.agent).displayName}'s own count says ${formatUsd(session.ledger.costUsd)}`

const SessionLink = ({ id }: { readonly id: string }) => (
  <Link to={{ screen: 'session', sessionId: id, query: {} }}>{plainText(id).slice(0, 8)}</Link>
)

/** What only its transcript knows. */
const useSession = (id: string | undefined): SessionDetail | undefined =>
  useAnswer(id && `session ${id}`, () => ask(api.sessions[':id'].$get({ param: { id: id ?? '' } }))).value

function Now({ agent }: { readonly agent: FleetAgentReport }) {
  const { look, word, sinceMs, detail } = activityOf(agent)
  const permission = usePermission(agent)
  if (look === 'waiting') {
    return (
      <div class="ask">
        <p>
          <Mark name="waiting" />
          <b>Waiting for you</b>{' '}
          {sinceMs !== undefined && (
            <span class="muted">
              <Since sinceMs={sinceMs} format={formatDurationInWords} />
            </span>
          )}
        </p>
        {permission ? <Permission permission={permission} /> : detail && <p>{detail}</p>}
        <AnswerPlace agentId={agent.id} terminal={agent.tty} />
      </div>
    )
  }
  if (look === 'quiet') return <p class="now">{quietWords(agent, word)}</p>
  return (
    <p class="now act">
      <Mark name={look} />
      <b>{look === 'busy' ? 'At work' : 'A background shell runs'}</b>
      {detail && <span>{detail}</span>}
    </p>
  )
}

const Permission = ({ permission: { tool, what } }: { readonly permission: AskedPermission }) => (
  <>
    <p>
      Permission to run {tool}
      {what ? ':' : ''}
    </p>
    {what && <pre class="mono">{what}</pre>}
  </>
)

function quietWords(agent: FleetAgentReport, word: string): string {
  if (agent.state === 'stopped') return `Suspended with Ctrl-Z. Bring it back with ${wakeHint(agent)}, or kill it.`
  if (agent.health === 'zombie') return 'It has ended; its parent has not collected it. Ending the parent clears it.'
  if (agent.health === 'unknown') return `${capital(word)}. Look into it: no rule ends it, only you can.`
  if (agent.health === 'stale') return `${capital(word)}. Look into it, pin it to keep it, or kill it.`
  return agent.activity === 'idle'
    ? 'Idle: it waits for the next prompt.'
    : 'Unknown: its client does not tell what it does.'
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function DetailButtons({ agent, deed, canAct, actions }: Omit<AgentDetailProps, 'trend'>) {
  const isOff = !canAct || deed === 'ending' || deed === 'pinning'
  return (
    <div class="btns">
      {agent.sessionId && (
        <Link to={{ screen: 'session', sessionId: agent.sessionId, query: {} }} class="btn">
          Open session
        </Link>
      )}
      {agent.resumeCommand && (
        <CopyButton text={agent.resumeCommand} what="resume command">
          Copy resume command
        </CopyButton>
      )}
      {agent.sessionId && (
        <button type="button" class="btn" onClick={() => openComposer([agent.id])}>
          Prompt…
        </button>
      )}
      <JumpButton agentId={agent.id} isOff={!canAct} />
      <AdoptButton sessionId={agent.sessionId} agent={agent} />
      <ActionButtons agent={agent} isOff={isOff} actions={actions} />
    </div>
  )
}
