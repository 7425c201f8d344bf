/**
 * The texts that excerpts were last made of: who types on is shown most of them again, and reading one, and taking its secrets out, is most of
 * what an answer takes.
 */
import { passageOf } from '../core/search/passage.ts'
import { redactText } from '../core/words/redact.ts'
import { keyOfSession, type SearchSource } from './search-source.ts'

export interface ShownText {
  readonly text: string
  /** Without secrets. */
  readonly safe: string
  readonly path?: string | undefined
}

/** Two answers' long results, or thousands of prompts: about four megabytes. */
const mostCharacters = 2 << 20

export class ShownTexts {
  readonly #texts = new Map<string, ShownText>()
  #characters = 0

  /** Undefined: its records are gone. */
  of(source: SearchSource, cursor: string): ShownText | undefined {
    const key = `${keyOfSession(source)} ${source.mark} ${cursor}`
    const known = this.#texts.get(key)
    if (known !== undefined) {
      // The one that is asked for stays longest.
      this.#texts.delete(key)
      this.#texts.set(key, known)
      return known
    }
    const event = source.said(cursor)
    const said = event && passageOf(event)
    if (said === undefined) return undefined
    const shown = { text: said.text, safe: redactText(said.text), path: said.path }
    this.#texts.set(key, shown)
    this.#characters += said.text.length
    for (const [oldest, { text }] of this.#texts) {
      if (this.#characters <= mostCharacters) break
      this.#texts.delete(oldest)
      this.#characters -= text.length
    }
    return shown
  }
}
