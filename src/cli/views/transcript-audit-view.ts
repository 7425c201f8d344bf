/** `tce doctor --transcripts`: record types with their counts, and what TCE does not know yet, last. Pure. */
import type { AuditedType } from '../../agents/inspection.ts'
import { plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { type Column, fittingWidth, table } from '../../terminal/table.ts'
import type { AuditReport } from '../doctor/transcript-audit.ts'

export function transcriptAuditView(report: AuditReport, { glyphs, columns }: Look): readonly Line[] {
  const rows = report.types.map((type) => [
    [span(type.isKnown ? ' ' : glyphs.warning, 'warn')],
    [span(plainText(type.type))],
    [span(String(type.count))],
    [span(String(type.fields.length))],
  ])
  const typeWidth = Math.min(
    columns - 24,
    fittingWidth(
      rows.map(([, type = []]) => type),
      'RECORD',
    ),
  )
  const layout: readonly Column[] = [
    { head: '', width: 1, gap: 0 },
    { head: 'RECORD', width: typeWidth, gap: 1 },
    { head: 'LINES', width: 10, align: 'right', gap: 1 },
    { head: 'FIELDS', width: 7, align: 'right', gap: 1 },
  ]
  const unknown = report.types.flatMap(unknownOf)
  return [
    ...table(layout, rows),
    emptyLine,
    ...unknown,
    ...report.problems.map((problem) => line(span(`${glyphs.warning} `, 'warn'), plainText(problem))),
    line(`${plural(report.lines, 'line')} in ${plural(report.files, 'transcript')}, ${report.unreadable} unreadable.`),
    unknown.length === 0
      ? line(span('TCE knows all of it.', 'dim'))
      : line(span('Unknown records are shown as "other", unknown fields are left alone.', 'dim')),
  ]

  function unknownOf({ type, count, isKnown, fields }: AuditedType): readonly Line[] {
    const strange = fields.filter((field) => !field.isKnown).map((field) => plainText(field.name))
    const mark = span(`${glyphs.warning} `, 'warn')
    return [
      ...(isKnown ? [] : [line(mark, `The record ${plainText(type)} is not known, ${plural(count, 'line')}.`)]),
      ...(strange.length === 0 ? [] : [line(mark, `${plainText(type)} has fields not known: ${strange.join(', ')}`)]),
    ]
  }
}
