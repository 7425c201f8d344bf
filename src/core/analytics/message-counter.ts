/**
 * Messages of one session out of its events, lane by lane, the main chain first. What it needs to go on where it stopped is its carry.
 * Pure but for its memory.
 */
import type { ResponseRef, SessionEvent, ToolResultEvent } from '../session/session-event.ts'
import { mainLane } from '../session/session-event.ts'
import type { Bill, BilledSum } from './billed.ts'
import type { ContextPoint } from './context-history.ts'
import { addContextPoint } from './context-history.ts'
import type { CountedMessage, FileCount, ToolCount } from './message.ts'
import { noMessage, noMessageNo } from './message.ts'
import type { Gap, TimeState } from './message-times.ts'
import { noTimeState, noteTime } from './message-times.ts'
import type { CountedResponse } from './response-counter.ts'
import { ResponseCounter } from './response-counter.ts'

export interface MessageCounterOptions {
  /** What `carry` gave before. */
  readonly carry?: string | undefined
  /** A message that was counted in an earlier reading. */
  readonly load?: ((no: number) => CountedMessage | undefined) | undefined
  /** Without it each response counts as its records tell. */
  readonly bill?: Bill | undefined
}

interface LaneState {
  /** The message to which the whole lane belongs. */
  readonly no: number
  readonly calls: Map<string, OpenCall>
}

interface OpenCall {
  readonly tool: string
  readonly atMs: number | undefined
  /** The file that it writes whole. */
  readonly written?: string | undefined
}

interface Carry {
  readonly next: number
  readonly starts: readonly (readonly [no: number, atMs: number])[]
  readonly time: { readonly holder: TimeState['holder']; readonly lastMs?: number; readonly asked: readonly string[] }
  readonly calls: readonly (readonly [string, OpenCall])[]
  readonly lanes: readonly (readonly [string, number, readonly (readonly [string, OpenCall])[]])[]
  readonly responses: string
  readonly context: readonly ContextPoint[]
}

/** A subagent begins soon after the message it belongs to. */
const keptStarts = 64
/** A result never comes for a call that was cut off. */
const keptCalls = 64

/** Of a session that is not read now. */
export const contextIn = (carry: string): readonly ContextPoint[] =>
  carry === '' ? [] : (JSON.parse(carry) as Carry).context

export class MessageCounter {
  readonly #load: NonNullable<MessageCounterOptions['load']>
  readonly #messages = new Map<number, CountedMessage>()
  readonly #changed = new Set<number>()
  readonly #lanes = new Map<string, LaneState>()
  readonly #responses: ResponseCounter
  readonly #main: LaneState & { readonly time: TimeState }
  #starts: (readonly [no: number, atMs: number])[]
  #next: number
  #context: ContextPoint[]

  constructor({ carry, load = () => undefined, bill }: MessageCounterOptions = {}) {
    const before = carry === undefined ? undefined : (JSON.parse(carry) as Carry)
    this.#load = load
    this.#next = before?.next ?? 0
    this.#starts = [...(before?.starts ?? [])]
    this.#context = [...(before?.context ?? [])]
    this.#responses = new ResponseCounter(before?.responses, bill)
    const calls = new Map(before?.calls ?? [])
    const time: TimeState = before
      ? { ...before.time, asked: new Set(before.time.asked), calls: new Map(calls) }
      : noTimeState()
    this.#main = { no: -1, calls, time }
    for (const [lane, no, calls] of before?.lanes ?? []) this.#lanes.set(lane, { no, calls: new Map(calls) })
  }

  /** `atMs`: the event's time, else that of the one before it in its lane; not finite where there is none. */
  note(event: SessionEvent, atMs: number): void {
    const knownMs = Number.isFinite(atMs) ? atMs : undefined
    if (event.lane === mainLane) this.#noteMain(event, knownMs)
    else this.#noteLane(event, knownMs)
  }

