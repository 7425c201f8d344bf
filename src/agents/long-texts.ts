/**
 * Most bytes of a log are long texts, of which the ledger asks the beginning alone: of a prompt its first words, of a tool's result its first
 * lines. The rest is cut out before a string is made of the line and parsed. Pure.
 *
 * Inside a JSON text a quote has a backslash before it. So where nothing stands between tokens, as every program writes its lines, the bytes
 * `,"` `:"` `{"` and `["` begin a text, or end one whose last character they hold. What is between two of them, is long and ends with a quote
 * of no escape is one text; whatever else is left whole.
 */

/** More than is asked of any text: 300 characters of three bytes each, and what stands before them. */
const keptBytes = 1280
const longBytes = keptBytes + 256

const comma = Buffer.from(',"')
const colon = Buffer.from(':"')
const brace = Buffer.from('{"')
const bracket = Buffer.from('["')

/** The line bytes[start, end) as JSON that says the same but for what its long texts end with. */
export function withoutLongTexts(bytes: Buffer, start: number, end: number): string {
  const line = bytes.subarray(start, end)
  if (line.length <= longBytes || !isDense(line)) return line.toString()
  let text = ''
  let told = 0
  for (let at = 0; at + longBytes < line.length; ) {
    const near = line.lastIndexOf(comma, at + longBytes)
    if (near > at) {
      at = near
      continue
    }
    const found = line.indexOf(comma, at + longBytes)
    const next = found === -1 ? line.length : found
    const rest = restOfText(line, at, next)
    if (rest !== undefined) {
      text += line.toString('utf8', told, rest.start)
      told = rest.end
    }
    at = next
  }
  return text + line.toString('utf8', told)
}

/** By its first field: nothing stands around a colon, nor around a comma. */
const denseStart = /^\{"[^"\\]*":(?:[{[]+"|(?:"[^"\\]*"|[\w.+-]+)(?:,"|\}))/

const isDense = (line: Buffer): boolean => denseStart.test(line.toString('latin1', 0, 160))

/** What of the one long text between two places need not be read. */
function restOfText(line: Buffer, from: number, to: number): { start: number; end: number } | undefined {
  const begin = line.indexOf(colon, from) + colon.length
  let end = to - 1
  while (line[end] === 125 || line[end] === 93) end--
  if (begin < from + colon.length || end - begin <= longBytes || isAskedWhole(line[begin])) return undefined
  if (line[end] !== 34 || isEscaped(line, end)) return undefined
  const text = line.subarray(begin, end)
  // A zero byte is damage, which parsing finds.
  if ([colon, brace, bracket, 0].some((other) => text.includes(other))) return undefined
  const start = placeBetween(line, begin + keptBytes)
  return start === undefined ? undefined : { start, end }
}

/** By an odd number of backslashes before it. */
function isEscaped(line: Buffer, place: number): boolean {
  let at = place
  while (line[at - 1] === 92) at--
  return (place - at) % 2 === 1
}

/** JSON, tags and patches in a text are read to their end. */
const isAskedWhole = (byte: number | undefined): boolean => byte === 123 || byte === 91 || byte === 60 || byte === 42

const longestEscape = 6

/** The last place before this one that is inside of no character and no escape. */
function placeBetween(line: Buffer, before: number): number | undefined {
  for (let at = before; at > before - 64; at--) {
    const isInside = ((line[at] ?? 0) & 0xc0) === 0x80
    const backslash = line.lastIndexOf(92, at - 1)
    if (!isInside && backslash <= at - longestEscape) return at
  }
  return undefined
}
