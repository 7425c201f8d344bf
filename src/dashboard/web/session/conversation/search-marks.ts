/** Where a text holds what is searched for, in any case. Pure. */

export interface MarkedPart {
  readonly text: string
  readonly isHit: boolean
}

/** More are not marked: nobody counts them. */
const mostMarks = 200

export function marked(text: string, search: string): readonly MarkedPart[] {
  const [where, what] = [text.toLowerCase(), search.toLowerCase()]
  // Some letters have a lower case of another length: then the places would not fit.
  if (what === '' || where.length !== text.length) return [{ text, isHit: false }]
  const parts: MarkedPart[] = []
  let end = 0
  for (let at = where.indexOf(what); at !== -1 && parts.length < mostMarks; at = where.indexOf(what, end)) {
    if (at > end) parts.push({ text: text.slice(end, at), isHit: false })
    parts.push({ text: text.slice(at, at + what.length), isHit: true })
    end = at + what.length
  }
  if (end < text.length) parts.push({ text: text.slice(end), isHit: false })
  return parts
}
