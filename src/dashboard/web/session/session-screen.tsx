/** The page of one session. */
import { useEffect, useMemo } from 'preact/hooks'
import type { SessionDetail } from '../../../core/session/session.ts'
import type { UsageReport } from '../../../core/usage/usage.ts'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { usedModels } from '../live/used-models.ts'
import { Link } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { ActionsProvider } from '../processes/actions.tsx'
import type { Route } from '../route.ts'
import type { ScreenProps } from '../screens.ts'
import { agentsBySession } from '../sessions/agents.ts'
import { useComputed } from '../store.ts'
import '../styles/block-hues.css'
import '../styles/session-live.css'
import { ConversationPanel } from './conversation/conversation-panel.tsx'
import { type LiveSession, useStartedSession } from './live/live-session.ts'
import { SessionHead } from './session-head.tsx'
import { SessionMain } from './session-main.tsx'
import { SessionRail } from './session-rail.tsx'
import { TimelinePanel } from './timeline/timeline-panel.tsx'
import { toSessionView } from './view.ts'
import { detailOf, withLiveWork } from './work/live-work.ts'

export default function SessionScreen({ place }: ScreenProps) {
  const id = place.sessionId ?? ''
  return (
    <ActionsProvider>
      <section data-screen="session" class="screen">
        <Session key={id} id={id} route={{ screen: 'session', ...place }} />
      </section>
    </ActionsProvider>
  )
}

interface SessionProps {
  readonly id: string
  readonly route: Route
}

function Session({ id, route }: SessionProps) {
  const { value, problem, retry } = useAnswer(`session ${id}`, () => ask(api.sessions[':id'].$get({ param: { id } })))
  const live = useStartedSession(id)
  const { state } = live.view
  // A session that just began is followed before the ledger has read of it.
  const session = value ?? (problem?.status === 404 && state ? detailOf(state) : undefined)
  if (session !== undefined) {
    const reread = value === undefined ? undefined : retry
    return <Loaded session={session} reread={reread} live={live} route={route} used={usedModels.value} />
  }
  if (problem?.status === 404) return <NoSuchSession id={id} />
  if (problem !== undefined) return <AskFailed what="The session" problem={problem} onRetry={retry} />
  return <SkeletonRows rows={12} label="The session is being read" />
}

interface LoadedProps {
  readonly session: SessionDetail
  /** Absent until the ledger knows it: before that nothing can be kept of it. */
  readonly reread: (() => void) | undefined
  readonly live: LiveSession
  readonly route: Route
  readonly used: UsageReport['models']
}

function Loaded({ session, reread, live, route, used }: LoadedProps) {
  const nowMs = useNow(30_000)
  const { state } = live.view
  const view = useMemo(() => toSessionView(withLiveWork(session, state), nowMs, used), [session, state, nowMs, used])
  const agent = useAgentOf(session.id)
  const lastMs = session.lastActiveAt === undefined ? undefined : Date.parse(session.lastActiveAt)
  useEffect(() => {
    const before = document.title
    document.title = `${view.title} · TCE`
    return () => {
      document.title = before
    }
  }, [view.title])
  return (
    <>
      <SessionHead
        session={session}
        reread={reread}
        view={view}
        agent={agent}
        state={state}
        endedAgoMs={lastMs === undefined ? undefined : Math.max(0, nowMs - lastMs)}
      />
      <TimelinePanel session={live} route={route} />
      <div class="session-cols">
        <div class="session-main">
          <ConversationPanel session={live} route={route} />
          <SessionMain view={view} />
        </div>
        <SessionRail view={view} live={state} route={route} />
      </div>
    </>
  )
}

/** Of the session that this page is about for as long as it is there. */
const useAgentOf = (sessionId: string) => useComputed(() => agentsBySession.value.get(sessionId)).value

const NoSuchSession = ({ id }: { readonly id: string }) => (
  <div class="empty">
    <svg class="mark is-none big" width="40" height="40" aria-hidden="true">
      <use href="#m-none" />
    </svg>
    <h1>No such session</h1>
    <p>
      No session, or more than one, begins with <code>{id.slice(0, 60)}</code>. A session without any record is not
      listed yet.
    </p>
    <p>
      <Link to={{ screen: 'sessions', query: { range: 'all' } }} class="btn">
        All sessions
      </Link>
    </p>
  </div>
)
