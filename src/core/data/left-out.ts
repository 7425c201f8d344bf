/** Which folders' sessions are left out of the search, the archive and what hooks say. They are counted all the same. Pure. */

/** An empty file of this name in a folder leaves out what is in it and below. */
export const ignoreFileName = '.tceignore'

/**
 * Whether a folder, or one above it, is meant by one of the patterns: `~` is the home, `*` anything within one name, `**` anything.
 * A Windows path is written with either slash, in either case.
 */
export function isMeantBy(patterns: readonly string[], folder: string, homeDir: string): boolean {
  const path = plain(folder)
  const isWindows = /^[A-Za-z]:\//.test(path)
  return patterns.some((pattern) => {
    const whole = plain(pattern.trim().replace(/^~(?=$|[/\\])/, homeDir))
    return whole !== '' && new RegExp(`^${expressionOf(whole)}(?:/|$)`, isWindows ? 'i' : '').test(path)
  })
}

/** From the folder itself to the root: where an ignore file counts. */
export function foldersAbove(folder: string): readonly string[] {
  const found = [folder]
  for (let at = lastSlash(folder); at > 0; at = lastSlash(found.at(-1) ?? '')) found.push(folder.slice(0, at))
  return found
}

const lastSlash = (path: string): number => Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))

/** `\` separates only in a Windows path: elsewhere it may be part of a name. */
const plain = (path: string): string =>
  (/^[A-Za-z]:\\|^\\\\/.test(path) ? path.replaceAll('\\', '/') : path).replace(/\/+$/, '')

const expressionOf = (pattern: string): string =>
  pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
    .join('')
