/**
 * What the scanner in WebAssembly (scan-layout.ts) tells of lines, noted as transcript-lines.ts would. That one is the reference: what is told
 * here has to come to the very same, and every line that the scanner leaves is read there. Pure but for the scanner's memory.
 */
import type { FileFacts, PendingTool } from '../../core/session/file-facts.ts'
import type { ProgramInstance, ProgramScanner, ProgramSink, ScanProgram } from '../records.ts'
import * as layout from './scan-layout.ts'
import { ScanTables } from './scan-tables.ts'
import { noteScanned } from './scanned-facts.ts'
import { hintOf } from './session-log-facts-file.ts'

interface Exports {
  begin(): void
  pass(): void
  beginPending(): void
  tellPending(bytes: number, index: number): void
  scan(start: number, end: number, offset: number): number
}

export const scanProgram: ScanProgram = {
  file: 'transcript-scan.wasm',
  linesAt: layout.linesAt,
  linesBytes: layout.linesBytes,
  open: ({ exports, memory }: ProgramInstance) => new ScannedLines(exports as Exports, memory),
}

type PendingCall = readonly [id: string, tool: PendingTool]

class ScannedLines implements ProgramScanner {
  readonly #program: Exports
  readonly #tables: ScanTables
  /** Whose lines are in the tables. */
  #sink: ProgramSink | undefined
  /** The program knows what the facts hold. */
  #isTold = false
  /** So many sources were told. */
  #labels = 0
  /** The calls without a result that were told to the program, and those in the facts when both were last the same. */
  #told: readonly PendingCall[] = []
  #pending: readonly PendingCall[] = []

  constructor(program: Exports, memory: ArrayBuffer) {
    this.#program = program
    this.#tables = new ScanTables(memory)
  }

