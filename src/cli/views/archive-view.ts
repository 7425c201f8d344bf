/** `tce archive`: how much there is, what would go, and what went. Pure. */
import { kindOf } from '../../agents/kinds.ts'
import { type ArchiveLimits, archiveSayings, shareWords } from '../../core/data/archive-words.ts'
import type { ArchivedOf, ArchiveReport, ArchiveShare } from '../../core/data/kept-data.ts'
import { formatBytes, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { emptyLine, type Line, type Look, line, span } from '../../terminal/roles.ts'
import { wrap } from '../../terminal/wrap.ts'

const roles = { ok: undefined, remark: 'warn', problem: 'bad' } as const

export function archiveView(
  report: ArchiveReport | undefined,
  limits: ArchiveLimits,
  { columns }: Look,
): readonly Line[] {
  const said = archiveSayings(report, limits).flatMap(({ level, message, remedy = '' }) =>
    wrap(`${message} ${remedy}`.trim(), columns).map((text) => {
      const role = roles[level]
      return line(role === undefined ? text : span(text, role))
    }),
  )
  return report === undefined || report.sessions === 0
    ? said
    : [...said, emptyLine, line(span('Take some of it away: ', 'dim'), 'tce archive delete --older 90d')]
}

/** What of it that is. */
export function archiveShareView(
  share: ArchiveShare,
  of: ArchivedOf,
  { columns }: Pick<Look, 'columns'>,
): readonly Line[] {
  const whose = [
    of.project === undefined ? 'All projects' : plainText(of.project),
    of.agent === undefined ? 'all agents' : kindOf(of.agent).displayName,
    ...(of.olderThanDays === undefined ? [] : [`older than ${plural(of.olderThanDays, 'day')}`]),
  ].join(', ')
  if (share.sessions === 0) return [line(`${whose}: nothing in the archive is so.`)]
  const text = `${whose}: ${shareWords(share)}. Those kept here alone can't be searched or read then; the others are archived again when they are written.`
  return wrap(text, columns).map((one) => line(one))
}

export const archiveDeletedView = ({ sessions, bytes }: ArchiveShare, { glyphs }: Look): readonly Line[] => [
  line(span(`${glyphs.done} `, 'ok'), `${plural(sessions, 'session')} deleted, ${formatBytes(bytes)}.`),
]
