/** The settings in force, in the program's units. Where they come from: app/config.ts. */
import type { KeymapName } from '../keys/keymap.ts'
import type { AgentId } from '../process/agent-ids.ts'
import type { HealthPolicy } from '../process/health.ts'
import type { Result } from '../result.ts'
import type { AgentDuty } from '../rights/agent-rights.ts'
import type { FenceSettings } from '../tasks/fence.ts'

/** What the usual rules of alerts go by: services/local/alert-rules.ts. */
export interface NotificationSettings {
  /** Say so when a session waits for its user longer than this. */
  readonly waitingAfterMs: number
  readonly waiting: boolean
  readonly stale: boolean
  readonly zombie: boolean
  readonly ended: boolean
  /** Say so once when today's cost passes this. Off when absent. */
  readonly dailyCostUsd?: number | undefined
  /** More messages than this become one. */
  readonly maxPerMinute: number
}

/** What a user can set, in the program's units. Each has its entry in settings-table.ts. */
export interface Settings {
  readonly dashboard: { readonly port: number }
  readonly health: HealthPolicy
  readonly refresh: {
    /** Between scans while a page, a menu or `--watch` is open. */
    readonly attentiveMs: number
    /** …and while nobody looks. */
    readonly idleMs: number
  }
  readonly kill: { readonly graceMs: number }
  readonly waiting: {
    /** How long an agent that asks by a hook, and has no terminal, is kept waiting for an answer. */
    readonly headlessMs: number
    /** Of the user's own list of what cannot be taken back: core/waiting/own-commands.ts. */
    readonly irrevocableCommands: readonly string[]
  }
  readonly usage: { readonly timezone?: string | undefined; readonly weekStartsOn?: 'monday' | 'sunday' | undefined }
  readonly notifications: NotificationSettings
  /** Undefined: nobody has said yet whether the tray is wanted. */
  readonly tray: { readonly isWanted?: boolean | undefined }
  /** Those that are looked for and read. */
  readonly agents: Readonly<Record<AgentId, boolean>>
  readonly events: {
    readonly keepForMs: number
    /** Of a source that has its own. */
    readonly keepForMsOf: Readonly<Record<string, number>>
    /** Of the file; the oldest go first. */
    readonly maxBytes: number
    /** `03:00`, in the zone of the settings. */
    readonly cleanupTime: string
    readonly givesBackSpace: boolean
    /** Of the disk: below it no event is stored. */
    readonly minFreeBytes: number
    /** Of one event. */
    readonly maxPayloadBytes: number
    /** Another port, for programs that send to servers of this kind before TCE. */
    readonly alsoListenPort?: number | undefined
    /** Of pages that may send events, each as a browser writes it: "https://app.example". */
    readonly allowedOrigins: readonly string[]
    /** In one answer. */
    readonly maxQueryLimit: number
  }
  /** Undefined: events and metrics are sent nowhere. */
  readonly export: { readonly otlpEndpoint?: string | undefined }
  readonly metrics: {
    readonly showsProjects: boolean
    /** Of the account, as its user knows them. */
    readonly requestsAMinute?: number | undefined
    readonly inputTokensAMinute?: number | undefined
    readonly outputTokensAMinute?: number | undefined
    readonly usdADay?: number | undefined
    readonly usdAMonth?: number | undefined
  }
  readonly prompts: {
    /** After it is over. */
    readonly keepForMs: number
    /** Into a terminal whose agent tells nothing by hooks. */
    readonly mayTypeWithoutHooks: boolean
    /** To the sockets on which sessions listen for other programs. */
    readonly mayMessage: boolean
    /** Into a console of Windows. */
    readonly mayUseConsole: boolean
  }
  readonly history: {
    /** One of `putAwayChoices` in core/data/archive-rules.ts: ended sessions without a record for so long are put away, unless their user says otherwise. */
    readonly archiveAfter: string
    /** Folders whose sessions are neither searched nor archived: core/data/left-out.ts. */
    readonly exclude: readonly string[]
    /** What agents wrote is kept when they delete it. */
    readonly isArchived: boolean
    /** One of `keepChoices` in core/data/archive-rules.ts. */
    readonly keep: string
    /** Of the archive. */
    readonly maxBytes: number
  }
  readonly advice: {
    /** A finding that would have saved less is none. */
    readonly minUsd: number
    readonly most: number
  }
  readonly statusLine: {
    /** Below the user's own line. */
    readonly showsLine: boolean
    readonly template: string
  }
  readonly tasks: {
    /** Agents of tasks that may run at once; more tasks wait for a place. */
    readonly maxRunning: number
    /** Where their worktrees lie. Undefined: ~/.tce/worktrees. */
    readonly root?: string | undefined
    /** A small model that names tasks; undefined: none is asked. */
    readonly namingModel?: string | undefined
  }
  /** Of the terminal program. */
  readonly tui: {
    readonly keymap: KeymapName
    readonly leader: string
    /** Each `action = key`, in the place of what the keymap has. */
    readonly keys: readonly string[]
  }
  /** Of the agents of tasks; a project may say otherwise. */
  readonly sandbox: FenceSettings
  readonly rights: { readonly agentsMay: readonly AgentDuty[] }
}

export interface Config extends Settings {
  readonly configDir: string
  readonly dataDir: string
  /** What can be fetched again. */
  readonly cacheDir: string
  /** The file that was read, whether or not it exists. */
  readonly configFile: string
}

/** Why the settings could not be read. */
export interface ConfigError {
  readonly file: string
  readonly key?: string | undefined
  /** Names file, key, value and what is allowed. */
  readonly message: string
}

export type SettingsRead = Result<Config, ConfigError>
