/** Sessions that go on although no process of theirs is seen: `tce status` beneath its table. Pure. */
import type { FleetReport } from '../../core/process/report.ts'
import { type UnseenSession, unseenWords } from '../../core/session/unseen-session.ts'
import { shellCommand } from '../../core/words/command.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { lineWidth, truncateLine } from '../../terminal/table.ts'

const mostShown = 5

export function unseenSessions(
  { sessionsWithoutProcess: sessions = [] }: FleetReport,
  nowMs: number,
  look: Look,
): readonly Line[] {
  const [first] = sessions
  if (first === undefined) return []
  const { glyphs } = look
  const isAnyBusy = sessions.some(({ activity }) => activity === 'busy')
  const mark = isAnyBusy ? span(`${glyphs.healthy} `, 'busy') : span(`${glyphs.none} `, 'dim')
  const more = sessions.length - mostShown
  return [
    ...fitted([mark, ...title(sessions.length)], watchHint(first, sessions.length), look),
    ...sessions.slice(0, mostShown).map((session) => sessionLine(session, nowMs, look)),
    ...(more <= 0 ? [] : [line(span(`  and ${more} more: tce status --json`, 'dim'))]),
  ]
}

/** On one line where both have room. */
const fitted = (text: Line, hint: Line, { columns }: Look): readonly Line[] =>
  lineWidth([...text, ...hint]) <= columns ? [[...text, ...hint]] : [text, [span('  '), ...hint]]

const title = (count: number): Line =>
  count === 1
    ? line(span('1 session', 'bold'), ' goes on, its process is not seen. ')
    : line(span(`${count} sessions`, 'bold'), ' go on, their processes are not seen. ')

function watchHint({ sessionId }: UnseenSession, count: number): Line {
  const command = count === 1 ? shellCommand(['tce', 'watch'], [sessionId.slice(0, 8)]) : 'tce watch'
  return command === undefined ? [] : line(span(count === 1 ? 'Follow it: ' : 'Follow them: ', 'dim'), command)
}

/** `etl-nightly Bash dbt run; no process seen; last record 4 s ago  77777777`: what is known is never cut for the title's sake. */
function sessionLine(session: UnseenSession, nowMs: number, { columns, glyphs }: Look): Line {
  const id = plainText(session.sessionId.slice(0, 8))
  const project = plainText(session.project ?? '') || id
  const text = line(
    '  ',
    span(project, 'bold'),
    ` ${unseenWords(session, nowMs)}`,
    project === id ? '' : span(`  ${id}`, 'dim'),
  )
  return truncateLine(text, columns, glyphs.ellipsis)
}
