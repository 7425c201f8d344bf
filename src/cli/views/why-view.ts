/** `tce task show --why`: by what it is known what a task's agent is at. Pure. */
import { rulesInWords, type TaskWhy, whyInWords } from '../../core/tasks/task-why.ts'
import { formatDuration } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { emptyLine, type Line, type Look, line, span } from '../../terminal/roles.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import type { TasksContext } from './tasks-view.ts'

export function whyView(why: TaskWhy, { nowMs, shorten }: TasksContext, look: Look): readonly Line[] {
  const { activity, waitingFor, since, rule, manifests, problems, rows, firstRow, title } = why
  const { columns } = look
  const fact = (name: string, value: string | undefined): readonly Line[] =>
    value === undefined
      ? []
      : wrapLine(line(span(`  ${name.padEnd(9)}`, 'dim'), plainText(value)), columns, ' '.repeat(11))
  const long = since === undefined ? '' : `, ${formatDuration(nowMs - Date.parse(since))}`
  const from = manifests.map((one) => rulesInWords(one, shorten))
  const isMatched = new Set(rule?.matched.map(({ row }) => row))
  const shown = rows.map((text, at) => {
    const isOne = isMatched.has(firstRow + at)
    const mark = isOne ? span(`${look.glyphs.done} `, 'ok') : span('  ')
    return line(mark, span(plainText(text).slice(0, Math.max(1, columns - 3)), isOne ? 'bold' : 'dim'))
  })
  return [
    ...wrapLine(
      line(
        span(activity, activity === 'waiting' ? 'you' : 'bold'),
        `${waitingFor === undefined ? '' : ` ${plainText(waitingFor)}`}${long}. ${whyInWords(why)}`,
      ),
      columns,
    ),
    ...fact('Screen', rule === undefined ? undefined : `rule “${rule.id}” says ${rule.state}`),
    ...fact('Title', title),
    ...fact('Rules', from.length === 0 ? 'none for this agent' : from.join('; ')),
    ...problems.flatMap((problem) => fact('Wrong', problem)),
    ...(shown.length === 0 ? [] : [emptyLine, ...shown]),
  ]
}
