/** A text with what was looked for in it. */
import type { Mark } from '../../../core/search/search-question.ts'
import { printable } from '../../../core/words/text.ts'

export const MarkedText = ({ text, marks }: { readonly text: string; readonly marks: readonly Mark[] }) => {
  const ends = [...marks.map(({ to }) => to), text.length]
  return (
    <>
      {ends.map((end, index) => {
        const from = index === 0 ? 0 : (ends[index - 1] ?? 0)
        const mark = marks[index]
        const plainEnd = mark?.from ?? end
        return (
          <span key={from}>
            {printable(text.slice(from, plainEnd))}
            {mark !== undefined && <mark>{printable(text.slice(mark.from, mark.to))}</mark>}
          </span>
        )
      })}
    </>
  )
}
