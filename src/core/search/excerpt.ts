/** The part of a text in which what was looked for stands closest together, in one line, with the places of each word. Pure. */
import type { Query, Term } from '../query/query.ts'
import { foldText, textWords } from '../query/text-words.ts'
import { eachWord } from './each-word.ts'
import type { Mark } from './search-question.ts'
import { partsOfIdentifier, unspacedRunsIn } from './word-pieces.ts'

export interface Excerpt {
  readonly text: string
  readonly marks: readonly Mark[]
}

export interface Wanted {
  readonly text: string
  readonly isExact: boolean
}

/** What is looked for in the text itself. */
export const wantedIn = ({ any }: Pick<Query, 'any'>): readonly Wanted[] => any.flat().flatMap(wantedBy)

function wantedBy(term: Term): readonly Wanted[] {
  if (term.not || term.kind === 'path') return []
  if (term.kind === 'text') return [{ text: term.text, isExact: term.exact }]
  if (term.key !== 'prompt') return []
  return term.matches.flatMap((match) => (match.kind === 'number' ? [] : [{ text: match.text, isExact: false }]))
}

/** About two lines of a page, one and a half of a terminal. */
const standardCharacters = 180
/** Before the first mark, so that it stands in its sentence. */
const leadCharacters = 24
/** A text is looked through so far: what is behind it is shown by its beginning. */
const mostCharacters = 512 << 10

/** `stemOf`: of an English word what the index knows it by. */
export function excerptOf(
  whole: string,
  wanted: readonly Wanted[],
  {
    stemOf,
    length = standardCharacters,
  }: { readonly stemOf: (word: string) => string; readonly length?: number | undefined },
): Excerpt {
  const text = whole.length > mostCharacters ? whole.slice(0, mostCharacters) : whole
  const marks = marksIn(text, wanted, stemOf)
  const start = startOf(text, densest(marks, length))
  return inOneLine(text, start, length, marks)
}

/** Whether an exact text stands there as it is, but for case and accents. */
export const hasExactly = (text: string, exact: string): boolean => foldText(text).includes(foldText(exact))

function marksIn(text: string, wanted: readonly Wanted[], stemOf: (word: string) => string): readonly Mark[] {
  const begins = wanted.flatMap(({ text: one }) => textWords(one))
  const runs = wanted.flatMap(({ text: one }) => unspacedRunsIn(one))
  const parts = wanted.flatMap(({ text: one }) => one.split(/[^\p{L}\p{N}]+/u).flatMap(partsOfIdentifier)).map(foldText)
  const stems = new Set(begins.map(stemOf))
  // A stem is its word's beginning but for a letter or two: of most words none need be made.
  const stemBegins = [...stems].map((stem) => stem.slice(0, Math.max(2, stem.length - 2)))
  const isWanted = (word: string) =>
    begins.some((one) => word.startsWith(one)) ||
    (stemBegins.some((one) => word.startsWith(one)) && stems.has(stemOf(word)))
  const marksOf = (word: string): readonly Mark[] => {
    const folded = foldText(word)
    if (isWanted(folded)) return [{ from: 0, to: word.length }]
    const hasPart = parts.some((one) => one !== '' && folded.includes(one))
    return [...(hasPart ? partMarks(word, parts) : []), ...runMarks(word, runs)]
  }
  // A long text says the same words again and again.
  const known = new Map<string, readonly Mark[]>()
  const marks: Mark[] = []
  // A stem begins as its word does: most words need not be looked at.
  const initials = new Set(begins.flatMap((one) => [one.charCodeAt(0), one.charAt(0).toUpperCase().charCodeAt(0)]))
  const mayBeMarked = (from: number, hasCapital: boolean) => {
    const initial = text.charCodeAt(from)
    return runs.length > 0 || hasCapital || initials.has(initial) || initial > lastOfAscii
  }
  eachWord(text, (index, end, hasCapital) => {
    if (!mayBeMarked(index, hasCapital)) return
    const word = text.slice(index, end)
    let own = known.get(word)
    if (own === undefined) {
      own = marksOf(word)
      known.set(word, own)
    }
    for (const { from, to } of own) marks.push({ from: index + from, to: index + to })
  })
  return marks
}

const lastOfAscii = 0x7f

function partMarks(word: string, wanted: readonly string[]): readonly Mark[] {
  const parts = partsOfIdentifier(word)
  if (parts.length < 2) return []
  let from = 0
  return parts.flatMap((part) => {
    const start = from
    from += part.length
    return wanted.some((one) => one !== '' && foldText(part).startsWith(one))
      ? [{ from: start, to: start + part.length }]
      : []
  })
}

function runMarks(word: string, runs: readonly string[]): readonly Mark[] {
  const run = runs.find((one) => word.includes(one))
  if (run === undefined) return []
  const from = word.indexOf(run)
  return [{ from, to: from + run.length }]
}

/** The mark from which most others are near. */
function densest(marks: readonly Mark[], length: number): number | undefined {
  let best: { readonly from: number; readonly count: number } | undefined
  for (let first = 0, last = 0; first < marks.length; first++) {
    const from = marks[first]?.from ?? 0
    while ((marks[last]?.to ?? Number.POSITIVE_INFINITY) <= from + length - leadCharacters) last++
    if (best === undefined || last - first > best.count) best = { from, count: last - first }
  }
  return best?.from
}

/** At the beginning of a word, not in the middle of a character. */
function startOf(text: string, mark: number | undefined): number {
  if (mark === undefined || mark <= leadCharacters) return 0
  const blank = text.slice(mark - leadCharacters, mark).search(/\s/)
  return blank === -1 ? mark : mark - leadCharacters + blank + 1
}

function inOneLine(text: string, start: number, length: number, marks: readonly Mark[]): Excerpt {
  let line = start > 0 ? '…' : ''
  const shown: Mark[] = []
  let at = start
  const end = Math.min(text.length, start + length)
  const add = (to: number) => {
    const piece = text.slice(at, to).replaceAll(/\s+/g, ' ')
    line += line.endsWith(' ') || line === '' ? piece.trimStart() : piece
    at = to
  }
  for (const { from, to } of marks) {
    if (from < start || to > end) continue
    add(from)
    const markFrom = line.length
    line += text.slice(from, to)
    at = to
    shown.push({ from: markFrom, to: line.length })
  }
  add(isLowSurrogate(text, end) ? end - 1 : end)
  line = line.trimEnd()
  return { text: end < text.length ? `${line}…` : line, marks: shown }
}

const isLowSurrogate = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff
}
