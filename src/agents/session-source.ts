/**
 * Where an agent keeps its sessions, and in which form; what its records say is in session-logs.ts. Pure: sessions/ opens the files.
 * A form that is new here is one more member of the union, and a reader and a store of its own in sessions/.
 */
import type { TitleEvent } from '../core/session/session-event.ts'
import type { Query } from './query.ts'

export type AgentSessions = LineSessions | DatabaseSessions | DocumentSessions

/** A file of lines for each session, and one more for each subagent. Lines are only ever appended. */
export interface LineSessions {
  readonly kind: 'lines'
  /** Below which all logs lie, of one of the agent's data folders. They need not exist. */
  folders(dataDir: string): readonly string[]
  /** How many folders below those a session's own log lies. */
  readonly depth: number
  /** The session whose own log a file of this name in this folder is. */
  sessionOf(name: string, dir: string): string | undefined
  /** A name tells the beginning of an id, or not whose subagent it is: the first line tells both. */
  readonly isToldByFirstLine?: boolean | undefined
  /** The lane of the subagent whose log a file of this name in this folder is. */
  laneOf(name: string, dir: string): string | undefined
  /** The folder, with all that is in it, of the logs of a session's subagents. */
  subagentsFolder(log: string, sessionId: string): string
  /** The folder, with all that is in it, of what else belongs to a session: results of tools that were too long for its log. */
  sideFolder?(log: string): string
  /** Where logs of subagents of any session lie, beside others: the first lines of those tell whose they are. */
  readonly mixed?: MixedLogs | undefined
  /** A file beside a session's log that tells of it what its lines do not. */
  readonly beside?: BesideFile | undefined
  /** The same in databases that tell of many sessions, or one of each. */
  readonly besideDatabase?: BesideDatabase | undefined
  /** Is the session of this log of that directory? Where only the folder that the log lies in tells it. */
  isOfDirectory?(log: string, cwd: string): boolean
  /** Records of subagents stand in their session's own log: its events name their lanes. */
  readonly hasSubagentsInside?: boolean | undefined
  /** The file that describes a subagent, beside its log. */
  descriptionOf?(log: string): string
  decodeDescription?(text: string): SubagentFacts | undefined
}

/** Rows of a database of the agent's own; what they say: `SessionDatabase`. */
export interface DatabaseSessions {
  readonly kind: 'database'
  /** In which its databases lie, of one of the agent's data folders. */
  folders(dataDir: string): readonly string[]
  isFile(name: string): boolean
}

/** Documents that are rewritten whole, one or several for each session; what they say: `SessionDocuments`. */
export interface DocumentSessions {
  readonly kind: 'documents'
  /** Below which all sessions' own documents lie, of one of the agent's data folders. */
  folders(dataDir: string): readonly string[]
  /** How many folders below those a session's own document lies. */
  readonly depth: number
  /** The session whose own document a file of this name in this folder is. */
  sessionOf(name: string, dir: string): string | undefined
  /** A name tells the beginning of an id, or not whose subagent it is: the document tells both. */
  readonly isToldByContent?: boolean | undefined
  /** It lies in a folder that people work in, one in each: where in it, and which folder an id is of. */
  readonly inWorkingFolder?:
    | { pathIn(dir: string): string; folderOf(sessionId: string): string | undefined }
    | undefined
}

export interface BesideFile {
  /** Where it lies, the likeliest first. */
  pathsOf(log: string, namesIn: (dir: string) => readonly string[]): readonly string[]
  decode(text: string): BesideFacts | undefined
}

export interface BesideDatabase {
  /** Those that may tell of this log's session: the first that does is believed. */
  pathsOf(log: string, namesIn: (dir: string) => readonly string[]): readonly string[]
  /** What is told of each session in one. Queries may throw: then nothing is told. */
  read(query: Query): ReadonlyMap<string, BesideFacts>
}

export interface BesideFacts {
  readonly cwd?: string | undefined
  readonly title?: Pick<TitleEvent, 'of' | 'text'> | undefined
  /** Of logs that tell no time: when it began, and when it was at work last. */
  readonly timesMs?: readonly number[] | undefined
  /** Of a fork: what its log tells of the time before was copied. */
  readonly beganAtMs?: number | undefined
}

export interface MixedLogs {
  /** `changedMs`: when the session's log was last written. `foldersIn` lists a folder's folders. */
  folders(log: string, changedMs: number, foldersIn: (dir: string) => readonly string[]): readonly string[]
  /** By its name alone: might it be of a subagent of the session of this log? */
  mayBe(name: string, log: string): boolean
}

/** What the file beside a subagent's log tells of it. */
export interface SubagentFacts {
  readonly type?: string | undefined
  readonly description?: string | undefined
  readonly toolId?: string | undefined
}
