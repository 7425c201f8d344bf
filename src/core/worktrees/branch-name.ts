/** Names of a task's branch and folder: short, safe in a path, and free on file systems that know no case. */

export const branchPrefix = 'tce/'
const longestName = 40

/**
 * A name from a person's words: lower case, digits and hyphens, at most 40 characters, cut between words where that is possible. Letters
 * outside ASCII lose their marks, or become nothing; what has none left is called "task".
 */
export function nameFrom(words: string): string {
  const plain = words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[̀-ͯ'’]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (plain.length <= longestName) return reserved.test(plain) || plain === '' ? `task${plain && `-${plain}`}` : plain
  const cut = plain.slice(0, longestName + 1)
  const end = cut.lastIndexOf('-')
  return (end > longestName / 2 ? cut.slice(0, end) : plain.slice(0, longestName)).replace(/-+$/, '')
}

/** The gist of a prompt is in its first line, and that in its first words. */
export const gistOf = (prompt: string): string =>
  (prompt.trim().split('\n')[0] ?? '').split(/\s+/).slice(0, 6).join(' ')

/** What Windows keeps for its devices. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

export type NameFault =
  | { readonly kind: 'invalid'; readonly why: string }
  | { readonly kind: 'taken'; readonly by: string }

/** As git-check-ref-format has it, and narrower: what would need quoting in a shell is refused. */
export function faultOfBranch(name: string): NameFault | undefined {
  const invalid = (why: string): NameFault => ({ kind: 'invalid', why })
  if (name === '') return invalid('it is empty')
  if (name.length > 200) return invalid('it is longer than 200 characters')
  if (!/^[\p{L}\p{N}._/+@=-]+$/u.test(name)) return invalid('only letters, digits and . _ / + @ = - can stand in it')
  if (name.startsWith('-') || name === '@' || name.includes('@{')) return invalid('git takes it for something else')
  const isBad = (part: string) => part === '' || part.startsWith('.') || part.endsWith('.') || part.endsWith('.lock')
  if (name.split('/').some(isBad) || name.includes('..'))
    return invalid('a part of it is empty, or begins or ends with a dot, or ends with .lock')
  return undefined
}

/** One file on a disk that knows neither case nor how a letter is composed. */
const folded = (name: string): string => name.normalize('NFC').toLowerCase()

/** The branch that is in its way: the same one in another case, or one that would have to be a folder and a file at once. */
export function branchInTheWay(name: string, others: Iterable<string>): string | undefined {
  const wanted = folded(name)
  for (const other of others) {
    const there = folded(other)
    if (there === wanted || there.startsWith(`${wanted}/`) || wanted.startsWith(`${there}/`)) return other
  }
  return undefined
}

/** The first of name, name-2, name-3 … that nothing is in the way of. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? name : `${name}-${number}`
    if (!isTaken(tried)) return tried
  }
}
