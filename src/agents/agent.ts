/**
 * What TCE has to know about a coding agent: pure knowledge, no I/O. Adding an agent is one folder and one line in index.ts;
 * it must pass tests/agents/agent.contract.ts.
 */
import type { ToldStepTypes } from '../core/analytics/told-times.ts'
import type { Facets, NewCaptured, OwnSource } from '../core/captured/captured-event.ts'
import type { HookSign } from '../core/hooks/hook-signs.ts'
import type { OtlpPoint } from '../core/otlp/otlp-points.ts'
import type { OtlpRecord } from '../core/otlp/otlp-record.ts'
import type { Activity, AgentProcess, AgentRole, ChildKind, OsProcess } from '../core/process/process.ts'
import type { Result } from '../core/result.ts'
import type { SessionEvent, TitleEvent, ToldEvent } from '../core/session/session-event.ts'
import type { ToldAccount } from '../core/usage/account.ts'
import type { ToldFigure, ToldOf, ToldUsage } from '../core/usage/told-usage.ts'
import type { Asked, Decision } from '../core/waiting/approval.ts'
import type { ShellCommand } from '../core/words/command.ts'
import type { BeginOptions } from './begin.ts'
import type { DecodeError } from './decode-error.ts'
import type { ScreenDialogs } from './dialogs.ts'
import type { OwnFence } from './fence.ts'
import type { Hosting } from './hosting.ts'
import type { AgentKind } from './kind.ts'
import type { AgentLimits } from './limits.ts'
import type { PromptHistory } from './prompt-history.ts'
import type { PromptLibrary } from './prompt-library.ts'
import type { Prompting } from './prompting.ts'
import type { Query } from './records.ts'
import type { SessionRows } from './session-rows.ts'
import type { AgentSessions } from './session-source.ts'
import type { TelemetrySetup, TelemetryTarget } from './telemetry-setup.ts'

export type { AgentId } from '../core/process/agent-ids.ts'
export type Platform = 'linux' | 'darwin' | 'win32'

