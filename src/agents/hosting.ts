/**
 * Agents whose sessions are carried by one process that outlives the windows onto them. Pure: what is read and answered is handed in;
 * the scanner reads, and control/ talks.
 */
import type { Activity, HostLoad, OsProcess } from '../core/process/process.ts'
import type { Result } from '../core/result.ts'
import type { Asked, Decision } from '../core/waiting/approval.ts'
import type { DecodeError } from './decode-error.ts'
import type { JsonRecord } from './json-fields.ts'

export interface Hosting {
  /** Who of these does the work of this window. Undefined: it does its own, or that can't be told. */
  hostOf(window: OsProcess, hosts: readonly Host[]): Host | undefined
  /** A host without a parent that nobody can reach any more: whoever started it is gone. */
  isAbandoned?(host: Host, others: readonly Host[]): boolean
  /** The agent's own record of its host. */
  readonly record?: { path(dataDir: string): string; decode(text: string): Result<HostRecord, DecodeError> } | undefined
  /** Files that whoever carries a session holds open, one for each. */
  readonly locks?: { dir(dataDir: string): string; sessionOf(name: string): string | undefined } | undefined
  /** How a host is asked to end what a session is at. */
  readonly line?: HostLine | undefined
  /** Where its processes serve HTTP to this machine. */
  readonly server?: HostServer | undefined
  /** How a session is to be started so that it can be reached by one of these: "start it with --port 4096". */
  readonly nextTime?: string | undefined
}

/** A call's `method` is then "POST /path", its `params` the body; what it says unasked are events. */
export interface HostServer {
  /** The port that it was told, or its window; undefined: it serves nobody. */
  portOf(process: OsProcess): number | undefined
  /** How it is kept for whoever started it; undefined: that was not tried. */
  readonly password?: ServerPassword | undefined
  readonly eventsPath: string
  /** An event as a message; undefined for one that is none. */
  messageIn(event: JsonRecord): HostMessage | undefined
  readonly asking: HostAsking
  readonly prompts: HostPrompts
}

export interface ServerPassword {
  /** Whose it is, as HTTP wants it. */
  readonly user: string
  /** By which variables it is told both. */
  readonly variables: { readonly user: string; readonly password: string }
}

export interface Host {
  readonly process: OsProcess
  /** The data folder it works for, where that can be told. */
  readonly configDir?: string | undefined
  readonly load: HostLoad
  /** The sessions it has loaded; undefined where that can't be told. */
  readonly sessionIds?: readonly string[] | undefined
}

export interface HostRecord {
  readonly pid: number
  /** Matches `OsProcess.start` on Linux. */
  readonly start?: string | undefined
}

export interface HostLine {
  /** Where the host listens: a socket of the user's own, below the data folder. */
  socketPath(dataDir: string): string
  /** For the report: "codex turn/interrupt". */
  readonly label: string
  interrupt(window: HostedWindow): HostTalk<Interruption>
  /** What these sessions are at, of those that it has loaded: asked where their records do not tell. */
  states?(sessionIds: readonly string[]): HostTalk<ReadonlyMap<string, HostedState>>
  /** What its sessions ask of their user, heard and answered on a line that stays open. */
  readonly asking?: HostAsking | undefined
  /** How its sessions are given prompts. */
  readonly prompts?: HostPrompts | undefined
}

export interface HostPrompts {
  /** "its app-server" */
  readonly through: string
  /** Undefined: it does not carry this session. */
  lookAt(sessionId: string): HostTalk<HostedMoment | undefined>
  /** Why it refused it, so that nothing of it is there; undefined: it took it. */
  send(prompt: HostedPrompt): HostTalk<string | undefined>
  /** The turn that goes on, while it asks nothing. Why it was not broken off, so that nothing was; undefined: the host took the word. */
  interrupt(sessionId: string): HostTalk<string | undefined>
  /** `taken`: it stands in the conversation; `awaited`: it may come to stand there. */
  find(prompt: Pick<HostedPrompt, 'sessionId' | 'mark'>): HostTalk<'taken' | 'awaited' | 'nowhere'>
}

export interface HostedPrompt {
  readonly sessionId: string
  readonly text: string
  /** Goes with it, and stands in the conversation beside it. */
  readonly mark: string
  /** Into the turn that goes on. */
  readonly isOnTheWay: boolean
}

export interface HostedMoment extends HostedState {
  readonly lastTurn: HostedTurn
}

export type HostedTurn =
  | { readonly kind: 'ended' }
  | { readonly kind: 'open' }
  | { readonly kind: 'broken'; readonly how: 'api-error' | 'interrupted'; readonly atMs: number }

export interface HostAsking {
  /** Said first: what is asked at this moment. */
  begin(): HostTalk<readonly HostNews[]>
  /** What was said to us unasked. */
  hear(message: HostMessage): HostNews | undefined
  /** What is asked is told to those who joined the session, what stands open already too. */
  join(sessionId: string): HostTalk<HostedSession | undefined>
  leave?(sessionId: string): HostTalk<void>
  /** Undefined: nothing that a person can answer here, or not all of it is known. */
  read(request: HostRequest, session: HostedSession): HostTalk<Asked | undefined>
  answer(request: HostRequest, decision: Decision): HostTalk<void>
}

/** One with an id wants an answer. */
export interface HostMessage {
  readonly method: string
  readonly params: JsonRecord
  readonly id?: string | number | undefined
}

/** `waits`, `goes-on`: a session does; `settled`: what was asked is answered, by whomever, or not asked any more. */
export type HostNews =
  | { readonly kind: 'waits' | 'goes-on'; readonly sessionId: string }
  | { readonly kind: 'asks'; readonly request: HostRequest }
  | { readonly kind: 'settled'; readonly key: string }

export interface HostRequest {
  /** No other open request of this host has it. */
  readonly key: string
  /** As the host knows it: a subagent's session may be one of its own. */
  readonly sessionId: string
  readonly message: HostMessage
}

/** A session that was joined. */
export interface HostedSession {
  /** The one that a person sees. */
  readonly rootSessionId: string
  readonly cwd?: string | undefined
  /** Of the turn that goes on, by their ids. */
  readonly items: ReadonlyMap<string, JsonRecord>
}

export interface HostedState {
  readonly activity: Activity
  readonly waitingFor?: string | undefined
}

/** What is known of the session that a window shows. */
export interface HostedWindow {
  readonly sessionId?: string | undefined
  readonly cwd?: string | undefined
  /** No other window of this host is open in its directory. */
  readonly isOnlyOne: boolean
}

/**
 * `interrupted`: the turn was seen to end. `asked`: it was told to, and was still at it. `idle`: there was no turn.
 * `untold`: several sessions could be meant, so none was touched.
 */
export interface Interruption {
  readonly did: 'interrupted' | 'asked' | 'idle' | 'untold'
  readonly sessionId?: string | undefined
}

/** Thrown into a talk whose call the host refused; a talk that does not catch it has failed with its message. */
export class HostRefusal extends Error {}
/** The same, where it hung up: nobody knows what it took. */
export class HostHungUp extends Error {}

/** What is said to a host (JSON-RPC), one thing after another; each call is answered with its result before the next. */
export type HostTalk<T> = Generator<HostSays, T, unknown>

export type HostSays =
  | { readonly kind: 'call'; readonly method: string; readonly params: object }
  | { readonly kind: 'tell'; readonly method: string }
  | { readonly kind: 'reply'; readonly id: string | number; readonly result: object }
  | { readonly kind: 'wait'; readonly ms: number }
