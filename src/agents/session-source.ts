/**
 * Where an agent keeps its sessions, and in which form; what its records say is in session-logs.ts. Pure: sessions/ opens the files.
 * A form that is new here is one more member of the union, and a reader and a store of its own in sessions/.
 */

export type AgentSessions = LineSessions

/** A file of lines for each session, and one more for each subagent. Lines are only ever appended. */
export interface LineSessions {
  readonly kind: 'lines'
  /** Below which all logs lie, of one of the agent's data folders. They need not exist. */
  folders(dataDir: string): readonly string[]
  /** How many folders below those a session's own log lies. */
  readonly depth: number
  /** The session whose own log a file of this name is. */
  sessionOf(name: string): string | undefined
  /** The lane of the subagent whose log a file of this name is. */
  laneOf(name: string): string | undefined
  /**
   * The folder, with all that is in it, of the logs of a session's subagents. Beside the session's own log there may be some, too:
   * the lines of those tell whose they are.
   */
  subagentsFolder(log: string): string
  /** The file that describes a subagent, beside its log. */
  descriptionOf(log: string): string
  decodeDescription(text: string): SubagentFacts | undefined
}

/** What the file beside a subagent's log tells of it. */
export interface SubagentFacts {
  readonly type?: string | undefined
  readonly description?: string | undefined
  readonly toolId?: string | undefined
}
