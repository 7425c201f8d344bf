/** The commands of a line for a shell, as far as they are what they say: what the shell fills in is marked, nothing is filled in. Pure. */

export interface ShellWord {
  readonly text: string
  /** It stands there as it will be: without variables, patterns, braces, other commands. */
  readonly isPlain: boolean
  readonly isQuoted: boolean
}

/** In the order in which they stand, without what is redirected; what stands in brackets is not told apart. */
export function shellCommands(text: string): readonly (readonly ShellWord[])[] {
  const commands: ShellWord[][] = [[]]
  for (const [piece, operator, redirected] of text.matchAll(piecePattern)) {
    if (operator !== undefined) commands.push([])
    else if (redirected === undefined && !/^\s+$/.test(piece)) commands.at(-1)?.push(wordOf(piece))
  }
  return commands.filter((words) => words.length > 0)
}

/** What ends a command; what is redirected; a word with its quotes; blanks. A quote that is not closed reaches to the end. */
const piecePattern =
  /(&&|\|\||[;&|\n])|(\d*(?:>>?|<)[^\S\n]*(?:&\d|[^\s;&|]+))|(?:[^\s;&|'"\\]|\\[\s\S]|'[^']*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|\\$)+|[^\S\n]+/g

function wordOf(piece: string): ShellWord {
  const single = piece.replace(/'[^']*'/g, '')
  const bare = single.replace(/"(?:[^"\\]|\\[\s\S])*"/g, '')
  return {
    text: piece.replace(
      /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g,
      (_, inSingle, inDouble, escaped) =>
        inSingle ?? (inDouble === undefined ? escaped : inDouble.replace(/\\(["\\$`])/g, '$1')),
    ),
    isPlain: !/[$`]/.test(single) && !/[*?[\]{}()<>!\\]/.test(bare) && !/['"]/.test(bare),
    isQuoted: /^['"]/.test(piece),
  }
}
