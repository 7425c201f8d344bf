/** Nothing runs: what is true, how to change it, and where to go on. */

import { kindOf } from '../../../agents/kinds.ts'
import { firstAgent } from '../../../core/process/agent-ids.ts'
import { timeOf } from '../../../core/process/agent-words.ts'
import type { FleetReport } from '../../../core/process/report.ts'
import type { SessionList } from '../../../core/session/session.ts'
import { titleOf } from '../../../core/session/session-title.ts'
import { formatDurationInWords, formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { askToDeploy } from '../deploy/deploy-open.ts'
import { Link } from '../navigation.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { formatMoment } from '../parts/time.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { unknown } from './words.ts'

export function NoProcesses({ fleet }: { readonly fleet: FleetReport }) {
  const nowMs = useNow(5000)
  const { sessions = [] } = useLastSessions() ?? {}
  // What was used last.
  const { command } = kindOf(sessions[0]?.agent ?? firstAgent)
  const isAnyUnseen = (fleet.sessionsWithoutProcess ?? []).length > 0
  return (
    <div class="empty">
      <svg class="mark is-none big" width="40" height="40" aria-hidden="true">
        <use href="#m-none" />
      </svg>
      <h1>{isAnyUnseen ? 'No process of an agent is seen' : 'No agents running'}</h1>
      <p>Start one in any project, and it shows up here within two seconds.</p>
      <p class="copyline">
        <code>{command}</code>
        <CopyButton text={command} what="command" />
        <button type="button" class="btn" onClick={() => askToDeploy()}>
          Deploy…
        </button>
      </p>
      <PickUp sessions={sessions} nowMs={nowMs} />
      <p class="muted fine">
        Looked at {fleet.processCount.toLocaleString('en-US')} processes. Expected to see one? <code>tce doctor</code>{' '}
        tells why not.
      </p>
    </div>
  )
}

const offered = 3

const useLastSessions = () =>
  useAnswer('sessions to pick up', () => ask(api.sessions.$get({ query: { limit: String(offered), sort: 'active' } })))
    .value

interface PickUpProps {
  readonly sessions: SessionList['sessions']
  readonly nowMs: number
}

function PickUp({ sessions, nowMs }: PickUpProps) {
  if (sessions.length === 0) return null
  return (
    <div class="empty-more">
      <h2>Pick up where you stopped</h2>
      <ul>
        {sessions.map((session) => (
          <li key={session.id}>
            <Link to={{ screen: 'session', sessionId: session.id, query: {} }}>
              {plainText(titleOf(session) ?? '') || session.id.slice(0, 8)}
            </Link>
            <span class="muted clip">{plainText(session.project ?? '')}</span>
            <span class="muted num">{agoWords(session.lastActiveAt ?? session.startedAt, nowMs)}</span>
            <span class="num">{session.costUsd === undefined ? unknown : formatUsd(session.costUsd)}</span>
            <CopyButton text={() => resumeCommandOf(session.id)} what="resume command" />
          </li>
        ))}
      </ul>
    </div>
  )
}

function agoWords(at: string | undefined, nowMs: number): string {
  const ms = timeOf(at)
  if (ms === undefined) return unknown
  const agoMs = Math.max(0, nowMs - ms)
  return agoMs < 12 * 3_600_000 ? `${formatDurationInWords(agoMs)} ago` : formatMoment(ms, nowMs)
}

async function resumeCommandOf(id: string): Promise<string | undefined> {
  const answer = await ask(api.sessions[':id'].$get({ param: { id } }))
  return answer.ok ? answer.value.resumeCommand : undefined
}