/** The environment as pure functions may see it. */
export interface AgentEnvironment {
  readonly platform: Platform
  readonly homeDir: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A session as the agent's own live registry tells it. Every field the file may lack is optional. */
export interface LiveSession {
  readonly pid: number
  /** Matches `OsProcess.start`; absent in files of older versions. */
  readonly start?: string | undefined
  /** When the registry says it began: stands in for `start` where that is absent (± 2 s). */
  readonly startedAtMs?: number | undefined
  /** Which machine and pid namespace wrote the file; absent in older files. */
  readonly pidDomain?: string | undefined
  readonly sessionId?: string | undefined
  readonly jobId?: string | undefined
  readonly role?: AgentRole | undefined
  readonly cwd?: string | undefined
  readonly name?: string | undefined
  readonly version?: string | undefined
  readonly activity: Activity
  readonly waitingFor?: string | undefined
  /** What it wants to be allowed. */
  readonly asks?: string | undefined
  readonly activitySinceMs?: number | undefined
  readonly updatedAtMs?: number | undefined
  /** The path of a socket, where it takes messages of other programs of its user in a way that we know. */
  readonly inbox?: string | undefined
}

/** What one line of a session's log tells. */
export interface LogLine {
  /** None, one or several, with their cursors. */
  readonly events: readonly SessionEvent[]
  /** What the line tells of its session as a whole. */
  readonly facts: {
    readonly sessionId?: string | undefined
    readonly cwd?: string | undefined
    readonly branch?: string | undefined
    readonly version?: string | undefined
    readonly title?: Pick<TitleEvent, 'of' | 'text'> | undefined
    /** What it tells of the account that the agent works with. */
    readonly account?: ToldAccount | undefined
    /** These are a subagent's records; `sessionId` is that of the session it belongs to. */
    readonly subagentId?: string | undefined
    readonly subagentType?: string | undefined
  }
  /** Where the records of a log form a tree, or some are taken back: only what leads to the last one is the conversation. */
  readonly entry?: LogEntry | undefined
}

/** A record of a tree. Its parent is the one before it where none is told; `null`: it has none. */
export type LogEntry =
  | { readonly id: string; readonly parentId?: string | null | undefined }
  /** This record and all after it are taken back. */
  | { readonly backBefore: string }

export interface LinePart {
  readonly start: number
  readonly end: number
}

/** What the lines of an agent's logs say, in the list of agents/session-logs.ts. Where the logs lie: `Agent.sessions`. */
export interface SessionLog {
  /** Bytes of a line's beginning that `isSilent` wants to see. */
  readonly headBytes: number
  /** Lines without events, some of them huge: they are not even decoded. */
  isSilent(head: string): boolean
  /** The records of a line that holds several, because its writers joined them. Undefined: by its looks it is one. */
  split?(bytes: Buffer, start: number, end: number): readonly LinePart[] | undefined
  /** The same of a line that could not be read as one. */
  splitBroken?(bytes: Buffer, start: number, end: number): readonly LinePart[]
  /** Its records may leave others behind: `LogLine.entry` tells which. */
  readonly isTree?: boolean | undefined
  /** One reader per file and reading; it goes on with what the last one carried. */
  open(of: LogOwner, carry?: string): LogReader
}

/** Whose a file is. */
export interface LogOwner {
  readonly sessionId: string
  readonly lane: string
}

/** Reads one file of lines from where its carry was made. */
export interface LogReader {
  /** Never throws. `detail`: how much of long texts the events keep. */
  readLine(line: string, place: LogPlace, detail: LogDetail): LogLine
  /**
   * What the ledger asks of the line bytes[start, end), where a few of its bytes tell it for sure: the same as `readLine` would, but for words.
   * Undefined: it has to be read.
   */
  skim?(bytes: Buffer, start: number, end: number): SkimmedLine | undefined
  /** Small JSON: what lines before tell of lines to come. Absent: a line is read by itself. */
  carry?(): string
}

export interface SkimmedLine {
  readonly atMs: number | undefined
  readonly draft: ToldEvent
}

/** What an agent's database says of its sessions. Queries may throw: the database is locked, or half migrated. */
export interface SessionDatabase {
  /** Those whose id begins so, without subagents'. */
  find(query: Query, beginning: string): readonly { readonly sessionId: string; readonly changedMs: number }[]
  /** What was written at this moment or after, of the session and its subagents; undefined where there is no such session. */
  read(query: Query, sessionId: string, sinceMs: number): RecordsRead | undefined
  /**
   * The newest records of each lane, at most so many, and how many there are; undefined where the session has hardly more than that, or is not
   * there: it is read whole at once.
   */
  tail?(query: Query, sessionId: string, most: number): readonly LaneRecords[] | undefined
  /** The session of a directory that was written last, at this moment or after. */
  newestIn(
    query: Query,
    cwd: string,
    sinceMs: number,
  ): { readonly sessionId: string; readonly changedMs: number } | undefined
  /** Those of which something was written at this moment or after, found by the indices that exist; without subagents'. */
  recent(query: Query, sinceMs: number): readonly { readonly sessionId: string; readonly changedMs: number }[]
  /** Its last events, in order, and what is known of it as a whole. */
  lastRecords(query: Query, sessionId: string): LogLine
  /** One record with all of its text. */
  readWhole(query: Query, of: LogOwner, offset: number): readonly SessionEvent[]
  /** How a session's rows are kept when they are deleted. */
  readonly rows: SessionRows
}

/** What an agent's documents say of its sessions. Undefined: half written at this moment, so what was known stays. */
export interface SessionDocuments {
  /** What the session's own document tells of it. */
  headOf(text: string): LogLine['facts'] | undefined
  /** The files that a session is made of, its own document first, and the folders in which more of them appear. */
  filesOf(path: string, look: Look): { readonly files: readonly string[]; readonly folders: readonly string[] }
  read(path: string, look: Look): RecordsRead | undefined
  /** Its last events, in order, and what is known of it as a whole. */
  lastRecords(path: string, look: Look): LogLine | undefined
  /** One record with all of its text. */
  readWhole(path: string, look: Look, of: LogOwner, offset: number): readonly SessionEvent[]
}

/** What lies in files, handed in. What is not there, or not to be read, is nothing. */
export interface Look {
  namesIn(dir: string): readonly string[]
  textOf(path: string): string | undefined
}

export interface RecordsRead {
  readonly lanes: readonly LaneRecords[]
  /** Where the next reading begins. */
  readonly untilMs: number
}

export interface LaneRecords {
  readonly lane: string
  readonly facts: LogLine['facts']
  /** All records there are, by their offsets: one that is missing was taken back. */
  readonly count: number
  /** Those that were written. */
  readonly changed: readonly { readonly offset: number; readonly events: readonly SessionEvent[] }[]
}

export interface LogPlace {
  readonly lane: string
  /** Of the line's first byte. */
  readonly offset: number
}

/** `brief`: enough for the state; `kept`: for lists; `whole`: everything. */
export type LogDetail = 'brief' | 'kept' | 'whole'

/** The names of variables. */
export interface ChildMarks {
  readonly sessionId?: string | undefined
  /** Of the session that a subagent's session belongs to. */
  readonly rootSessionId?: string | undefined
  readonly ownerPid?: string | undefined
  /** Says no more than whose it is. */
  readonly kind?: string | undefined
}

export interface SessionSigns {
  /** A file named after the pid in the folder of the session that it works in: "inuse.4711.lock". */
  readonly pidLock?: { folder(dataDir: string): string; pidIn(name: string): number | undefined } | undefined
  /** A file that tells of sessions whether they are at work. */
  readonly working?:
    | { path(dataDir: string): string; decode(text: string, sessionId: string): boolean | undefined }
    | undefined
  /** Its session is the one of its directory that was written last since it began, where no other process works there. */
  readonly isByDirectory: boolean
  /** It never asks before it acts. */
  readonly asksNothing?: boolean | undefined
  /** What the title that it gives its terminal tells of what it is at. */
  titleTells?(title: string): Pick<LiveSession, 'activity' | 'waitingFor'> | undefined
}

/** What it posts of itself, event by event, where its user installed that. */
export interface AgentHooks {
  /** One that was posted, as an event. Undefined: it is none. */
  read(body: Readonly<Record<string, unknown>>, nowMs: number): ReadHook | undefined
  /** The file that the texts of it come from, where it is of one. */
  fileOf(body: Readonly<Record<string, unknown>>): string | undefined
  readonly settings: HookSettings
  /** What it asks of its user by a hook, and takes the hook's answer for. Undefined: it only tells. */
  readonly approvals?: AgentApprovals | undefined
}

export interface AgentApprovals {
  /** Stands in the body of each: others need not be read before they are answered. */
  readonly mark: string
  /** By its name in `HookSettings.events`, which tells how long it waits. */
  readonly event: string
  /** Undefined: it asks nothing that a person can answer here. */
  read(body: Readonly<Record<string, unknown>>): Asked | undefined
  /** What it is answered. */
  decide(body: Readonly<Record<string, unknown>>, decision: Decision): Readonly<Record<string, unknown>>
}

/** Where its user has hooks, in JSON that people and other programs write too: lists of groups, by the name of what happens. */
export interface HookSettings {
  userFile(configDir: string): string
  /** Of one project, and of this user alone: one that nobody commits. */
  projectFile(dir: string): string
  /** The name under which the lists stand. */
  readonly key: string
  /** What TCE wants to be told, and how long the agent waits for an answer. */
  readonly events: readonly HookedEvent[]
  group(event: HookedEvent, target: HookTarget): Readonly<Record<string, unknown>>
  /** Where the hooks of a group post to; undefined for one that does something else. */
  addresses(group: unknown): readonly (string | undefined)[]
  /** What in the same settings keeps them from being posted, in a sentence. */
  whySilent(settings: Readonly<Record<string, unknown>>, url: string): string | undefined
}

export interface HookedEvent {
  readonly name: string
  readonly timeoutSeconds: number
}

export interface HookTarget {
  readonly url: string
  readonly secret: string
}

export interface HookEvent extends NewCaptured {
  readonly session_id: string
}

export interface ReadHook {
  readonly event: HookEvent
  /** What it tells of its session. */
  readonly sign?: HookSign | undefined
}

/** What it sends by OpenTelemetry, where its user set that. */
export interface AgentTelemetry {
  /** How it names itself there: `service.name`. */
  readonly service: RegExp
  readonly source: OwnSource
  /** What makes it send; beside the variables that all understand. */
  setup?(target: TelemetryTarget): TelemetrySetup
  /** What a record says by the names of its own, beyond those that all use. */
  read?(record: OtlpRecord): TelemetryFacts
  /** Which of its records tell how long a step took. */
  readonly steps?: ToldStepTypes | undefined
  /** Which of a session's figures a metric counts. */
  figureOf?(
    point: Pick<OtlpPoint, 'name' | 'attributes'>,
  ): (Omit<ToldOf, 'agent'> & { readonly figure: ToldFigure }) | undefined
}

export interface TelemetryFacts extends Facets, Pick<NewCaptured, 'message' | 'level' | 'senderId'> {
  readonly told?: Omit<ToldUsage, 'agent' | 'sessionId'> | undefined
}

export interface Agent extends AgentKind {
  /** A quick look at name and argv: might this be one of ours? Never a false no; `roleOf` decides. */
  mayBe(process: OsProcess): boolean
  /** Its role, or undefined: not this agent, or a short-lived helper that is not shown. */
  roleOf(process: OsProcess, platform: Platform): AgentRole | undefined
  /** From the executable's path, where it tells ("…/versions/2.1.329"). */
  versionOf(process: OsProcess): string | undefined
  childKindOf(child: OsProcess): ChildKind
  /** Does this one only wait for its child, which it started with the same arguments? Then the child is the agent. */
  isWrapper?(outer: OsProcess, inner: OsProcess): boolean
  /** Its sessions may be carried by a process that outlives their windows. */
  readonly hosting?: Hosting | undefined

