/**
 * Commands of the user's own list of what cannot be taken back. `make deploy` is any command in which these words stand in this order,
 * whatever comes between or behind, as in `make -C shop deploy ENV=live`; `*` stands for the rest of a word. Pure.
 */

/** Where it stands; undefined: nowhere. Each word is looked for behind the one before, so a long text takes no longer. */
export function ownCommandAt(
  text: string,
  command: string,
): { readonly from: number; readonly to: number } | undefined {
  const words = command.split(/\s+/).filter((word) => /[^*]/.test(word))
  if (words.length === 0) return undefined
  const patterns = words.map(patternOf)
  for (const single of text.matchAll(/[^\n;|&]+/g)) {
    const places = placesIn(single[0], patterns)
    const [first, last] = [places[0], places.at(-1)]
    if (first !== undefined && last !== undefined) {
      return { from: single.index + first.from, to: single.index + last.to }
    }
  }
  return undefined
}

/** Of each word; none where one is missing. */
function placesIn(
  single: string,
  patterns: readonly RegExp[],
): readonly { readonly from: number; readonly to: number }[] {
  const places: { readonly from: number; readonly to: number }[] = []
  for (const pattern of patterns) {
    pattern.lastIndex = places.at(-1)?.to ?? 0
    const found = pattern.exec(single)
    if (found === null) return []
    places.push({ from: found.index, to: pattern.lastIndex })
  }
  return places
}

/** A whole word, in quotes or behind a path as well. */
function patternOf(word: string): RegExp {
  const parts = word.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(
    String.raw`(?<![\w.-])${parts.join(String.raw`[^\s"']*`)}${word.endsWith('*') ? '' : String.raw`(?![\w-])`}`,
    'gi',
  )
}
