/** The tables of the scanner in WebAssembly, as they lie in its memory: scan-layout.ts. Pure but for that. */
import * as layout from './scan-layout.ts'

export class ScanTables {
  readonly bytes: Buffer
  readonly words: Int32Array
  readonly floats: Float64Array
  /** As far as they were read, until the tables begin anew. */
  #names: string[] = []
  #files: string[] = []
  #models: string[] = []

  constructor(memory: ArrayBuffer) {
    this.bytes = Buffer.from(memory)
    this.words = new Int32Array(memory)
    this.floats = new Float64Array(memory)
  }

  begin(): void {
    this.#names = []
    this.#files = []
    this.#models = []
  }

  /** What stands in no table. */
  told(word: number): number {
    return this.words[(layout.toldAt >> 2) + word] ?? 0
  }

  toldFloat(index: number): number | undefined {
    const value = this.floats[(layout.toldAt >> 3) + index] ?? Number.NaN
    return Number.isNaN(value) ? undefined : value
  }

  nameOf(index: number): string {
    return this.#kept(this.#names, index, (layout.namesAt >> 2) + index * layout.nameWords)
  }

  fileOf(index: number): string {
    return this.#kept(this.#files, index, (layout.filesAt >> 2) + index * layout.fileWords)
  }

  modelOf(index: number): string {
    return this.#kept(this.#models, index, (layout.modelsAt >> 2) + index * layout.modelWords)
  }

  #kept(texts: string[], index: number, w: number): string {
    const text = texts[index] ?? this.text(w) ?? ''
    texts[index] = text
    return text
  }

  text(w: number): string | undefined {
    const end = this.words[w + 1] ?? 0
    return this.decode(this.words[w] ?? 0, Math.abs(end), end < 0)
  }

  /** An empty one is as good as none. */
  decode(start: number, end: number, isEscaped: boolean): string | undefined {
    if (start === end) return undefined
    const text = this.bytes.toString('utf8', start, end)
    return isEscaped ? (JSON.parse(`"${text}"`) as string) || undefined : text
  }
}
