/** What the command line needs of app.ts to start things. Named here so that tests can bring their own. */
import type { BackupProblem, BackupReport, RestoreReport } from '../core/data/backup.ts'
import type { Result } from '../core/result.ts'
import type { TrayDecision } from '../core/tray/tray-decision.ts'
import type { TrayState } from '../core/tray/tray-state.ts'
import type { Terminals } from '../runner/terminals.ts'
import type { Services } from '../services/services.ts'

/** A server that listens. */
export interface StartedServer {
  readonly port: number
  /** `http://localhost:5111` */
  readonly url: string
  /** A link that signs a browser in, once, within a minute. */
  signInUrl(): string
  /** Resolves when it was told to end, from wherever. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

export interface ServerStart {
  readonly port?: number | undefined
  readonly host?: string | undefined
  readonly isRemoteAllowed?: boolean | undefined
  readonly isTokenRequired?: boolean | undefined
}

/** Why it could not start, in a sentence for the user. */
export interface StartError {
  readonly message: string
}

export interface TrayObstacle {
  /** In a sentence. */
  readonly message: string
  /** The user said no: nothing is missing. */
  readonly isChosen: boolean
}

export interface AppParts {
  createLocalServices(): Promise<Services>
  startServer(
    options: ServerStart,
  ): Promise<{ readonly ok: true; readonly value: StartedServer } | { readonly ok: false; readonly error: StartError }>
  /** Everything: dashboard, and the tray where there is one. Resolves with the exit code when it ends. */
  runApp(options: ServerStart & { readonly isTrayWanted: boolean }): Promise<number>
  /** Why there is no tray here. Undefined: there can be one. */
  trayObstacle(): Promise<TrayObstacle | undefined>
  trayTools(): Promise<TrayTools>
  backupTools(): Promise<BackupTools>
  supervisorTools(): Promise<SupervisorTools>
  /** The terminals that supervisors hold, to look into. */
  ownTerminals(): Promise<Terminals>
}

/** What `tce supervisor` does; ending one is in the audit log. */
export type SupervisorTools = Pick<Terminals, 'supervisors' | 'stop' | 'close'>

/** What `tce backup` and `tce restore` do. */
export interface BackupTools {
  backUp(options: {
    /** Absolute. */
    readonly file: string
    readonly withSecrets: boolean
    readonly isReplacing: boolean
    readonly onStore?: ((what: string) => void) | undefined
  }): Promise<Result<BackupReport, BackupProblem>>
  /** Reads all of it and checks it; nothing that is there is touched. */
  open(file: string): Promise<Result<OpenedBackup, BackupProblem>>
}

export interface OpenedBackup {
  readonly report: RestoreReport
  /** Puts it in place. */
  restore(): Promise<Result<RestoreReport, BackupProblem>>
  /** Takes away what was unpacked; always to be called. */
  close(): Promise<void>
}

/** What `tce tray` does. A failure is a sentence with its next step. */
export interface TrayTools {
  status(): Promise<TrayStatus>
  /** Says yes for good and fetches Electron's program, or takes it from an archive that is there. */
  install(archive: string | undefined, onState: (state: TrayState) => void): Promise<Result<TrayStatus, string>>
  /** Says no for good and takes away what was fetched. */
  remove(): Promise<Result<TrayStatus, string>>
}

export interface TrayStatus {
  /** As the running server says it; undefined where none runs that could say it. */
  readonly server?: TrayState | undefined
  /** What the next start would do. */
  readonly decision: TrayDecision
  /** Where TCE keeps Electron's program. */
  readonly folder: string
  /** How much lies there. */
  readonly bytes: number
}
