/** Sessions that go on although no process of theirs is seen: what their records tell, and the way to follow them. */
import type { FleetReport } from '../../../core/process/report.ts'
import { noProcessWords, type UnseenSession } from '../../../core/session/unseen-session.ts'
import { plainText } from '../../../core/words/text.ts'
import { useNow } from '../clock.ts'
import { hasKinds } from '../live/kinds.ts'
import { Link } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Mark } from '../parts/mark.tsx'
import { costText } from './words.ts'

export function UnseenSessions({ fleet: { sessionsWithoutProcess: sessions = [] } }: { readonly fleet: FleetReport }) {
  if (sessions.length === 0) return null
  return (
    <section class="folded unseen" aria-labelledby="unseen-sessions">
      <h2 id="unseen-sessions">
        Sessions without a process <span class="count">{sessions.length}</span>
        <span class="muted">in a container, on another machine, or of a version that tells nobody</span>
      </h2>
      <ul>
        {sessions.map((session) => (
          <Unseen key={session.sessionId} session={session} />
        ))}
      </ul>
    </section>
  )
}

function Unseen({ session }: { readonly session: UnseenSession }) {
  const nowMs = useNow()
  const { sessionId, activity, doing, lastRecordAt } = session
  const project = plainText(session.project ?? '')
  const title = plainText(session.title ?? '') || sessionId.slice(0, 8)
  return (
    <li>
      <span class={`act is-${activity === 'busy' ? 'busy' : 'quiet'}`}>
        {activity === 'busy' && <Mark name="busy" />}
        <b>{activity}</b>
      </span>
      <Link to={{ screen: 'session', sessionId, query: {} }} class="clip" title={title}>
        {hasKinds.value && <KindMark agent={session.agent} />}
        {project === '' ? title : `${project}: ${title}`}
      </Link>
      <span class="f-what clip">{plainText(doing ?? '')}</span>
      <span class="f-known">{noProcessWords({ ...session, nowMs }, Date.parse(lastRecordAt))}</span>
      <span class="num">{costText(session)}</span>
    </li>
  )
}
