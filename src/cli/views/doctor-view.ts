/** `tce doctor`: ✓ is right, ! is worth knowing, ✗ needs you; each of the last two says what to do. Pure: findings → lines. */
import { plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look, Role } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { wrap } from '../../terminal/wrap.ts'

export type FindingLevel = 'ok' | 'remark' | 'problem'
export const doctorSections = ['Processes', 'Agents', 'Data', 'This machine'] as const
export type DoctorSection = (typeof doctorSections)[number]

export interface Finding {
  readonly section: DoctorSection
  readonly level: FindingLevel
  /** What was found, in one sentence. */
  readonly message: string
  /** What to do about it, where the message does not say. */
  readonly remedy?: string | undefined
}

export function doctorView(findings: readonly Finding[], look: Look): readonly Line[] {
  const sections = doctorSections
    .map((section) => ({ section, found: findings.filter((finding) => finding.section === section) }))
    .filter(({ found }) => found.length > 0)
  return [
    ...sections.flatMap(({ section, found }) => [
      line(span(section, 'bold')),
      ...found.flatMap((finding) => findingLines(finding, look)),
      emptyLine,
    ]),
    line(summary(findings)),
  ]
}

function findingLines({ level, message, remedy }: Finding, { columns, glyphs }: Look): readonly Line[] {
  const marks: Record<FindingLevel, { readonly text: string; readonly role: Role }> = {
    ok: { text: glyphs.done, role: 'ok' },
    remark: { text: glyphs.warning, role: 'warn' },
    problem: { text: glyphs.failed, role: 'bad' },
  }
  const { text, role } = marks[level]
  const [first = '', ...rest] = wrap(plainText(message), columns - 4)
  const below = [...rest, ...(remedy === undefined ? [] : wrap(plainText(remedy), columns - 4))]
  return [line('  ', span(text, role), ` ${first}`), ...below.map((part) => line(`    ${part}`))]
}

function summary(findings: readonly Finding[]): string {
  const count = (level: FindingLevel) => findings.filter((finding) => finding.level === level).length
  const parts = [
    ...(count('problem') === 0 ? [] : [plural(count('problem'), 'problem')]),
    ...(count('remark') === 0 ? [] : [plural(count('remark'), 'remark')]),
  ]
  return parts.length === 0 ? 'All is well.' : `${parts.join(', ')}.`
}
