/** Where the lines that somebody remarked on stand now. Pure. */

export interface Anchor {
  /** From 1. */
  readonly line: number
  readonly quote: readonly string[]
  /** The lines beside them: what tells one `}` from another. Undefined: there was none. */
  readonly above?: string | undefined
  readonly below?: string | undefined
}

/** Undefined: there are no such lines. */
export function anchorAt(lines: readonly string[], line: number, endLine: number): Anchor | undefined {
  if (line < 1 || endLine < line || endLine > lines.length) return undefined
  return { line, quote: lines.slice(line - 1, endLine), above: lines[line - 2], below: lines[endLine] }
}

/**
 * The place whose lines are the same, by the lines beside it and then by how near it is. Undefined: they have changed, or are gone. A
 * place elsewhere that has nothing beside it in common is another one.
 */
export function placeOf({ line, quote, above, below }: Anchor, lines: readonly string[]): number | undefined {
  const [first] = quote
  let best: { readonly line: number; readonly score: number } | undefined
  for (let at = 0; at + quote.length <= lines.length; at += 1) {
    if (lines[at] !== first || !quote.every((text, index) => lines[at + index] === text)) continue
    const beside = Number(lines[at - 1] === above) + Number(lines[at + quote.length] === below)
    if (beside === 0 && at + 1 !== line) continue
    const score = beside - Math.min(Math.abs(at + 1 - line), 1_000_000) / 1_000_001
    if (best === undefined || score > best.score) best = { line: at + 1, score }
  }
  return best?.line
}
