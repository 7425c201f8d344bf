/**
 * Lines as the scanner in WebAssembly tells them (scan-layout.ts), noted as transcript-lines.ts would. That one is the reference: what is told
 * here has to come to the very same, and every line that the scanner leaves is read there. Pure but for the scanner's memory.
 */
import { noteChainStart, noteMoment } from '../../core/session/file-facts.ts'
import type { UsageLine } from '../../core/usage/response-line.ts'
import type { ProgramInstance, ProgramScanner, RecordSink, ScanProgram } from '../records.ts'
import * as layout from './scan-layout.ts'
import { isEditTool, noteAnswer, noteCall, noteChainFields, noteToolResult } from './session-log-facts-file.ts'
import { cheapLineBytes } from './transcript-lines.ts'
import { requestOf } from './transcript-request.ts'

interface Exports {
  begin(): void
  scan(start: number, end: number, out: number, outEnd: number): number
  recordsEnd(): number
}

export const scanProgram: ScanProgram = {
  file: 'transcript-scan.wasm',
  linesAt: layout.linesAt,
  linesBytes: layout.linesBytes,
  open: ({ exports, memory }: ProgramInstance) => new ScannedLines(exports as Exports, memory),
}

/** The strings by which a response is told from others. */
const requestBits = (1 << layout.stringMessage) | (1 << layout.stringRequest) | (1 << layout.stringRequestRef)

class ScannedLines implements ProgramScanner {
  readonly #program: Exports
  readonly #bytes: Buffer
  readonly #words: Int32Array
  readonly #floats: Float64Array
  /** Of the last record that told each. */
  readonly #strings: (string | undefined)[] = Array.from({ length: layout.strings }, () => undefined)
  #request: ReturnType<typeof requestOf> | undefined

  constructor(program: Exports, memory: ArrayBuffer) {
    this.#program = program
    this.#bytes = Buffer.from(memory)
    this.#words = new Int32Array(memory)
    this.#floats = new Float64Array(memory)
    program.begin()
  }

  scan(
    start: number,
    end: number,
    offset: number,
    sink: RecordSink,
    other: Parameters<ProgramScanner['scan']>[4],
  ): void {
    const words = this.#words
    for (let at = start; at < end; ) {
      at = this.#program.scan(at, end, layout.recordsAt, layout.recordsAt + layout.recordsBytes)
      const recordsEnd = this.#program.recordsEnd() >> 2
      for (let w = layout.recordsAt >> 2; w < recordsEnd; ) {
        const lineStart = this.#word(w + layout.wordStart)
        const lineOffset = offset + lineStart - start
        const kind = words[w + layout.wordKind]
        if (kind === layout.kindOther) {
          other(lineStart, this.#word(w + layout.wordEnd), lineOffset)
          w += layout.otherWords
          continue
        }
        const same = this.#readStrings(w, kind === layout.kindAnswer ? layout.strings : layout.stringsOfChain)
        if (kind === layout.kindAnswer) this.#noteAnswer(w, same, lineOffset, sink)
        else if (kind === layout.kindToolResult) this.#noteResult(w, sink)
        else this.#noteChain(w, sink)
        noteChainStart(sink.facts, lineOffset)
        w += layout.recordWords + (kind === layout.kindAnswer ? this.#word(w + layout.wordCalls) * layout.callWords : 0)
      }
    }
  }

  /** All of them, asked for or not: the scanner goes by what was told last. */
  #readStrings(w: number, count: number): number {
    const same = this.#word(w + layout.wordSame)
    for (let index = 0; index < count; index++) {
      if ((same & (1 << index)) === 0) this.#strings[index] = this.#string(w + layout.wordStrings + index * 2)
    }
    return same
  }

  /** An empty one is as good as none. */
  #string(w: number): string | undefined {
    const start = this.#word(w)
    const end = this.#word(w + 1)
    if (end < 0) return (JSON.parse(`"${this.#bytes.toString('utf8', start, -end)}"`) as string) || undefined
    return start === end ? undefined : this.#bytes.toString('utf8', start, end)
  }

