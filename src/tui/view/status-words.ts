/** How a session is, in a mark and a few words. Pure. */

import { sinceMs, timeOf } from '../../core/process/agent-words.ts'
import type { LiveSessionState, SessionStatus } from '../../core/session/live-session.ts'
import { isUnseen, noProcessWords } from '../../core/session/unseen-session.ts'
import { formatDurationInWords } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Glyphs, Line, Span } from '../../terminal/roles.ts'
import { span } from '../../terminal/roles.ts'

export function statusMark(status: SessionStatus, glyphs: Glyphs): Span {
  switch (status) {
    case 'waiting':
      return span(glyphs.waiting, 'you')
    case 'busy':
    case 'shell':
      return span(glyphs.healthy, 'busy')
    case 'idle':
    case 'unknown':
      return span(glyphs.none, 'dim')
    case 'ended':
      return span(glyphs.none, 'dim')
    default:
      return status satisfies never
  }
}

/** `◐ waiting for you 3 min`, `● busy; no process seen; last record 4 s ago`. What is younger than a minute has no time: it would move all the time. */
export function statusLine(state: LiveSessionState, nowMs: number, glyphs: Glyphs): Line {
  if (state.process?.health === 'zombie')
    return [span(`${glyphs.zombie} `, 'bad'), span(plainText(state.process.healthReason), 'bad')]
  const word = statusWords[state.status]
  const ms = sinceMs(state.statusSince ?? state.lastActiveAt, nowMs)
  const time = ms === undefined || ms < 60_000 ? '' : ` ${formatDurationInWords(ms)}`
  const mark = statusMark(state.status, glyphs)
  const role = state.status === 'waiting' ? 'you' : state.status === 'busy' || state.status === 'shell' ? 'busy' : 'dim'
  const rest = isUnseen(state) ? `; ${noProcessWords({ ...state, nowMs }, timeOf(state.lastRecordAt))}` : time
  return [span(`${mark.text} `, mark.role), span(word, role), span(rest, isUnseen(state) ? 'dim' : undefined)]
}

const statusWords: Record<SessionStatus, string> = {
  waiting: 'waiting for you',
  busy: 'busy',
  shell: 'background shell',
  idle: 'idle',
  ended: 'ended',
  unknown: 'no word from it',
}
