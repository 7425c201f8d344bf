/**
 * Lines of which the ledger asks a moment, or how a tool's call ended, stand in a few of their bytes: nothing else of them becomes a string,
 * let alone is parsed. Only lines in the form that the genuine programs write are read so; every other is parsed. Pure.
 *
 * A quote inside a text has a backslash before it, so `"isError":` as bytes is always a key, and `{"` always begins an object.
 */
import type { EventDraft } from './event-draft.ts'
import { knownRecord } from './json-line.ts'

/** Something happened then, and that is all. */
export const quiet: EventDraft = knownRecord('skimmed')
export const someText: EventDraft = { kind: 'text', text: '' }
export const someThinking: EventDraft = { kind: 'thinking', text: '' }

export const resultOf = (toolId: string, outcome: 'done' | 'failed'): EventDraft => ({
  kind: 'tool-result',
  toolId,
  outcome,
  text: '',
  images: 0,
})

const headBytes = 320
const tailBytes = 160

/**
 * A line that is only lent: what is asked of it. Nearly all are short, and their head is the whole of them: searching a text takes a
 * fraction of what a call into a buffer does, let alone making a buffer of the line.
 */
export class SkimLine {
  /** Its first bytes, each a character. */
  readonly head: string
  readonly #bytes: Buffer
  readonly #start: number
  readonly #end: number

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes
    this.#start = start
    this.#end = end
    this.head = bytes.toString('latin1', start, Math.min(start + headBytes, end))
  }

  /** Its last bytes. */
  get tail(): string {
    const length = this.#end - this.#start
    return length <= headBytes ? this.head.slice(-tailBytes) : this.text(length - tailBytes, length)
  }

  /** Counted from its first byte. */
  text(from: number, to: number): string {
    const end = Math.min(this.#start + to, this.#end)
    return to <= headBytes ? this.head.slice(from, to) : this.#bytes.toString('latin1', this.#start + from, end)
  }

  includes(words: string): boolean {
    return this.head.includes(words) || this.#behind(words.length - 1)?.includes(words, 0, 'latin1') === true
  }

  /** One object from its first byte to its last: no zeros of a crash, and no other record that begins where no object can. */
  isOneRecord(): boolean {
    const { head } = this
    if (head.charCodeAt(0) !== 123 || this.#bytes[this.#end - 1] !== 125 || head.includes('\0')) return false
    for (let at = head.indexOf('{"', 1); at !== -1; at = head.indexOf('{"', at + 2)) {
      if (!mayPrecede(head.charCodeAt(at - 1))) return false
    }
    const rest = this.#behind(2)
    if (rest === undefined) return true
    if (rest.includes(0)) return false
    for (let at = rest.indexOf(beginning, 1); at !== -1; at = rest.indexOf(beginning, at + 2)) {
      if (!mayPrecede(rest[at - 1])) return false
    }
    return true
  }

  /** What the head does not hold, with so many bytes of it; undefined: it holds all. */
  #behind(overlap: number): Buffer | undefined {
    const from = this.#start + headBytes
    return from >= this.#end ? undefined : this.#bytes.subarray(from - overlap, this.#end)
  }
}

const beginning = Buffer.from('{"')

/** A colon, a comma, a bracket. */
const mayPrecede = (byte: number | undefined): boolean => byte === 58 || byte === 44 || byte === 91
