/** Title, state and facts of the session, and what can be done: take it up again; where its process runs, pin and end it. */

import { activityOf, timeOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { LiveSessionState } from '../../../core/session/live-session.ts'
import type { SessionDetail } from '../../../core/session/session.ts'
import { isUnseen, noProcessWords } from '../../../core/session/unseen-session.ts'
import { formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { useNow } from '../clock.ts'
import { isLive } from '../live/live-store.ts'
import { Link } from '../navigation.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Mark } from '../parts/mark.tsx'
import { ActionButtons } from '../processes/action-buttons.tsx'
import { useActions } from '../processes/actions.tsx'
import { Activity, Health } from '../processes/row-parts.tsx'
import { AdoptButton } from '../tasks/adopt-button.tsx'
import { KeptMarks } from './marks/kept-marks.tsx'
import { StarButton } from './marks/star-button.tsx'
import type { SessionView } from './view.ts'

interface SessionHeadProps {
  readonly session: SessionDetail
  /** Absent until the ledger knows it: before that nothing can be kept of it. */
  readonly reread: (() => void) | undefined
  readonly view: SessionView
  /** The process of the session, while it runs. */
  readonly agent: FleetAgentReport | undefined
  /** At this moment; absent until the transcript was read. */
  readonly state: LiveSessionState | undefined
  readonly endedAgoMs: number | undefined
}

export function SessionHead({ session, reread, view, agent, state, endedAgoMs }: SessionHeadProps) {
  return (
    <header class="page-head of-session">
      <div>
        <p class="crumb">
          <Link to={{ screen: 'sessions', query: {} }}>Sessions</Link>
          {view.project !== '' && (
            <>
              {' / '}
              <Link to={{ screen: 'sessions', query: { project: view.projectFolder || view.project } }}>
                {view.project}
              </Link>
              {view.worktree !== '' && ` · ${view.worktree}`}
            </>
          )}
        </p>
        <h1>
          {view.title}
          {reread && <StarButton id={session.id} isStarred={session.isStarred === true} onChange={reread} />}
        </h1>
        <p class="meta">
          {agent ? (
            <AliveMeta agent={agent} />
          ) : state !== undefined && isUnseen(state) ? (
            <UnseenMeta state={state} />
          ) : (
            <span class="muted">{endedWords(endedAgoMs)}</span>
          )}
          {view.meta.map(({ text, isMono, title }) => (
            <span key={text} class={isMono ? 'mono' : ''} title={title}>
              {text}
            </span>
          ))}
        </p>
        {reread && <KeptMarks session={session} ownTitle={view.ownTitle} onChange={reread} />}
      </div>
      <div class="btns">
        {view.resumeCommand !== undefined && (
          <CopyButton text={view.resumeCommand} what="resume command">
            Copy resume command
          </CopyButton>
        )}
        <AdoptButton sessionId={session.id} agent={agent} />
        {agent && <ProcessButtons agent={agent} />}
      </div>
    </header>
  )
}

const endedWords = (ms: number | undefined): string =>
  ms === undefined
    ? 'no process'
    : ms < 60_000
      ? 'ended just now'
      : `no process, last record ${formatDurationInWords(ms)} ago`

/** It goes on by its records alone. */
function UnseenMeta({ state: { status, doing, lastRecordAt, perhapsPid } }: { readonly state: LiveSessionState }) {
  const nowMs = useNow()
  return (
    <>
      <span class={`act is-${status === 'busy' ? 'busy' : 'quiet'}`}>
        {status === 'busy' && <Mark name="busy" />}
        <b>{status}</b> {doing !== undefined && <span>{plainText(doing)}</span>}
      </span>
      <span class="muted">{noProcessWords({ nowMs, perhapsPid }, timeOf(lastRecordAt))}</span>
    </>
  )
}

const AliveMeta = ({ agent }: { readonly agent: FleetAgentReport }) => (
  <>
    {activityOf(agent).look === 'quiet' && agent.health !== 'healthy' ? null : <Activity agent={agent} />}
    <Health agent={agent} />
    {agent.tty !== undefined && <span>{plainText(agent.tty)}</span>}
    <Link to={{ screen: 'processes', query: { open: agent.id } }} title="Its process in the list">
      pid {agent.pid}
    </Link>
  </>
)

function ProcessButtons({ agent }: { readonly agent: FleetAgentReport }) {
  const actions = useActions()
  const isIdle = isLive.value && actions.deedOf(agent.id) === undefined
  return <ActionButtons agent={agent} isOff={!isIdle} actions={actions} />
}
