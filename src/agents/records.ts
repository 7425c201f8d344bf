/**
 * How an agent keeps what was said and spent: files of lines that only grow, documents that are rewritten whole, databases.
 * Pure: where they lie is computed, what is in them is handed in. The ledger reads all of them through this, and knows no agent.
 */
import type { FileFacts, SubagentMeta } from '../core/session/file-facts.ts'
import type { ToldAccount } from '../core/usage/account.ts'
import type { ResponseColumns } from '../core/usage/response-columns.ts'
import type { UsageLine } from '../core/usage/response-line.ts'
import type { Query } from './query.ts'
import type { BesideDatabase, BesideFile } from './session-source.ts'

export type { Query } from './query.ts'

export type AgentRecords = LineRecords | DocumentRecords | DatabaseRecords

interface RecordsBase {
  /** Of several kinds of one agent: "rollouts". Part of what is stored, so it does not change. */
  readonly name: string
  /**
   * Grows when records that were read before count otherwise now: files that were read by another version are read again. Absent: 0.
   * Databases are read again when they change.
   */
  readonly version?: number | undefined
  /**
   * They lie in the folders that people work in, one in each, under this name: looked for where a project is known, and the agent has
   * a data folder at all.
   */
  readonly inWorkingFolder?: { readonly name: string; sessionOf(dir: string): string } | undefined
  /** Where they lie, of one of the agent's data folders. They need not exist. */
  folders(dataDir: string): readonly string[]
  /** Folders in which no records lie, however many files. */
  readonly skippedFolders?: ReadonlySet<string> | undefined
  /** By its name alone: might this file hold records? Never a false no; `placeOf` decides. */
  isFile(name: string): boolean
  /** What the path below such a folder, split, is of. Undefined: no records of this kind. */
  placeOf(parts: readonly string[]): RecordPlace | undefined
}

/** What the place of a file tells of it. */
export interface RecordPlace {
  /** A project as the agent files it; undefined where only the records tell. */
  readonly projectSlug: string | undefined
  /** Undefined where only the records tell. */
  readonly sessionId: string | undefined
  /** Of a subagent's records. */
  readonly subagentId: string | undefined
}

/** Takes what records tell. */
export interface RecordSink {
  /** Of this file; changed by whoever reads. */
  readonly facts: FileFacts
  /** `offset` in bytes for lines, the number of the record elsewhere. */
  usage(line: UsageLine, offset: number): void
  /** What a record tells of the account that the agent works with. */
  account?(told: ToldAccount, atMs: number): void
  /** A record that can't be read, and why. */
  bad(offset: number, reason: string): void
}

/** A file of lines that only grows. */
export interface LineRecords extends RecordsBase {
  readonly kind: 'lines'
  /** One reader per file and reading; it goes on with what the last one carried. */
  open(place: RecordPlace, carry: string | undefined): LineScanner
  /** Reads most lines the quicker way. What it leaves, and all where it can't run, is read by `open`, which it must never differ from. */
  readonly program?: ScanProgram | undefined
  /** What copies of a line keep, even where something else in it was changed. Undefined: its bytes tell. */
  lineId?(bytes: Buffer, start: number, end: number): string | undefined
  /** A file beside a session's own that tells of it what its lines do not. */
  readonly beside?: BesideFile | undefined
  /** The same in databases. */
  readonly besideDatabase?: BesideDatabase | undefined
  /** The file beside a subagent's that describes it, and what it says. */
  readonly description?: {
    pathOf(path: string): string
    /** The path it describes; undefined when it is no description. */
    describedBy(path: string): string | undefined
    decode(text: string): SubagentMeta | undefined
  }
}

export interface LineScanner {
  /** Never throws. The line is bytes[start, end), only lent; `offset` is its place in the file. */
  scan(bytes: Buffer, start: number, end: number, offset: number, sink: RecordSink): void
  /**
   * What lines before tell of lines to come, small and serialisable: stored beside the offset. Undefined: a line is read by itself.
   */
  carry?(): string | undefined
}

/** A program in WebAssembly that reads lines. */
export interface ScanProgram {
  /** Its name in assets/. */
  readonly file: string
  /** Where in its memory lines are to be laid, and how much room there is. */
  readonly linesAt: number
  readonly linesBytes: number
  /** One instance serves one file after the other. */
  open(instance: ProgramInstance): ProgramScanner
}

export interface ProgramInstance {
  readonly exports: unknown
  /** It does not grow. */
  readonly memory: ArrayBuffer
}

export interface ProgramScanner {
  /**
   * Whole lines, each with its end, lie in [start, end) of the program's memory, the first at `offset` of its file. Lines that it does not take
   * are given to `other`, without their ends and in their turn: what those before tell is in the facts by then.
   */
  scan(
    start: number,
    end: number,
    offset: number,
    sink: ProgramSink,
    other: (start: number, end: number, offset: number) => void,
  ): void
  /** Somebody else is about to note in `sink` what a line tells: the facts have to hold all that the lines before it do. */
  settle(sink: ProgramSink): void
  /** There is no more for `sink`: it is given all that is left. */
  finish(sink: ProgramSink): void
}

/** Takes what a program tells of many lines at once. */
export interface ProgramSink extends RecordSink {
  /** One more place where responses are made; responses name it by its number. Told in the order in which lines name them. */
  source(source: LineSource): void
  /** All responses since the last call, with the sources that were told since. */
  merged(responses: Omit<ResponseColumns<never>, 'sources'>): void
}

/** What lines tell of where a response was made. */
export interface LineSource {
  readonly sessionId: string | undefined
  readonly agentId: string | undefined
  readonly branch: string | undefined
  readonly isSidechain: boolean
  /** The facts had a folder by then; it does not change any more. */
  readonly knowsFolder: boolean
}

/** A file that is rewritten whole: read from its beginning whenever it changed. */
export interface DocumentRecords extends RecordsBase {
  readonly kind: 'document'
  /** Never throws. Half a document is `bad`, and read again when it changes. */
  read(text: string, place: RecordPlace, sink: RecordSink): void
}

/**
 * A database of the agent's own, opened to read only, in short transactions. One that is locked or half migrated keeps what was
 * known, and is tried again. Queries may throw (a table is missing): that is such a case.
 */
export interface DatabaseRecords extends RecordsBase {
  readonly kind: 'database'
  /** Its sessions, each with a stamp that differs after every change of it; of those named alone by the indices that exist. */
  sessions(query: Query, ids?: readonly string[]): readonly DatabaseSession[]
  /**
   * Those that were written last, found by an index: what is asked while the agent works, between two looks at all. Absent: all are
   * asked for every time.
   */
  newest?(query: Query): readonly string[]
  /** All records of one session. */
  read(query: Query, sessionId: string, sink: RecordSink): void
  /** What it spent, when and where, without the rows of tools, files and text, which are most of a database. Absent: `read` is as quick. */
  readUsage?(query: Query, sessionId: string, sink: RecordSink): void
}

export interface DatabaseSession {
  readonly sessionId: string
  /** Of a session that a subagent works in: the session it belongs to. */
  readonly parentId?: string | undefined
  readonly stamp: number
}

/** Message ids that stand for searches, and for what a response asked of another model: neither is a response. */
export const webSearchPrefix = 'web-search '
export const advicePrefix = 'advice '

export const isResponseId = (messageId: string): boolean =>
  !messageId.startsWith(webSearchPrefix) && !messageId.startsWith(advicePrefix)
