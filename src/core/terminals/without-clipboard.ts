/** A program's output for the terminal of its user, without what would be put into the clipboard (OSC 52): that is asked first. Pure. */

const begins = ['\u001b]52;', '\u00c2\u009d52;']
const ends = /\u0007|\u001b\\|\u00c2\u009c/

/** For one stream, whose pieces may begin and end anywhere. */
export function withoutClipboard(): (bytes: Uint8Array) => Buffer {
  let held = ''
  let isInside = false
  return (bytes) => {
    let text = held + Buffer.from(bytes).toString('latin1')
    let out = ''
    held = ''
    for (;;) {
      if (isInside) {
        const end = ends.exec(text)
        if (end === null) {
          // An end may come in two pieces.
          held = /[\u001b\u00c2]$/.exec(text)?.[0] ?? ''
          break
        }
        text = text.slice(end.index + end[0].length)
        isInside = false
      }
      const at = begins.map((begin) => text.indexOf(begin)).filter((one) => one >= 0)
      if (at.length === 0) {
        held = tailOf(text)
        out += text.slice(0, text.length - held.length)
        break
      }
      const first = Math.min(...at)
      out += text.slice(0, first)
      text = text.slice(first)
      isInside = true
    }
    return Buffer.from(out, 'latin1')
  }
}

/** What may be the beginning of one. */
function tailOf(text: string): string {
  const longest = Math.max(...begins.map(({ length }) => length)) - 1
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const tail = text.slice(-length)
    if (begins.some((begin) => begin.startsWith(tail))) return tail
  }
  return ''
}
