/** Prompts, thinking and text of all lanes, for the timeline: the newest, and what comes. */
import { useEffect, useState } from 'preact/hooks'
import type { SessionEvent } from '../../../../core/session/session-event.ts'
import type { LiveSession } from '../live/live-session.ts'
import { type TalkEvent, talkKinds } from './steps.ts'

/** As many as the steps that are kept, and some. */
const mostTalk = 600

export function useTalk(session: LiveSession): readonly TalkEvent[] {
  const [talk, setTalk] = useState<readonly TalkEvent[]>([])
  useEffect(() => {
    let isCurrent = true
    const read = async () => {
      const answer = await session.source.events({ kinds: talkKinds, limit: mostTalk })
      if (isCurrent && answer.ok) setTalk(answer.value.events.filter(isTalk))
    }
    const add = (events: readonly SessionEvent[]) => {
      const said = events.filter(isTalk)
      if (said.length === 0) return
      setTalk((last) => {
        const known = new Set(last.map(({ cursor }) => cursor))
        return [...last, ...said.filter(({ cursor }) => !known.has(cursor))].slice(-mostTalk)
      })
    }
    const stop = session.hear({ onOpen: () => void read(), onEvents: add, onResync: () => void read() })
    void read()
    return () => {
      isCurrent = false
      stop()
    }
  }, [session])
  return talk
}

const isTalk = (event: SessionEvent): event is TalkEvent => (talkKinds as readonly string[]).includes(event.kind)
