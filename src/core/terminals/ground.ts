/**
 * Where in a stream of a terminal nothing is half said: between two characters and outside every control sequence. A picture of the screen
 * fits to such a place alone; taken within a sequence, whoever goes on from there sees the rest of it as text. Goes by the states of
 * the parser of xterm.js. Pure.
 */
type State = 'ground' | 'escape' | 'escape-rest' | 'csi' | 'osc' | 'string'

const [bel, can, sub, esc, del] = [0x07, 0x18, 0x1a, 0x1b, 0x7f]

export interface GroundFinder {
  feed(bytes: Uint8Array): void
  /** How many bytes were fed. */
  readonly offset: number
  /** The last place of rest; at most `offset`. */
  readonly ground: number
}

export function createGroundFinder(): GroundFinder {
  let state: State = 'ground'
  let offset = 0
  let ground = 0
  /** Of a character in UTF-8: how many bytes are still to come, and what is known of it. */
  let missing = 0
  let code = 0

  function step(byte: number): void {
    if (byte === can || byte === sub) state = 'ground'
    else if (byte === esc) state = 'escape'
    else if (missing > 0 && (byte & 0xc0) === 0x80) {
      code = (code << 6) | (byte & 0x3f)
      missing -= 1
      if (missing === 0 && code >= 0x80 && code < 0xa0) control(code)
      return
    } else if (byte >= 0xc2 && byte < 0xf5) {
      missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
      code = byte & (missing === 1 ? 0x1f : missing === 2 ? 0x0f : 0x07)
      return
    } else ascii(byte)
    missing = 0
  }

  /** The same as ESC and a letter, in one character. */
  function control(c1: number): void {
    if (c1 === 0x9b) state = 'csi'
    else if (c1 === 0x9d) state = 'osc'
    else if (c1 === 0x90 || c1 === 0x98 || c1 === 0x9e || c1 === 0x9f) state = 'string'
    else state = 'ground'
  }

  function ascii(byte: number): void {
    switch (state) {
      case 'ground':
        return
      case 'escape':
        if (byte < 0x20 || byte === del) return
        if (byte < 0x30) state = 'escape-rest'
        else if (byte === 0x5b) state = 'csi'
        else if (byte === 0x5d) state = 'osc'
        else if (byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) state = 'string'
        else state = 'ground'
        return
      case 'escape-rest':
        if (byte >= 0x30 && byte !== del) state = 'ground'
        return
      case 'csi':
        if (byte >= 0x40 && byte !== del) state = 'ground'
        return
      case 'osc':
        if (byte === bel) state = 'ground'
        return
      case 'string':
        return
    }
  }

  return {
    feed(bytes) {
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0
        // Most of it is plain text.
        if (state !== 'ground' || missing > 0 || byte >= 0x80 || byte === esc) step(byte)
        if (state === 'ground' && missing === 0) ground = offset + at + 1
      }
      offset += bytes.length
    },
    get offset() {
      return offset
    },
    get ground() {
      return ground
    },
  }
}
