/** Gathers what records tell into one piece. */
import { basename, extname } from 'node:path'
import type { LineSource, ProgramSink } from '../agents/records.ts'
import { type FileFacts, serializeFacts } from '../core/session/file-facts.ts'
import { LatestAccounts, type ToldAccount } from '../core/usage/account.ts'
import type { UsageLine } from '../core/usage/response-line.ts'
import { mergeVariants, originPlace, originRank } from '../core/usage/response-merge.ts'
import type { LineReading } from '../storage/line-reader.ts'
import {
  type LabelledVariant,
  type PackedVariants,
  packVariants,
  type SourceLabel,
  variantsOf,
  withVariants,
} from './packed-variants.ts'
import type { FileState, RecordPiece, RecordTask } from './record-piece.ts'
import { WholeFacts } from './whole-facts.ts'

const mostBadLines = 20
/** So many responses are put to those that a program told; where there are more all are merged one by one. */
const fewVariants = 32

export class PieceBuilder implements ProgramSink {
  readonly facts: FileFacts
  readonly #task: RecordTask
  readonly #stem: string
  readonly #variants = new Map<string, { readonly messageId: string; variant: LabelledVariant['variant'] }>()
  readonly #labels = new Map<string, SourceLabel>()
  #lastLabel: SourceLabel | undefined
  #lastAdded: { readonly messageId: string; variant: LabelledVariant['variant'] } | undefined
  /** What a program told: responses in columns. */
  #merged: PackedVariants[] = []
  #sources: SourceLabel[] = []
  readonly #accounts = new LatestAccounts()
  readonly #badLines: { offset: number; reason: string }[] = []
  #badCount = 0

  constructor(task: RecordTask, facts: FileFacts) {
    this.#task = task
    this.#stem = basename(task.path, extname(task.path))
    this.facts = facts
  }

  account(told: ToldAccount, atMs: number): void {
    this.#accounts.note(told, atMs)
  }

  bad(offset: number, reason: string): void {
    this.#badCount++
    if (this.#badLines.length < mostBadLines) this.#badLines.push({ offset, reason })
  }

  usage(line: UsageLine, offset: number): void {
    this.facts.beganAtMs ??= line.atMs ?? this.facts.beganAtMs
    const variant = {
      requestId: line.requestId,
      isOwnResponse: (!line.isSidechain || line.isNoReplay === true) && line.requestId !== '',
      atMs: line.atMs,
      model: line.model,
      input: line.input,
      output: line.output,
      cacheRead: line.cacheRead,
      cacheWrite: line.cacheWrite,
      cacheWrite1h: line.cacheWrite1h,
      webSearches: line.webSearches,
      isFast: line.isFast,
      isUsInference: line.isUsInference,
      reportedCostUsd: line.reportedCostUsd,
      origin: this.#origin(line, offset),
      source: this.#label(line),
    }
    this.#add({ messageId: line.messageId, variant })
  }

  source(source: LineSource): void {
    this.#sources.push(this.#label(source, source.knowsFolder))
  }

  merged(responses: Omit<PackedVariants, 'sources'>): void {
    this.#merged.push({ ...responses, sources: this.#sources })
    this.#sources = []
  }

  finish(
    baseOffset: number | undefined,
    state: FileState,
    { bytesRead, isAtEnd }: Pick<LineReading, 'bytesRead' | 'isAtEnd'>,
  ): RecordPiece {
    return {
      path: this.#task.path,
      kind: this.#task.kind,
      place: { ...this.#task.place, subagentId: this.#subagentId() },
      baseOffset,
      state,
      sessionId: this.#task.place.sessionId ?? this.facts.sessionId ?? this.#stem,
      subagentType: this.facts.subagent && (this.facts.subagent.type ?? ''),
      facts: isAtEnd && baseOffset === undefined ? new WholeFacts(this.facts) : serializeFacts(this.facts),
      variants: this.#pack(),
      accounts: this.#accounts.all(),
      badLines: this.#badLines,
      badCount: this.#badCount,
      bytesRead,
    }
  }

  #pack(): PackedVariants {
    const [first, ...more] = this.#merged
    if (first !== undefined && more.length === 0 && this.#variants.size < fewVariants) {
      return this.#variants.size === 0 ? first : withVariants(first, [...this.#variants.values()], this.#task.path)
    }
    for (const some of this.#merged) for (const one of variantsOf(some, this.#task.path)) this.#add(one)
    return packVariants(this.#variants.values(), this.#variants.size)
  }

  #subagentId(): string | undefined {
    return this.#task.place.subagentId ?? this.facts.subagentId
  }

  #add({ messageId, variant }: LabelledVariant): void {
    const { requestId } = variant
    const last = this.#lastAdded
    // Nearly always the next line of the same response.
    if (last?.messageId === messageId && last.variant.requestId === requestId) {
      last.variant = mergeVariants(last.variant, variant)
      return
    }
    const key = `${messageId}\t${requestId}`
    let known = this.#variants.get(key)
    if (known) known.variant = mergeVariants(known.variant, variant)
    else {
      known = { messageId, variant }
      this.#variants.set(key, known)
    }
    this.#lastAdded = known
  }

  #origin(line: Pick<UsageLine, 'isSidechain' | 'isForkedCopy'>, offset: number) {
    const { beganAtMs, chainStartsAt = offset } = this.facts
    const rank = originRank({ ...line, fileBeganAtMs: beganAtMs })
    return { rank, place: originPlace(chainStartsAt, offset), path: this.#task.path }
  }

  #label(line: Omit<LineSource, 'knowsFolder'>, knowsFolder = true): SourceLabel {
    const { place } = this.#task
    const sessionId = place.sessionId ?? line.sessionId ?? this.#stem
    const subagentId = this.#subagentId() ?? line.agentId ?? (line.isSidechain ? 'sidechain' : undefined)
    const last = this.#lastLabel
    if (last?.sessionId === sessionId && last.branch === line.branch && last.subagentId === subagentId) return last
    const key = `${sessionId}\n${line.branch}\n${subagentId}`
    const label = this.#labels.get(key) ?? {
      agent: this.#task.kind.agent,
      sessionId,
      projectSlug: place.projectSlug ?? (knowsFolder ? slugOf(this.facts.cwd) : undefined),
      branch: line.branch,
      subagentId,
    }
    this.#labels.set(key, label)
    this.#lastLabel = label
    return label
  }
}

/** The name that Claude Code gives a project's folder: so a project is one, whichever agent worked in it. */
const slugOf = (cwd: string | undefined): string | undefined => cwd?.replace(/[^A-Za-z0-9]/g, '-')
