/** In which lines of its file an edit begins: only where the file tells, and one place alone fits. Pure. */
import type { Asked, AskedChange, AskedEdit } from './approval.ts'
import { hunksOf } from './line-diff.ts'

/** As it would change the file that is there (`text`; undefined: none, or none that can be shown). */
export function againstFile(thing: AskedChange, text: string | undefined): AskedChange {
  const [whole] = thing.isWhole ? thing.edits : []
  if (whole !== undefined && text !== undefined) {
    return { ...thing, edits: hunksOf(text, whole.after), isAgainstFile: true }
  }
  if (whole !== undefined) return { ...thing, edits: [{ ...whole, line: { before: 1, after: 1 } }] }
  const isKnown = thing.edits.some(({ line }) => line !== undefined)
  return isKnown || text === undefined ? thing : { ...thing, edits: withLines(text, thing.edits) }
}

/** All edits of the file, or none: one that fits nowhere, or twice, moves the others by nobody knows how many lines. */
function withLines(text: string, edits: readonly AskedEdit[]): readonly AskedEdit[] {
  const places = edits.map(({ before }) => onlyPlaceOf(before, text))
  const found = places.filter((place) => place !== undefined)
  if (found.length < edits.length || overlap(edits, found)) return edits
  return edits.map((edit, index) => {
    const at = found[index] ?? 0
    const above = edits.filter((_, other) => (found[other] ?? 0) < at)
    const before = 1 + endsIn(text.slice(0, at))
    const moved = above.reduce((sum, one) => sum + endsIn(one.after) - endsIn(one.before), 0)
    return { ...edit, line: { before, after: before + moved } }
  })
}

function onlyPlaceOf(part: string, text: string): number | undefined {
  const at = part === '' ? -1 : text.indexOf(part)
  return at < 0 || text.includes(part, at + 1) ? undefined : at
}

const overlap = (edits: readonly AskedEdit[], places: readonly number[]): boolean =>
  places.some((at, index) =>
    places.some((other, of) => of !== index && other >= at && other < at + (edits[index]?.before.length ?? 0)),
  )

const endsIn = (text: string): number => text.split('\n').length - 1

/** A secret of several lines that is not shown leaves fewer of them: their numbers would be wrong. */
export function withoutWrongLines(asked: Asked, shown: Asked): Asked {
  if (asked.thing.form !== 'change' || shown.thing.form !== 'change') return shown
  const given = asked.thing.edits
  const isSame = shown.thing.edits.every(
    ({ before, after }, index) =>
      endsIn(before) === endsIn(given[index]?.before ?? '') && endsIn(after) === endsIn(given[index]?.after ?? ''),
  )
  if (isSame) return shown
  return { ...shown, thing: { ...shown.thing, edits: shown.thing.edits.map(({ line: _, ...edit }) => edit) } }
}
