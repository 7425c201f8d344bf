/** What was looked for lately, newest first. Pure. */
const mostSearches = 10
/** Longer ones are texts that somebody pasted. */
const mostCharacters = 200

/** One that goes on with the one before takes its place: it was still being typed. */
export function withSearch(searches: readonly string[], text: string): readonly string[] {
  const asked = text.trim()
  if (asked === '' || asked.length > mostCharacters) return searches
  const [last, ...older] = searches
  const before = last !== undefined && asked.startsWith(last) ? older : searches
  return [asked, ...before.filter((one) => one !== asked)].slice(0, mostSearches)
}

/** What this browser kept; what is no list of texts is none. */
export function readSearches(text: string | null): readonly string[] {
  try {
    const read: unknown = JSON.parse(text ?? '[]')
    const texts = Array.isArray(read) ? read.filter((one) => typeof one === 'string') : []
    return texts.slice(0, mostSearches)
  } catch {
    return []
  }
}
