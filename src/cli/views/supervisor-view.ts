/** `tce supervisor`: who holds which terminals. Pure. */
import type { EndingReport, SessionInfo } from '../../core/terminals/session.ts'
import { exitInWords } from '../../core/terminals/session.ts'
import { formatBytes, formatDuration, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { SupervisorReport } from '../../runner/terminals.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'

export interface SupervisorContext {
  readonly nowMs: number
  readonly shorten: (path: string) => string
}

export function supervisorsView(
  supervisors: readonly SupervisorReport[],
  context: SupervisorContext,
  look: Look,
): readonly Line[] {
  if (supervisors.length === 0) {
    const text = 'No supervisor runs. One is started when TCE runs its first agent in a terminal of its own.'
    return wrapLine(line(span(`${look.glyphs.none} `, 'dim'), text), look.columns)
  }
  return supervisors.flatMap((one, index) => [
    ...(index === 0 ? [] : [emptyLine]),
    ...supervisorView(one, context, look),
  ])
}

function supervisorView(one: SupervisorReport, { nowMs, shorten }: SupervisorContext, look: Look): readonly Line[] {
  const { pid, version, startedAtMs, state, sessions } = one
  const mark =
    state === 'silent' || state === 'foreign'
      ? span(`${look.glyphs.failed} `, 'bad')
      : span(`${look.glyphs.done} `, 'ok')
  const head = `Supervisor ${pid}, ${formatDuration(nowMs - startedAtMs)}, version ${plainText(version)}`
  const running = sessions.filter(({ exit }) => exit === undefined)
  const held =
    running.length === 0 ? 'nothing runs in it' : `${plural(running.length, 'program runs', 'programs run')} in it`
  const said = state === 'current' || state === 'other' ? `: ${held}` : ''
  const rows = running.map((session) => sessionRow(session, nowMs, shorten))
  return [
    ...wrapLine(line(mark, span(head, 'bold'), `${said}${stateText[state]}`), look.columns),
    ...(rows.length === 0 ? [] : [emptyLine]),
    ...fittedTable(
      [
        { head: 'SESSION' },
        { head: 'PROGRAM' },
        { head: 'IN' },
        { head: 'FOR', align: 'right' },
        { head: 'WROTE', align: 'right' },
      ],
      rows,
      look,
    ).slice(0, rows.length === 0 ? 0 : undefined),
  ]
}

const stateText: Readonly<Record<SupervisorReport['state'], string>> = {
  current: '.',
  other: '. Another version: it keeps what it has, and goes with the last of it.',
  foreign: ' speaks no language that this version knows. What it holds goes on.',
  silent: ' does not answer. What it holds goes on, as far as can be told.',
}

function sessionRow(session: SessionInfo, nowMs: number, shorten: (path: string) => string): readonly Line[] {
  const { id, argv, cwd, startedAtMs, offset } = session
  const program = (argv[0] ?? '').split(/[\\/]/).at(-1) ?? ''
  return [
    line(plainText(id)),
    line(plainText(program).slice(0, 16)),
    line(span(plainText(shorten(cwd)).slice(-28), 'dim')),
    line(formatDuration(nowMs - startedAtMs)),
    line(formatBytes(offset)),
  ]
}

export function stoppedView(
  ended: readonly { readonly pid: number; readonly reports: readonly EndingReport[] }[],
  look: Look,
): readonly Line[] {
  return ended.flatMap(({ pid, reports }) => [
    ...reports.flatMap((report) => wrapLine(reportLine(report, look), look.columns)),
    line(span(`${look.glyphs.done} `, 'ok'), `Supervisor ${pid} ended.`),
  ])
}

/** What was done, and what was seen of it. */
function reportLine({ id, sent, exit, swept, left }: EndingReport, { glyphs }: Look): Line {
  const mark = left.length === 0 ? span(`${glyphs.done} `, 'ok') : span(`${glyphs.failed} `, 'bad')
  const steps = sent.length === 0 ? '' : `${sent.join(', ')}: `
  const end = exit === undefined ? 'still runs' : exitInWords(exit)
  const also = swept.length === 0 ? '' : `, and ${plural(swept.length, 'process', 'processes')} that it had started`
  const rest = left.length === 0 ? '' : `. Still there: ${left.map(({ pid }) => `pid ${pid}`).join(', ')}`
  return line(mark, plainText(id), span(`  ${steps}${end}${also}${rest}`, 'dim'))
}