  /** Folders that hold its data, the first is the default for display. They need not exist. */
  configDirs(environment: AgentEnvironment): readonly string[]
  /** Its live registry: a folder of files called `<pid>.json`. Undefined: it has none. */
  readonly registry?:
    | { dir(dataDir: string): string; decode(text: string): Result<LiveSession, DecodeError> }
    | undefined

  /** Environment variables that mark its children, for finding orphans on Linux. Values beyond these are never read; only ids are kept. */
  readonly childMarks: ChildMarks
  /** What else it sets for all that a session starts; its values are never read, and what TCE starts gets none of them. */
  readonly sessionVariables?: readonly string[] | undefined
  /** Where its sessions lie, and in which forms. None: they are counted, and can't be watched. */
  readonly sessions: readonly AgentSessions[]
  /** Where the transcript of a session lies, newest guess first; relative to the data folder. Undefined: its name does not tell. */
  transcriptPaths?(session: { readonly cwd?: string | undefined; readonly sessionId: string }): readonly string[]

  /** How a process of it tells which session it works in, where no registry does; beside the locks that it holds (`hosting`). */
  readonly signs?: SessionSigns | undefined

  /** Undefined: it has none that TCE takes. */
  readonly hooks?: AgentHooks | undefined
  /** Undefined: it sends none that TCE knows by its names; it is kept all the same. */
  readonly telemetry?: AgentTelemetry | undefined
  /** What it says of the limits of its plan. Undefined: nothing. */
  readonly limits?: AgentLimits | undefined
  /** Undefined: it can't be given prompts from outside. */
  readonly prompting?: Prompting | undefined
  /** What it offers to who writes a prompt for it. */
  readonly promptLibrary?: PromptLibrary | undefined
  /** Its own list of what was typed into it. Undefined: it keeps none that we know. */
  readonly promptHistory?: PromptHistory | undefined

