/** What is typed for words: `Enter`, `Esc`, `C-c` are keys, as tmux calls them; any other word stands for itself. Pure. */

const named: Readonly<Record<string, string>> = {
  ...{ enter: '\r', esc: '\u001b', escape: '\u001b', tab: '\t', btab: '\u001b[Z', space: ' ', bspace: '\u007f' },
  ...{ up: '\u001b[A', down: '\u001b[B', right: '\u001b[C', left: '\u001b[D', home: '\u001b[H', end: '\u001b[F' },
  ...{ pageup: '\u001b[5~', pagedown: '\u001b[6~', delete: '\u001b[3~' },
}

export function keyBytes(words: readonly string[]): Buffer {
  const parts = words.map((word) => {
    const [, letter] = /^C-([a-z[\\\]^_@])$/i.exec(word) ?? []
    if (letter !== undefined) return String.fromCharCode(letter.toUpperCase().charCodeAt(0) & 0x1f)
    return named[word.toLowerCase()] ?? word
  })
  return Buffer.from(parts.join(''))
}