  /** What was changed since the last time; those without any response are none yet, or never. */
  takeMessages(): readonly CountedMessage[] {
    const changed = [...this.#changed].flatMap((no) => this.#messages.get(no) ?? [])
    this.#changed.clear()
    return changed
  }

  takeResponses(): readonly CountedResponse[] {
    return this.#responses.take()
  }

  /** Of all that was counted, messages and what lies before them. */
  get sum(): BilledSum {
    return this.#responses.sum
  }

  get context(): readonly ContextPoint[] {
    return this.#context
  }

  carry(): string {
    const { time, calls } = this.#main
    const last = (map: ReadonlyMap<string, OpenCall>) => [...map].slice(-keptCalls)
    const carry: Carry = {
      next: this.#next,
      starts: this.#starts.slice(-keptStarts),
      time: {
        holder: time.holder,
        ...(time.lastMs !== undefined && { lastMs: time.lastMs }),
        asked: [...time.asked],
      },
      calls: last(calls),
      lanes: [...this.#lanes].map(([lane, { no, calls }]) => [lane, no, last(calls)]),
      responses: this.#responses.carry(),
      context: this.#context,
    }
    return JSON.stringify(carry)
  }

  #noteMain(event: SessionEvent, atMs: number | undefined): void {
    const gap = noteTime(this.#main.time, event, event.at === undefined ? undefined : atMs)
    if (gap !== undefined) this.#addGap(gap)
    if (event.kind === 'prompt') {
      this.#begin(event.cursor, atMs, { characters: event.text.length, images: event.images, isCommand: false })
    } else if (event.kind === 'command' && event.phase === 'run') {
      this.#begin(event.cursor, atMs, { characters: event.text.length, images: 0, isCommand: true })
    }
    const message = this.#message(this.#next - 1) ?? this.#outside(event, atMs)
    if (message === undefined) return
    if (event.response !== undefined) this.#noteResponse(message, event.response, atMs, true)
    if (atMs !== undefined && atMs > message.lastMs) message.lastMs = atMs
    this.#noteFacts(message, this.#main.calls, event, atMs, true)
  }

  #noteLane(event: SessionEvent, atMs: number | undefined): void {
    const lane = this.#laneOf(event.lane, atMs)
    const message = this.#message(lane.no) ?? this.#outside(event, atMs)
    if (message === undefined) return
    if (event.response !== undefined) this.#noteResponse(message, event.response, atMs, false)
    this.#noteFacts(message, lane.calls, event, atMs, false)
  }

  /** By when it begins: what it does after the next prompt is still of the message that began it. */
  #laneOf(name: string, atMs: number | undefined): LaneState {
    const known = this.#lanes.get(name)
    if (known !== undefined) return known
    const before = this.#starts.findLast(([, startMs]) => atMs === undefined || startMs <= atMs)
    const lane: LaneState = { no: before?.[0] ?? this.#starts[0]?.[0] ?? this.#next - 1, calls: new Map() }
    this.#lanes.set(name, lane)
    return lane
  }

  #begin(
    cursor: string,
    atMs: number | undefined,
    of: { readonly characters: number; readonly images: number; readonly isCommand: boolean },
  ): void {
    const no = this.#next++
    const startMs = atMs ?? this.#main.time.lastMs ?? this.#starts.at(-1)?.[1] ?? 0
    this.#main.calls.clear()
    this.#starts.push([no, startMs])
    const { characters, images, isCommand } = of
    const message = noMessage({ no, cursor, atMs: startMs, promptCharacters: characters, images, isCommand })
    this.#messages.set(no, message)
    this.#changed.add(no)
  }

