/** Systems that give a command line as one string: where do the arguments begin? */

/**
 * As `ps` prints it, joined by spaces, so arguments with spaces fall apart. Only the program itself is kept whole where its
 * path is known: `/Users/dev/My Tools/claude -p hi` → ["/Users/dev/My Tools/claude", "-p", "hi"].
 */
export function splitJoined(command: string, exePath: string | undefined): readonly string[] | undefined {
  const text = command.trim()
  if (text === '') return undefined
  if (exePath !== undefined && exePath !== '' && (text === exePath || text.startsWith(`${exePath} `))) {
    return [exePath, ...words(text.slice(exePath.length))]
  }
  return words(text)
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')

/**
 * A Windows command line by the rules of the C runtime ("Parsing C command-line arguments"): 2n backslashes before a quote
 * are n backslashes and the quote opens or closes; 2n+1 are n and a literal quote; "" inside quotes is one quote.
 */
export function splitWindows(commandLine: string): readonly string[] | undefined {
  const argv: string[] = []
  let argument = ''
  let isOpen = false
  let isStarted = false
  for (let at = 0; at < commandLine.length; at++) {
    const char = commandLine[at] ?? ''
    if (char === '\\') {
      let backslashes = 1
      while (commandLine[at + backslashes] === '\\') backslashes += 1
      const meetsQuote = commandLine[at + backslashes] === '"'
      argument += '\\'.repeat(meetsQuote ? backslashes >> 1 : backslashes)
      isStarted = true
      at += backslashes - 1
      if (meetsQuote && backslashes % 2 === 1) {
        argument += '"'
        at += 1
      }
    } else if (char === '"') {
      if (isOpen && commandLine[at + 1] === '"') {
        argument += '"'
        at += 1
      } else isOpen = !isOpen
      isStarted = true
    } else if (!isOpen && (char === ' ' || char === '\t')) {
      if (isStarted) argv.push(argument)
      argument = ''
      isStarted = false
    } else {
      argument += char
      isStarted = true
    }
  }
  if (isStarted) argv.push(argument)
  return argv.length === 0 ? undefined : argv
}
