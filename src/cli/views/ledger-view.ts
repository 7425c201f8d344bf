/** `tce ledger`: what it holds, how old it is, and which lines it could not read. Pure. */
import { formatBytes, formatCount, formatDurationInWords, plural } from '../../core/words/format.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { wrap } from '../../terminal/wrap.ts'
import type { LedgerStatus, UpdateReport } from '../../tracker/ledger.ts'
import { shownLabel } from './usage-words.ts'

export function ledgerStatusView(status: LedgerStatus, nowMs: number, look: Look): readonly Line[] {
  const { glyphs, columns } = look
  const facts: readonly (readonly [string, string])[] = [
    [
      'Store',
      status.isSaved ? `${status.path}, ${formatBytes(status.sizeBytes)}` : 'in memory alone, nothing is saved',
    ],
    ['Responses', `${formatCount(status.responses)} in ${plural(status.sessions, 'session')}, each counted once`],
    ['Files', filesText(status)],
    ['Updated', updatedText(status.updatedAtMs, nowMs)],
    ['Bad lines', status.badLines === 0 ? 'none' : `${formatCount(status.badLines)}, not counted`],
  ]
  return [
    ...facts.map(([label, fact]) => line(span(label.padEnd(11), 'dim'), shownLabel(fact, glyphs))),
    ...(status.badLineSamples.length === 0 ? [] : [emptyLine]),
    ...status.badLineSamples.map(({ path, offsetBytes, reason }) =>
      line(span('! ', 'warn'), shownLabel(`${path} at byte ${formatCount(offsetBytes)}: ${reason}`, glyphs)),
    ),
    ...problemLines(status.problems, look, columns),
  ]
}

export function updateView(update: UpdateReport, look: Look): readonly Line[] {
  const { filesRead, newResponses, bytesRead, durationMs } = update
  const what = `Counted again: ${plural(filesRead, 'file')}, ${formatBytes(bytesRead)}, ${plural(newResponses, 'response')}`
  return [line(span(`${look.glyphs.done} `, 'ok'), `${what}, in ${formatDurationInWords(durationMs)}.`), emptyLine]
}

function filesText({ files, filesGone }: LedgerStatus): string {
  const gone =
    filesGone === 0 ? '' : `, ${formatCount(filesGone)} of them gone from the disk: what they held stays counted`
  return `${formatCount(files)}${gone}`
}

function updatedText(updatedAtMs: number | undefined, nowMs: number): string {
  return updatedAtMs === undefined ? 'never' : `${formatDurationInWords(Math.max(0, nowMs - updatedAtMs))} ago`
}

function problemLines(problems: readonly string[], { glyphs }: Look, columns: number): readonly Line[] {
  if (problems.length === 0) return []
  return [
    emptyLine,
    ...problems.flatMap((problem) =>
      wrap(`! ${shownLabel(problem, glyphs)}`, columns).map((text) => line(span(text, 'warn'))),
    ),
  ]
}