  #message(no: number): CountedMessage | undefined {
    const known = this.#messages.get(no) ?? this.#load(no)
    if (known === undefined) return undefined
    this.#messages.set(no, known)
    this.#changed.add(no)
    return known
  }

  /** What was spent before the first prompt, or in a session without any. */
  #outside({ cursor, response }: SessionEvent, atMs = 0): CountedMessage | undefined {
    const known = this.#message(noMessageNo)
    if (known !== undefined || response === undefined) return known
    const begin = { no: noMessageNo, cursor, atMs, promptCharacters: 0, images: 0, isCommand: false }
    this.#messages.set(noMessageNo, noMessage(begin))
    return this.#message(noMessageNo)
  }

  #addGap({ of, ms }: Gap): void {
    const message = this.#message(this.#next - 1)
    if (message === undefined) return
    if (of === 'model') message.modelMs += ms
    else if (of === 'tools') message.toolMs += ms
    else if (of === 'user') message.askedMs += ms
    else message.afterMs = ms
  }

  #noteResponse(message: CountedMessage, response: ResponseRef, atMs: number | undefined, isMain: boolean): void {
    if (!this.#responses.note(message, response, { atMs, isMain, messageOf: (no) => this.#message(no) })) return
    const { contextTokens = 0, stretch, model } = response
    if (isMain && stretch === undefined && contextTokens > 0 && atMs !== undefined) {
      this.#context = addContextPoint(this.#context, { atMs, tokens: contextTokens, model })
    }
  }

  #noteFacts(
    message: CountedMessage,
    calls: Map<string, OpenCall>,
    event: SessionEvent,
    atMs: number | undefined,
    isMain: boolean,
  ): void {
    switch (event.kind) {
      case 'tool-call':
        calls.set(event.toolId, { tool: event.tool, atMs, written: event.touches === 'write' ? event.path : undefined })
        if (isMain) toolOf(message, event.tool).calls++
        if (event.path !== undefined && event.touches === 'read') fileOf(message, event.path).reads++
        else if (event.path !== undefined && event.touches !== undefined) fileOf(message, event.path).edits++
        break
      case 'tool-result':
        this.#responses.noteCall(message, event.toolId, (no) => this.#message(no))
        noteResult(message, calls, event, atMs, isMain)
        break
      case 'subagent-start':
        if (isMain) message.subagents++
        break
      case 'interrupt':
        if (isMain) message.isInterrupted = true
        break
      case 'api-error':
        message.errors++
        break
      case 'retry':
        message.retries++
        break
      case 'compaction':
        if (!isMain || event.phase !== 'boundary') break
        message.compactions++
        if (atMs === undefined) break
        this.#context = addContextPoint(this.#context, {
          atMs,
          tokens: event.tokensAfter,
          before: event.tokensBefore,
          isCompaction: true,
        })
        break
    }
  }
}

function noteResult(
  message: CountedMessage,
  calls: Map<string, OpenCall>,
  { toolId, outcome, changed, durationMs }: ToolResultEvent,
  atMs: number | undefined,
  isMain: boolean,
): void {
  const call = calls.get(toolId)
  if (call === undefined) return
  calls.delete(toolId)
  if (isMain) {
    const tool = toolOf(message, call.tool)
    if (outcome === 'failed') tool.failures++
    const tookMs = durationMs ?? (atMs === undefined || call.atMs === undefined ? undefined : atMs - call.atMs)
    if (tookMs !== undefined && tookMs >= 0) tool.tookMs.push(Math.round(tookMs))
  }
  if (outcome !== 'done' || changed === undefined) return
  if (call.written !== undefined && changed.removed === 0) {
    const file = fileOf(message, call.written)
    file.edits--
    file.creates++
  }
  message.linesAdded += changed.added
  message.linesRemoved += changed.removed
}

function toolOf({ tools }: CountedMessage, name: string): ToolCount {
  const known = tools.get(name) ?? { calls: 0, failures: 0, tookMs: [] }
  tools.set(name, known)
  return known
}

function fileOf({ files }: CountedMessage, path: string): FileCount {
  const known = files.get(path) ?? { reads: 0, edits: 0, creates: 0 }
  files.set(path, known)
  return known
}
