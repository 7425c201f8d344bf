/**
 * Places of a log at which a reading may begin in the middle, of logs whose lines are told by lines before them. One in about every
 * quarter of a megabyte: from the nearest one before it any line is read again as it was the first time.
 */
import type { LaneTail, ReadPlace } from './lane-tail.ts'

const apartBytes = 1 << 18

export class ReadPlaces {
  readonly #places: ReadPlace[] = [{ offset: 0 }]

  /** Of a reading from the beginning, as it goes on. */
  note(tail: LaneTail): void {
    const last = this.#places.at(-1)
    if (last !== undefined && tail.offset - last.offset >= apartBytes) this.#places.push(tail.place)
  }

  forget(): void {
    this.#places.length = 1
  }

  /** The last one that does not come after the offset. */
  before(offset: number): ReadPlace {
    return this.#places.findLast((place) => place.offset <= offset) ?? { offset: 0 }
  }
}
