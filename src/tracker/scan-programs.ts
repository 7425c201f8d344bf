/** Programs in WebAssembly that read lines: loaded when there is much to read, one instance for each thread. */
import { readFileSync } from 'node:fs'
import type { ProgramInstance, ProgramScanner, ScanProgram } from '../agents/records.ts'

/** As much of it as is needed: Node.js' own types leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: { readonly memory: { readonly buffer: ArrayBuffer } } }
}

export interface LoadedProgram {
  readonly scanner: ProgramScanner
  /** Where lines are to be laid. */
  readonly room: Buffer
}

/** Less is read before a program would have been compiled. */
const usuallyWorthLoadingBytes = 1 << 20

/** For tests and measurements alone: 0 takes the program from the first byte on, `Infinity` never. */
const worthLoadingBytes = Number(process.env['TCE_SCAN_FROM_BYTES'] ?? usuallyWorthLoadingBytes)

/** Without WebAssembly, or without the file, everything is read without. */
export class ScanPrograms {
  readonly #assets: URL
  readonly #worthLoadingBytes: number
  readonly #loaded = new Map<ScanProgram, LoadedProgram | undefined>()
  #wantedBytes = 0

  constructor(fromBytes = worthLoadingBytes, assets = new URL('../../assets/', import.meta.url)) {
    this.#worthLoadingBytes = fromBytes
    this.#assets = assets
  }

  /** So much is about to be read: then a program is worth loading from the first file on. */
  expect(bytes: number): void {
    this.#wantedBytes = Math.max(this.#wantedBytes, bytes)
  }

  /** @param bytes how many more are to be read by it */
  of(program: ScanProgram | undefined, bytes: number): LoadedProgram | undefined {
    if (program === undefined) return undefined
    this.#wantedBytes += bytes
    if (this.#wantedBytes < this.#worthLoadingBytes) return undefined
    if (!this.#loaded.has(program)) this.#loaded.set(program, this.#load(program))
    return this.#loaded.get(program)
  }

  #load(program: ScanProgram): LoadedProgram | undefined {
    try {
      const module = new WebAssembly.Module(readFileSync(new URL(program.file, this.#assets)))
      const { exports } = new WebAssembly.Instance(module)
      const memory = exports.memory.buffer
      return {
        scanner: program.open({ exports, memory } satisfies ProgramInstance),
        room: Buffer.from(memory, program.linesAt, program.linesBytes),
      }
    } catch {
      return undefined
    }
  }
}
