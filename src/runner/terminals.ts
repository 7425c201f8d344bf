/**
 * Terminals of TCE's own, for whoever runs programs in them: a server, a command. All of it is asked of supervisors, which go on when
 * whoever asked is gone. Types alone; `createTerminals` (client/create-terminals.ts) makes one.
 */
import type { Result } from '../core/result.ts'
import type {
  EndingReport,
  ExitRecord,
  SessionInfo,
  SessionStart,
  SupervisorInfo,
  TerminalColours,
  TerminalSize,
} from '../core/terminals/session.ts'
import type { RecoveredSession } from './recover.ts'
import type { LastScreen } from './session-files.ts'

export interface Terminals {
  /** A session is started in a moment: where no supervisor of this very code runs, one is started now. That it can't be is said by `start`. */
  prepare(): void
  /**
   * Starts a program in the supervisor of this very code; where none runs, one is started first. Kinds of errors: `wrong`, `no-program`,
   * `no-folder`, `exists` (that task and generation were started before), `failed`, `unreachable` (no supervisor could be started).
   */
  start(start: SessionStart): Promise<Result<RunningSession, TerminalProblem>>
  /**
   * All that is known: sessions that run and those that ended, also of supervisors that are gone, until they are forgotten. What a
   * supervisor holds that does not answer is in `silent`, not missing.
   */
  list(): Promise<TerminalsReport>
  /** Looks at a session. What it shows comes to `viewer` in order. Kinds: `no-session`, `ended` (see `lastScreen`), `silent`, `unreachable`. */
  attach(
    id: string,
    viewer: TerminalViewer,
    options?: AttachOptions,
  ): Promise<Result<AttachedTerminal, TerminalProblem>>
  /**
   * Ends a session: its exit keys if there are any, SIGTERM, SIGKILL, each with `graceMs` (3 s) before the next, then what it left running.
   * The report says what was observed.
   */
  end(
    id: string,
    options?: { readonly exitKeys?: Buffer; readonly graceMs?: number },
  ): Promise<Result<EndingReport, TerminalProblem>>
  /** Its last screen; of one that was cut off, what its log still tells. Undefined: it runs, or nothing is kept. */
  lastScreen(id: string): Promise<LastScreen | undefined>
  /** What it wrote from that offset on, as far as the log has it (32 MiB), also while it runs. */
  output(id: string, fromOffset: number): { readonly offset: number; readonly bytes: AsyncIterable<Buffer> } | undefined
  /** What is kept of an ended one goes. False: it runs, or is none. */
  forget(id: string): Promise<boolean>
  /** By what programs are answered that ask for their terminal's colours; for all supervisors that answer. */
  setColours(colours: TerminalColours): Promise<void>
  /** Of supervisors that were killed: their sessions are cut off from now on, what they left running is ended. */
  recover(): Promise<readonly RecoveredSession[]>
  /** Sessions that start and end, from now on. One that ended while nobody listened is in `list`. Call the result to hear no more. */
  onChange(listener: (change: SessionChange) => void): () => void
  supervisors(): Promise<readonly SupervisorReport[]>
  /** Ends that supervisor and all it holds, after its sessions were ended as by `end`. Kinds: `silent`, `unreachable`. */
  stop(supervisor: SupervisorInfo): Promise<Result<readonly EndingReport[], TerminalProblem>>
  /** Leaves; everything goes on. */
  close(): void
}

export type SessionChange =
  | {
      /** `copied`: its program would put a text into the clipboard. */
      readonly kind: 'started' | 'ended' | 'copied'
      readonly session: SessionInfo
      readonly text?: string | undefined
    }
  /** The line to a supervisor broke: what it held may be cut off, and nobody will say so. */
  | { readonly kind: 'line-lost' }

export interface RunningSession extends SessionInfo {
  readonly supervisor: SupervisorInfo
}

export interface KnownSession extends SessionInfo {
  /** Undefined: it is gone. */
  readonly supervisor?: SupervisorInfo | undefined
}

export interface TerminalsReport {
  readonly sessions: readonly KnownSession[]
  /** Which run, by their files, and did not answer in time: what they hold is not known. They are never ended for that. */
  readonly silent: readonly SupervisorInfo[]
}

export interface SupervisorReport extends SupervisorInfo {
  /** `current`: of this code, new sessions go there. `other`: of other code, keeps what it has. `foreign`: no language in common. */
  readonly state: 'current' | 'other' | 'foreign' | 'silent'
  readonly sessions: readonly SessionInfo[]
}

export interface TerminalProblem {
  readonly kind: string
  readonly message: string
}

export interface AttachOptions {
  /** From where it saw everything before: it gets what is missing, or a picture where that is not kept any more. */
  readonly have?: { readonly spawn: string; readonly offset: number } | undefined
  /** The rows above the screen too, after the first picture. */
  readonly history?: boolean | undefined
  /** Names whoever types, the same after a break: what was typed and not acknowledged may be sent again under its number. */
  readonly writer?: string | undefined
}

/**
 * What comes to one who looks, in order. A promise that is returned holds further bytes back when 256 KiB are out: nobody else waits. To be
 * exact, apply a size only when the bytes before it are applied.
 */
export interface TerminalViewer {
  /** Begins at `offset`. */
  output(bytes: Buffer, offset: number): void | Promise<void>
  /** Begin anew, empty and of this size, draw this, and go on with what is written from `offset` on. */
  picture(picture: WholePicture): void | Promise<void>
  /**
   * For who draws the rows above in slices: all of a picture that has them comes here, before it, while output goes on, and the picture
   * itself comes empty. Of one that is first all slices before it are void.
   */
  slice?(slice: PictureSlice): void | Promise<void>
  /** From here on it has this size. */
  resized(size: TerminalSize, offset: number): void
  /** The program has ended; nothing more comes. */
  over(exit: ExitRecord): void
  /** The supervisor went away, or whoever looks left. Attach again with `have`. */
  lost?(): void
}

export interface WholePicture {
  readonly bytes: Buffer
  readonly size: TerminalSize
  readonly offset: number
  /** With the rows above the screen. */
  readonly hasHistory: boolean
}

export interface PictureSlice {
  readonly bytes: Buffer
  readonly isFirst: boolean
}

export interface AttachedTerminal {
  readonly session: SessionInfo
  /** The highest number that arrived from this writer before; 0: none. */
  readonly lastTyped: number
  /**
   * Gives bytes to the program; what a viewer's terminal answers by itself is taken out. Resolves when they were given to the program's
   * terminal: whether it reads them is up to it. Whoever types owns the size. Fails with `ended`, `lost` (it may have arrived).
   */
  type(bytes: Buffer, number?: number): Promise<Result<void, TerminalProblem>>
  /** How large it is shown here. It becomes the terminal's if this one typed last, or takes it. Looking alone never resizes. */
  size(size: TerminalSize, take?: boolean): void
  close(): void
}