  /** Its dialogs, as they stand on a screen. Undefined: nobody reads them. */
  readonly dialogs?: ScreenDialogs | undefined
  /** What it reads in every session of its user's, in its data folder; undefined: TCE writes nothing there. */
  readonly instructionsFile?: string | undefined

  /** What else of it is read, for the list of what is read. */
  readonly sideFiles?: readonly { readonly name: string; readonly what: string }[] | undefined

  /** What the command that begins one in a terminal takes; undefined: TCE starts none of it. */
  readonly begin?: BeginOptions | undefined
  /** Its own sandbox; undefined: it has none that TCE can tell it of. */
  readonly ownFence?: OwnFence | undefined
  /** How to take a conversation up again. */
  resumeCommand(process: Pick<AgentProcess, 'sessionId'>): ShellCommand | undefined
  /** Opens a terminal onto one that runs without. */
  attachCommand?(process: Pick<AgentProcess, 'role' | 'jobId'>): ShellCommand | undefined
  /** The agent's own polite way to end a background session, arguments for its executable: ["stop", "72422c08"]. */
  stopArguments?(process: Pick<AgentProcess, 'role' | 'jobId'>): readonly string[] | undefined
  /** Shows one that runs without a terminal in the terminal that it is run in: ["attach", "72422c08"]. */
  attachArguments?(process: Pick<AgentProcess, 'role' | 'jobId'>): readonly string[] | undefined
  /** Of whoever runs such a command, so that it means this very session. */
  commandEnvironment?(
    environment: Pick<AgentEnvironment, 'env' | 'homeDir'>,
    configDir: string | undefined,
  ): AgentEnvironment['env']
}
