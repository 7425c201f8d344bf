/** What a file that was read as a whole tells of its session: as it is stored, and while it is on the thread that read it as it was gathered. */
import { type FileFacts, restoreFacts, type SerializedFacts, serializeFacts } from '../core/session/file-facts.ts'

/** To another thread goes what is stored, and nothing more. */
export class WholeFacts implements SerializedFacts {
  readonly facts: string
  readonly files: string
  readonly #gathered: FileFacts

  /** Nothing is added to these any more. */
  constructor(gathered: FileFacts) {
    const { facts, files } = serializeFacts(gathered)
    this.facts = facts
    this.files = files
    this.#gathered = gathered
  }

  /** Of any file, perhaps without those that it touched; not to be changed. */
  static of(facts: SerializedFacts): FileFacts {
    return facts instanceof WholeFacts ? facts.#gathered : restoreFacts(facts.facts)
  }
}