  #noteChain(w: number, { facts }: RecordSink): void {
    noteChainFields(facts, {
      atMs: this.#timeOf(w),
      sessionId: this.#strings[layout.stringSession],
      cwd: this.#strings[layout.stringCwd],
      branch: this.#strings[layout.stringBranch],
      version: this.#strings[layout.stringVersion],
    })
  }

  #noteAnswer(w: number, same: number, offset: number, sink: RecordSink): void {
    const flags = this.#word(w + layout.wordFlags)
    const isSidechain = (flags & layout.flagSidechain) !== 0
    const model = this.#strings[layout.stringModel]
    const input = this.#word(w + layout.wordInput)
    const cacheRead = this.#word(w + layout.wordCacheRead)
    const cacheCreation = this.#word(w + layout.wordCacheCreation)
    const cacheWrite1h = this.#word(w + layout.word1h)
    const request = this.#requestOf(same, isSidechain)
    // Field by field: this is made for every line, and spreading takes several times as long.
    const line: UsageLine = {
      messageId: request.messageId,
      requestId: request.requestId,
      isSidechain: request.isSidechain,
      isNoReplay: request.isNoReplay,
      isForkedCopy: (flags & layout.flagForked) !== 0,
      sessionId: this.#strings[layout.stringSession],
      agentId: this.#strings[layout.stringAgent],
      cwd: this.#strings[layout.stringCwd],
      branch: this.#strings[layout.stringBranch],
      atMs: this.#timeOf(w),
      model,
      input,
      output: this.#word(w + layout.wordOutput),
      cacheRead,
      cacheWrite: Math.max(cacheCreation, this.#word(w + layout.word5m) + cacheWrite1h),
      cacheWrite1h,
      webSearches: this.#word(w + layout.wordSearches),
      isFast: (flags & layout.flagFast) !== 0,
      isUsInference: (flags & layout.flagUs) !== 0,
    }
    sink.usage(line, offset)
    this.#noteChain(w, sink)
    const calls = this.#word(w + layout.wordCalls)
    for (let i = 0; i < calls; i++) this.#noteCall(w + layout.recordWords + i * layout.callWords, sink)
    noteAnswer(sink.facts, {
      atMs: line.atMs,
      model,
      isLast: (flags & layout.flagEnd) !== 0,
      contextTokens: isSidechain ? undefined : input + cacheRead + cacheCreation,
    })
  }

  #requestOf(same: number, isSidechain: boolean): ReturnType<typeof requestOf> {
    if (this.#request?.isSidechain !== isSidechain || (same & requestBits) !== requestBits) {
      const requestId = this.#strings[layout.stringRequest]
      const requestRef = this.#strings[layout.stringRequestRef]
      this.#request = requestOf({ isSidechain, requestId, requestRef }, this.#strings[layout.stringMessage] ?? '')
    }
    return this.#request
  }

  #noteCall(w: number, { facts }: RecordSink): void {
    const text = (index: number): string | undefined => this.#string(w + index * 2)
    const name = text(layout.callName) ?? 'unknown'
    const path = text(layout.callFilePath) ?? text(layout.callNotebookPath)
    const command = name === 'Bash' ? text(layout.callCommand) : undefined
    noteCall(facts, {
      name,
      id: text(layout.callId),
      path,
      command,
      about:
        (command ?? path) === undefined
          ? (text(layout.callPattern) ?? text(layout.callDescription) ?? text(layout.callQuery))
          : undefined,
      newLines: name === 'Write' ? this.#word(w + layout.callLines) : undefined,
    })
  }

  /** Of a long line the other reader looks at a few words alone, unless it has to know more. */
  #noteResult(w: number, sink: RecordSink): void {
    const { facts } = sink
    const flags = this.#word(w + layout.wordFlags)
    const toolUseId = this.#bytes.toString(
      'latin1',
      this.#word(w + layout.wordResultId),
      this.#word(w + layout.wordResultId + 1),
    )
    const pending = facts.pending.get(toolUseId)
    const isError = (flags & layout.flagError) !== 0
    const isLong = this.#word(w + layout.wordEnd) - this.#word(w + layout.wordStart) > cheapLineBytes
    const isGlanced =
      isLong &&
      (flags & layout.flagUserFirst) !== 0 &&
      facts.sessionId !== undefined &&
      facts.cwd !== undefined &&
      (pending === undefined || (pending.name !== 'WebSearch' && !isError))
    if (isGlanced) noteMoment(facts, this.#timeOf(w))
    else this.#noteChain(w, sink)
    const tellsChange = (flags & (isGlanced ? layout.flagPatch : layout.flagResult)) !== 0
    const change =
      pending !== undefined && tellsChange && isEditTool(pending.name)
        ? {
            added: this.#word(w + layout.wordAdded),
            removed: this.#word(w + layout.wordRemoved),
            isNewFile: (flags & (isGlanced ? layout.flagCreateFirst : layout.flagCreate)) !== 0,
          }
        : undefined
    noteToolResult(facts, toolUseId, isError, change)
    if ((flags & layout.flagSidechain) === 0) facts.isAwaitingAnswer = true
  }

  #timeOf(w: number): number {
    return this.#floats[(w + layout.wordTime) >> 1] ?? Number.NaN
  }

  #word(w: number): number {
    return this.#words[w] ?? 0
  }
}
