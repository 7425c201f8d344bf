/**
 * Numbers by numbers, held as columns: of hundreds of thousands a Map takes several times as much, and lets the garbage collector look at
 * each of them again and again. Numbers are of 53 bits, those that they lead to of 31.
 */

const smallest = 1 << 10

export class NumberIndex {
  #keys: Float64Array
  /** One more than what the key leads to; 0: the slot is empty. */
  #values: Uint32Array
  #size = 0

  constructor(expected = 0) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(smallest, expected) * 1.5))
    this.#keys = new Float64Array(slots)
    this.#values = new Uint32Array(slots)
  }

  get size(): number {
    return this.#size
  }

  get(key: number): number | undefined {
    const value = this.#values[this.#slotOf(key)] ?? 0
    return value === 0 ? undefined : value - 1
  }

  has(key: number): boolean {
    return this.#values[this.#slotOf(key)] !== 0
  }

  set(key: number, value: number): void {
    const slot = this.#slotOf(key)
    if (this.#values[slot] === 0) {
      this.#size++
      this.#keys[slot] = key
    }
    this.#values[slot] = value + 1
    if (this.#size * 1.4 > this.#keys.length) this.#grow()
  }

  /** For whoever asks no more than whether it is there. */
  add(key: number): void {
    this.set(key, 0)
  }

  #slotOf(key: number): number {
    const last = this.#keys.length - 1
    const high = Math.floor(key / 0x1_0000_0000)
    const mixed = Math.imul((key >>> 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b)
    let slot = (mixed ^ (mixed >>> 15)) & last
    while (this.#values[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & last
    return slot
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values]
    this.#keys = new Float64Array(keys.length * 2)
    this.#values = new Uint32Array(keys.length * 2)
    for (const [at, value] of values.entries()) {
      if (value === 0) continue
      const key = keys[at] ?? 0
      const slot = this.#slotOf(key)
      this.#keys[slot] = key
      this.#values[slot] = value
    }
  }
}
