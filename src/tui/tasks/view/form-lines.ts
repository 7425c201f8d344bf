/** The form of a new task, with what the field could be completed to. Pure. */
import type { Line } from '../../../terminal/roles.ts'
import { emptyLine, line, span } from '../../../terminal/roles.ts'
import { inRole, padEnd, wrapText } from '../../view/cells.ts'
import type { Frame } from '../../view/layout.ts'
import { type FormModel, fieldHints, fieldLabels, formFields, suggestionsOf } from '../form.ts'

const labelWidth = 10

export function formLines(form: FormModel, { columns, glyphs, marks }: Frame): readonly Line[] {
  const room = columns - labelWidth - 6
  const lines = formFields.flatMap((field): readonly Line[] => {
    const isHere = field === form.field
    const value = form.values[field]
    const head = span(
      `${isHere ? glyphs.chosen : ' '} ${padEnd(fieldLabels[field], labelWidth)} `,
      isHere ? 'bold' : 'dim',
    )
    if (value === '' && !isHere) return [line(head, span(fieldHints[field], 'dim'))]
    const rows = wrapText(`${value}${isHere ? marks.cursor : ''}`, room)
    const shown = rows.map(
      (text, index): Line => (index === 0 ? [head, span(text)] : line(' '.repeat(labelWidth + 3), text)),
    )
    if (!isHere) return shown
    const hint = value === '' ? [line(' '.repeat(labelWidth + 3), span(fieldHints[field], 'dim'))] : []
    const suggested = suggestionsOf(form).map((one, index): Line => {
      const text = line(' '.repeat(labelWidth + 3), span(one, 'busy'))
      return index === form.chosen ? inRole(text, 'sel') : text
    })
    return [...shown, ...(suggested.length === 0 ? hint : suggested)]
  })
  const problem = form.problem === undefined ? [] : [emptyLine, line(span(`${glyphs.failed} `, 'bad'), form.problem)]
  return [...lines, ...problem]
}
