/** Two queries as one text of which both must hold. Pure. */
import { isOr, queryWords } from './words.ts'

export interface BothQueries {
  readonly text: string
  /** The place in the first of them that a place in the text stands for. */
  placeInFirst(at: number): number
}

interface Alternative {
  readonly at: number
  readonly text: string
}

/** Each alternative of the one with each of the other: `a OR b` and `-c` is `a -c OR b -c`. What can't be read stays as it is. */
export function bothQueries(first: string, second: string): BothQueries {
  const [ours, others] = [alternativesOf(first), alternativesOf(second)]
  if (first.trim() === '' || ours === undefined || others === undefined) {
    return { text: `${first} ${second}`.trim(), placeInFirst: (at) => Math.min(at, first.length) }
  }
  const begins: { readonly at: number; readonly of: Alternative }[] = []
  let text = ''
  for (const ours1 of ours) {
    for (const { text: other } of others) {
      if (text !== '') text += ' OR '
      begins.push({ at: text.length, of: ours1 })
      text += `${ours1.text} ${other}`.trim()
    }
  }
  const placeInFirst = (at: number) => {
    const begun = begins.findLast((one) => one.at <= at)
    return begun === undefined ? at : begun.of.at + Math.min(at - begun.at, begun.of.text.length)
  }
  return { text, placeInFirst }
}

/** Undefined: a quote is not closed, or OR has nothing beside it. */
function alternativesOf(text: string): readonly Alternative[] | undefined {
  const words = queryWords(text)
  if ('unclosedAt' in words) return undefined
  const alternatives: Alternative[] = []
  let from = 0
  for (const end of [...words.filter(isOr).map(({ at }) => at), text.length]) {
    const piece = text.slice(from, end)
    alternatives.push({ at: from + piece.length - piece.trimStart().length, text: piece.trim() })
    from = end + 'OR'.length
  }
  return alternatives.length > 1 && alternatives.some((one) => one.text === '') ? undefined : alternatives
}