  scan(
    start: number,
    end: number,
    offset: number,
    sink: ProgramSink,
    other: Parameters<ProgramScanner['scan']>[4],
  ): void {
    if (sink !== this.#sink) this.#begin(sink)
    for (let at = start; at < end; ) {
      if (!this.#isTold) this.#tell(sink.facts)
      at = this.#program.scan(at, end, offset + at - start)
      const stop = this.#tables.told(layout.wordStop)
      if (stop === layout.stopEnd) return
      if (stop !== layout.stopAside) this.#settle(sink)
      if (stop === layout.stopFull) {
        this.#handOver(sink)
        this.#begin(sink)
        continue
      }
      const lineStart = this.#tables.told(layout.wordOtherFrom)
      other(lineStart, this.#tables.told(layout.wordOtherTo), offset + lineStart - start)
    }
  }

  settle(sink: ProgramSink): void {
    if (sink === this.#sink && this.#isTold) this.#settle(sink)
  }

  finish(sink: ProgramSink): void {
    if (sink !== this.#sink) return
    this.settle(sink)
    this.#handOver(sink)
    this.#sink = undefined
  }

  #begin(sink: ProgramSink): void {
    this.#program.begin()
    this.#sink = sink
    this.#isTold = false
    this.#tables.begin()
    this.#labels = 0
    this.#told = []
    this.#pending = []
  }

  /** What the facts hold that the program has to know. */
  #tell({ beganAtMs, chainStartsAt, sessionId, cwd, firstPrompt, pending }: FileFacts): void {
    this.#isTold = true
    const at = layout.toldAt >> 3
    this.#tables.floats[at + layout.floatBegan] = beganAtMs ?? Number.NaN
    this.#tables.floats[at + layout.floatChainStart] = chainStartsAt ?? Number.NaN
    const knows =
      (sessionId === undefined ? 0 : layout.knowsSession) |
      (cwd === undefined ? 0 : layout.knowsFolder) |
      (firstPrompt === undefined ? 0 : layout.knowsPrompt)
    this.#tables.words[(layout.toldAt >> 2) + layout.wordKnows] = knows
    if (!isSame(pending, this.#pending)) this.#tellPending([...pending])
  }

  #tellPending(calls: readonly PendingCall[]): void {
    this.#program.beginPending()
    this.#told = calls
    this.#pending = calls
    for (const [index, [id]] of calls.entries()) {
      // What is longer is none that the program would know.
      this.#tables.bytes.write(id, layout.callsAt, layout.mostIdBytes + 1)
      this.#program.tellPending(Buffer.byteLength(id), index)
    }
  }

  /** Notes in the facts what was told since the last time. */
  #settle(sink: ProgramSink): void {
    const { facts } = sink
    this.#isTold = false
    noteScanned(facts, this.#tables)
    if (this.#tables.told(layout.wordPendingChanged) !== 0) this.#notePending(facts)
    this.#tellSources(sink)
    this.#program.pass()
  }

  #notePending(facts: FileFacts): void {
    const count = this.#tables.told(layout.wordPending)
    const calls: PendingCall[] = []
    for (let i = 0; i < count; i++) {
      calls.push(
        this.#pendingCall(
          layout.pendingAt + (this.#tables.words[(layout.pendingOrderAt >> 2) + i] ?? 0) * layout.pendingBytes,
        ),
      )
    }
    facts.pending.clear()
    for (const [id, tool] of calls) facts.pending.set(id, tool)
    this.#pending = calls
  }

  #pendingCall(slot: number): PendingCall {
    const w = slot >> 2
    const name = this.#tables.words[w + layout.pendingName] ?? 0
    const told = name < 0 ? this.#told[-1 - name] : undefined
    if (told !== undefined) return told
    const idAt = slot + layout.pendingIdAt
    const id = this.#tables.bytes.toString('utf8', idAt, idAt + (this.#tables.words[w + layout.pendingIdBytes] ?? 0))
    const tool: PendingTool = { name: this.#tables.nameOf(name) }
    const hintAt = slot + layout.pendingHintAt
    const hintEnd = hintAt + (this.#tables.words[w + layout.pendingHintBytes] ?? 0)
    const hint = this.#tables.decode(hintAt, hintEnd, this.#tables.words[w + layout.pendingIsHintEscaped] === 1)
    if (hint !== undefined) tool.hint = hintOf(hint)
    const file = this.#tables.words[w + layout.pendingFile] ?? -1
    if (file >= 0) tool.path = this.#tables.fileOf(file)
    const lines = this.#tables.words[w + layout.pendingLines] ?? -1
    if (lines >= 0) tool.newLines = lines
    return [id, tool]
  }

  #tellSources(sink: ProgramSink): void {
    const count = this.#tables.told(layout.wordLabels)
    for (; this.#labels < count; this.#labels++) {
      const at = (layout.labelsAt >> 2) + this.#labels * layout.labelWords
      sink.source({
        sessionId: this.#tables.text(at),
        branch: this.#tables.text(at + layout.labelBranch),
        agentId: this.#tables.text(at + layout.labelAgent),
        isSidechain: this.#tables.words[at + layout.labelSidechain] === 1,
        knowsFolder: this.#tables.words[at + layout.labelKnowsFolder] === 1,
      })
    }
  }

  #handOver(sink: ProgramSink): void {
    const count = this.#tables.told(layout.wordResponses)
    if (count === 0) return
    const from = layout.responsesAt >> 3
    sink.merged({
      count,
      numbers: this.#tables.floats.slice(from, from + count * layout.responseColumns),
      // The last one's end is no separator.
      ids: this.#tables.bytes.toString('latin1', layout.idsAt, this.#tables.told(layout.wordIdsEnd) - 1),
      models: Array.from({ length: this.#tables.told(layout.wordModels) }, (_, index) => this.#tables.modelOf(index)),
    })
  }
}

function isSame(pending: ReadonlyMap<string, PendingTool>, calls: readonly PendingCall[]): boolean {
  if (pending.size !== calls.length) return false
  let at = 0
  for (const [id, tool] of pending) {
    const [otherId, otherTool] = calls[at++] ?? []
    if (id !== otherId || tool !== otherTool) return false
  }
  return true
}
