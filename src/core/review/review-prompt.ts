/** Remarks on lines as one prompt for the agent that wrote them. Pure. */
import type { ReviewComment } from './review.ts'

type Remark = Pick<ReviewComment, 'path' | 'side' | 'line' | 'endLine' | 'quote' | 'text' | 'isStale' | 'lineNow'>

const [mostLines, longestLine] = [10, 300]

/** Undefined: there is none. */
export function reviewPrompt(remarks: readonly Remark[]): string | undefined {
  if (remarks.length === 0) return undefined
  const head =
    remarks.length === 1
      ? 'I read your changes. Please mend this, then run the tests:'
      : 'I read your changes. Please mend these, one commit each, then run the tests:'
  return [head, ...remarks.map((remark, index) => remarkText(remark, index + 1))].join('\n\n')
}

function remarkText(remark: Remark, number: number): string {
  const indent = ' '.repeat(String(number).length + 2)
  const body = [...quoteLines(remark.quote), ...remark.text.trim().split('\n')]
  return [`${number}. ${placeWords(remark)}`, ...body.map((line) => (line === '' ? '' : indent + line))].join('\n')
}

/** `src/keys/store.ts:88`, where the lines stand now. */
export function placeWords({ path, side, line, endLine, isStale, lineNow }: Remark): string {
  if (line === undefined) return path
  const first = lineNow ?? line
  const last = first + (endLine ?? line) - line
  const place = `${path}:${first}${last > first ? `-${last}` : ''}`
  if (side === 'before') return `${place} (as it was before)`
  return isStale ? `${place} (as it was when I read it)` : place
}

/** Each line behind a sign, so that nothing in it can end the quote. */
function quoteLines(quote: readonly string[]): readonly string[] {
  if (quote.every((line) => line.trim() === '')) return []
  const filled = quote.filter((line) => line.trim() !== '')
  const common = Math.min(...filled.map((line) => line.length - line.trimStart().length))
  const shown = quote.slice(0, mostLines).map((line) => {
    const text = line.slice(common)
    return `> ${text.length > longestLine ? `${text.slice(0, longestLine)}…` : text}`.trimEnd()
  })
  const left = quote.length - shown.length
  return left > 0 ? [...shown, `> … ${left} more`] : shown
}
