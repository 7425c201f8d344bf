/**
 * Every setting, one entry each: config.toml and its checks, the settings in force, `GET /api/settings` and the settings page follow
 * from it. Plain data: a command-line start has no time for a validator.
 */
import { keepChoices, putAwayChoices } from '../data/archive-rules.ts'
import { keymapNames, usualLeader } from '../keys/keymap.ts'
import { defaultTemplate, templateParts } from '../limits/status-line-template.ts'
import type { AgentId } from '../process/agent-ids.ts'
import { agentIds } from '../process/agent-ids.ts'
import { defaultHealthPolicy as policy } from '../process/health.ts'
import { agentDuties } from '../rights/agent-rights.ts'
import { hours, minutes, seconds } from '../time/duration.ts'
import type { Settings } from './config.ts'

export type SettingSchema =
  | { readonly kind: 'number' | 'whole-number'; readonly min: number; readonly max: number }
  /** `numbers`: by a name that the user chooses. */
  | { readonly kind: 'numbers'; readonly min: number; readonly max: number }
  | { readonly kind: 'toggle' | 'timezone' | 'time-of-day' }
  /** Where something is sent: written into the file by hand, never through a server. */
  | { readonly kind: 'address' | 'origins' }
  | { readonly kind: 'choice' | 'list'; readonly choices: readonly string[] }
  /** A list of the user's own words, a line each. */
  /** One line of the user's own. */
  | { readonly kind: 'text'; readonly mostCharacters: number }
  | { readonly kind: 'texts'; readonly most: number; readonly mostCharacters: number }

/** A value as it stands in the file. */
export type FileValue = number | boolean | string | readonly string[] | Readonly<Record<string, number>>

export interface SettingEntry<Value = unknown> {
  /** As in the file: its table, a dot, its key. */
  readonly key: string
  readonly schema: SettingSchema
  /** In the program's unit. Absent: off, or the system's. */
  readonly default?: Value
  /** From the file's unit to the program's; absent where they are the same. */
  readonly unit?: (n: number) => number
  /** A change holds from the next scan or report on; else from the next start of TCE on. */
  readonly live?: boolean
  /** For people. */
  readonly meaning: string
}

const number = (min: number, max: number): SettingSchema => ({ kind: 'number', min, max })
const whole = (min: number, max: number): SettingSchema => ({ kind: 'whole-number', min, max })
const choice = (choices: readonly string[]): SettingSchema => ({ kind: 'choice', choices })
const listOf = (choices: readonly string[]): SettingSchema => ({ kind: 'list', choices })
const numbers = (min: number, max: number): SettingSchema => ({ kind: 'numbers', min, max })
const toggle: SettingSchema = { kind: 'toggle' }
const timeOfDay: SettingSchema = { kind: 'time-of-day' }
const timezone: SettingSchema = { kind: 'timezone' }
const kibibytes = (n: number): number => n * 1024
const days = (n: number): number => hours(24 * n)
const megabytes = (n: number): number => n * 1e6
const gigabytes = (n: number): number => n * 1e9

/** By its place in `Settings`, which names the program's unit. */
type SettingsTable = {
  readonly [Section in keyof Settings]: {
    readonly [Field in keyof Settings[Section]]-?: SettingEntry<NonNullable<Settings[Section][Field]>>
  }
}

/** Off: none of its files is opened, and its processes are not shown. What was counted stays. */
const agentSwitches = Object.fromEntries(
  agentIds.map((id) => [
    id,
    { key: `agents.${id}`, schema: toggle, default: true, meaning: `Look for ${id}, read its files and show it.` },
  ]),
) as Readonly<Record<AgentId, SettingEntry<boolean>>>

export const settingsTable: SettingsTable = {
  dashboard: {
    port: {
      key: 'dashboard.port',
      schema: whole(1, 65_535),
      default: 5111,
      meaning: 'Port of the dashboard.',
    },
  },
  health: {
    interactiveStaleAfterMs: {
      key: 'health.interactive_stale_after_hours',
      schema: number(0.01, 8760),
      default: policy.interactiveStaleAfterMs,
      unit: hours,
      live: true,
      meaning: 'Without a sign of life, interactive and IDE sessions.',
    },
    backgroundStaleAfterMs: {
      key: 'health.background_stale_after_hours',
      schema: number(0.01, 8760),
      default: policy.backgroundStaleAfterMs,
      unit: hours,
      live: true,
      meaning: 'The same for background, headless and SDK sessions.',
    },
    idleBelowCpuPercent: {
      key: 'health.idle_below_cpu_percent',
      schema: number(0.1, 100),
      default: policy.idleBelowCpuPercent,
      live: true,
      meaning: 'At or above this share of a core an agent is at work.',
    },
    hogCpuPercent: {
      key: 'health.hog_cpu_percent',
      schema: number(1, 6400),
      default: policy.hogCpuPercent,
      live: true,
      meaning: 'A hog takes this share of a core…',
    },
    hogAfterMs: {
      key: 'health.hog_after_minutes',
      schema: number(0.1, 1440),
      default: policy.hogAfterMs,
      unit: minutes,
      live: true,
      meaning: '…for this long.',
    },
    hogTreeRssBytes: {
      key: 'health.hog_memory_gb',
      schema: number(0.1, 4096),
      default: policy.hogTreeRssBytes,
      unit: gigabytes,
      live: true,
      meaning: 'Or holds this much memory with its children.',
    },
  },
  refresh: {
    attentiveMs: {
      key: 'refresh.attentive_seconds',
      schema: number(0.5, 60),
      default: seconds(1.5),
      unit: seconds,
      live: true,
      meaning: 'Between scans while somebody looks.',
    },
    idleMs: {
      key: 'refresh.idle_seconds',
      schema: number(1, 3600),
      default: seconds(10),
      unit: seconds,
      live: true,
      meaning: 'Between scans while nobody looks.',
    },
  },
  kill: {
    graceMs: {
      key: 'kill.grace_seconds',
      schema: number(0.5, 60),
      default: seconds(5),
      unit: seconds,
      meaning: 'Wait for an agent to end by itself.',
    },
  },
  waiting: {
    headlessMs: {
      key: 'waiting.headless_seconds',
      schema: number(0, 600),
      default: seconds(600),
      unit: seconds,
      live: true,
      meaning: 'How long a session without a terminal (-p) is kept waiting for your answer; 0: not at all.',
    },
    irrevocableCommands: {
      key: 'waiting.cannot_be_taken_back',
      schema: { kind: 'texts', most: 200, mostCharacters: 200 },
      default: [],
      live: true,
      meaning:
        'Commands that want the word allow, beside those that TCE knows: their words in their order, * for the rest of one.',
    },
  },
  usage: {
    timezone: {
      key: 'usage.timezone',
      schema: timezone,
      live: true,
      meaning: 'Days and hours are counted in it.',
    },
    weekStartsOn: {
      key: 'usage.week_starts_on',
      schema: choice(['monday', 'sunday']),
      live: true,
      meaning: 'The first day of a week.',
    },
  },
  notifications: {
    waitingAfterMs: {
      key: 'notifications.waiting_after_minutes',
      schema: number(0, 1440),
      default: minutes(2),
      unit: minutes,
      meaning: 'Tell when a session waits for you longer than this.',
    },
    waiting: {
      key: 'notifications.waiting',
      schema: toggle,
      default: true,
      meaning: 'A session waits for you.',
    },
    stale: {
      key: 'notifications.stale',
      schema: toggle,
      default: true,
      meaning: 'A session turned stale.',
    },
    zombie: {
      key: 'notifications.zombie',
      schema: toggle,
      default: true,
      meaning: 'A session turned zombie.',
    },
    ended: {
      key: 'notifications.ended',
      schema: toggle,
      default: true,
      meaning: 'A session ended unexpectedly.',
    },
    dailyCostUsd: {
      key: 'notifications.daily_cost_usd',
      schema: number(0.01, 1_000_000),
      meaning: "Tell when today's cost passes this.",
    },
    maxPerMinute: {
      key: 'notifications.max_per_minute',
      schema: whole(1, 60),
      default: 3,
      meaning: 'More than this become one summary.',
    },
  },
  tray: {
    isWanted: {
      key: 'tray.show',
      schema: toggle,
      meaning: "Show the tray, and fetch Electron's program for it.",
    },
  },
  agents: agentSwitches,
  events: {
    keepForMs: {
      key: 'retention.days',
      schema: number(0.01, 3650),
      default: days(30),
      unit: days,
      live: true,
      meaning: 'How long events are kept.',
    },
    keepForMsOf: {
      key: 'retention.sources',
      schema: numbers(0.01, 3650),
      default: {},
      unit: days,
      live: true,
      meaning: 'How many days the events of a source are kept that has its own.',
    },
    maxBytes: {
      key: 'retention.max_gb',
      schema: number(0.01, 1000),
      default: 2e9,
      unit: gigabytes,
      live: true,
      meaning: 'How much events may take; beyond it the oldest go.',
    },
    cleanupTime: {
      key: 'retention.cleanup_time',
      schema: timeOfDay,
      default: '03:00',
      live: true,
      meaning: 'When each day what is too old goes.',
    },
    givesBackSpace: {
      key: 'retention.vacuum_after_cleanup',
      schema: toggle,
      default: true,
      live: true,
      meaning: 'Give the space of removed events back to the disk.',
    },
    maxPayloadBytes: {
      key: 'limits.max_payload_size_kb',
      schema: whole(1, 512),
      default: 512 * 1024,
      unit: kibibytes,
      live: true,
      meaning: 'How large one event may be.',
    },
    alsoListenPort: {
      key: 'events.also_listen',
      schema: whole(1, 65_535),
      meaning: 'Listen on this port as well: 8765 for programs that were told of no other.',
    },
    allowedOrigins: {
      key: 'events.allowed_origins',
      schema: { kind: 'origins' },
      default: [],
      live: true,
      meaning: 'Pages of these origins may send events, with a key.',
    },
    minFreeBytes: {
      key: 'events.min_free_mb',
      schema: whole(0, 1_000_000),
      default: megabytes(500),
      unit: megabytes,
      live: true,
      meaning: 'Stop storing events when the disk has less than this; 0: never.',
    },
    maxQueryLimit: {
      key: 'limits.max_query_limit',
      schema: whole(1, 1000),
      default: 1000,
      live: true,
      meaning: 'How many events one answer has at most.',
    },
  },
  export: {
    otlpEndpoint: {
      key: 'export.otlp.endpoint',
      schema: { kind: 'address' },
      meaning: 'Events and metrics are sent on to this collector, by OTLP over HTTP.',
    },
  },
  metrics: {
    showsProjects: {
      key: 'metrics.projects',
      schema: toggle,
      default: false,
      live: true,
      meaning: 'Tell Prometheus the names of projects, in GET /metrics.',
    },
    requestsAMinute: {
      key: 'metrics.requests_a_minute',
      schema: whole(1, 1e9),
      live: true,
      meaning: 'Your limit of requests a minute, for Limits and the gauges of Metrics. No agent tells it.',
    },
    inputTokensAMinute: {
      key: 'metrics.input_tokens_a_minute',
      schema: whole(1, 1e12),
      live: true,
      meaning: 'Your limit of input tokens a minute, without what is read from the cache.',
    },
    outputTokensAMinute: {
      key: 'metrics.output_tokens_a_minute',
      schema: whole(1, 1e12),
      live: true,
      meaning: 'Your limit of output tokens a minute.',
    },
    usdADay: {
      key: 'metrics.usd_a_day',
      schema: number(0.01, 1e6),
      live: true,
      meaning:
        'Your limit of dollars a day, for Limits: counted at list prices, of all agents together. Nothing is stopped by it.',
    },
    usdAMonth: {
      key: 'metrics.usd_a_month',
      schema: number(0.01, 1e7),
      live: true,
      meaning: 'The same for a month of the calendar.',
    },
  },
  prompts: {
    keepForMs: {
      key: 'prompts.keep_days',
      schema: number(0.01, 3650),
      default: days(30),
      unit: days,
      live: true,
      meaning: 'How long prompts are kept after they are over.',
    },
    mayTypeWithoutHooks: {
      key: 'prompts.type_without_hooks',
      schema: toggle,
      default: false,
      live: true,
      meaning:
        'Type prompts into terminals also where no hooks are installed: a dialog that opens in the same instant would take the Enter.',
    },
    mayMessage: {
      key: 'prompts.message_sessions',
      schema: toggle,
      default: false,
      live: true,
      meaning:
        'Send prompts to sessions that nothing else leads to as messages of another program, by their own socket; their agents are told that you did not type them.',
    },
    mayUseConsole: {
      key: 'prompts.windows_console',
      schema: toggle,
      default: false,
      live: true,
      meaning:
        'On Windows: read the consoles of sessions and type prompts into them, where hooks are installed. Nobody has tried it yet.',
    },
  },
  history: {
    archiveAfter: {
      key: 'history.archive_after',
      schema: choice(putAwayChoices),
      default: '7d',
      live: true,
      meaning: 'Ended sessions without a record for so long are put away; they stay findable.',
    },
    isArchived: {
      key: 'history.archive',
      schema: toggle,
      default: true,
      live: true,
      meaning: 'Keep what agents wrote when they delete their files: compressed, in the data folder, 0600.',
    },
    keep: {
      key: 'history.keep',
      schema: choice(keepChoices),
      default: 'forever',
      live: true,
      meaning: 'How long an archived session is kept after it was written last.',
    },
    maxBytes: {
      key: 'history.max_gb',
      schema: number(0.01, 100_000),
      default: gigabytes(10),
      unit: gigabytes,
      live: true,
      meaning: 'Of the archive: at 90 % TCE says so, at 100 % it archives nothing more. It deletes nothing by itself.',
    },
    exclude: {
      key: 'history.exclude',
      schema: { kind: 'texts', most: 500, mostCharacters: 1_000 },
      default: [],
      live: true,
      meaning:
        'Folders (~/private/*, **/secret) whose sessions are counted, and neither searched nor archived; their hooks are kept without texts. An empty file .tceignore in a folder does the same.',
    },
  },
  advice: {
    minUsd: {
      key: 'advice.min_usd',
      schema: number(0, 100_000),
      default: 2,
      live: true,
      meaning: 'A finding that would have saved less is not shown.',
    },
    most: {
      key: 'advice.most',
      schema: whole(1, 9),
      default: 8,
      live: true,
      meaning: 'So many findings at most.',
    },
  },
  statusLine: {
    showsLine: {
      key: 'statusline.line',
      schema: toggle,
      default: true,
      live: true,
      meaning: "TCE's line in an agent's window, below your own.",
    },
    template: {
      key: 'statusline.template',
      schema: { kind: 'text', mostCharacters: 200 },
      default: defaultTemplate,
      live: true,
      meaning: `What stands in it: ${templateParts.map((part) => `{${part}}`).join(', ')}, with “ · ” between.`,
    },
  },
  tasks: {
    maxRunning: {
      key: 'tasks.max_running',
      schema: whole(1, 100),
      default: 6,
      live: true,
      meaning: 'Agents of tasks that run at once; more tasks wait until a place is free.',
    },
    root: {
      key: 'tasks.root',
      schema: { kind: 'text', mostCharacters: 400 },
      live: true,
      meaning: 'Where tasks get their worktrees; ~/.tce/worktrees unless said. The trash lies beside it.',
    },
    namingModel: {
      key: 'tasks.naming_model',
      schema: { kind: 'text', mostCharacters: 200 },
      live: true,
      meaning:
        'A small model of the agent that names a task by its prompt, once; none unless said: its first words are the name.',
    },
  },
  tui: {
    keymap: {
      key: 'tui.keymap',
      schema: choice(keymapNames),
      default: 'tce',
      live: true,
      meaning: 'The keys of tce tui: TCE’s own, or those of Argus.',
    },
    leader: {
      key: 'tui.leader',
      schema: { kind: 'text', mostCharacters: 10 },
      default: usualLeader,
      live: true,
      meaning: 'The one key that a focused terminal does not get: Ctrl with a letter, or with one of [ \\ ] ^ _.',
    },
    keys: {
      key: 'tui.keys',
      schema: { kind: 'texts', most: 60, mostCharacters: 40 },
      default: [],
      live: true,
      meaning: 'Keys of your own in the list of tasks, one a line: new = n.',
    },
  },
  sandbox: {
    enabled: {
      key: 'sandbox.enabled',
      schema: toggle,
      default: false,
      live: true,
      meaning: 'A fence around the agent of each new task, and around all that it starts.',
    },
    denyRead: {
      key: 'sandbox.deny_read',
      schema: { kind: 'texts', most: 100, mostCharacters: 1_000 },
      default: [],
      live: true,
      meaning:
        'What nobody inside a fence may read, beside ~/.ssh, ~/.gnupg, ~/.aws, ~/.kube, ~/.config/gcloud and what is TCE’s own.',
    },
    extraWrite: {
      key: 'sandbox.extra_write',
      schema: { kind: 'texts', most: 100, mostCharacters: 1_000 },
      default: [],
      live: true,
      meaning:
        'What may be written inside a fence, beside the task’s folder, its .git, the temporary folder and the agent’s own.',
    },
    allowAppleEvents: {
      key: 'sandbox.allow_apple_events',
      schema: toggle,
      default: false,
      live: true,
      meaning: 'macOS: agents inside may open programs and tell them what to do, which then run outside of the fence.',
    },
  },
  rights: {
    agentsMay: {
      key: 'rights.agents_may',
      schema: listOf(agentDuties),
      default: [],
      meaning: 'What an agent may do that calls tce itself, besides reading.',
    },
  },
}

/** An entry with its place. */
export interface PlacedEntry extends SettingEntry {
  readonly section: string
  readonly field: string
  /** The halves of its key; a table may stand in another. */
  readonly table: string
  readonly name: string
}

export const settingEntries: readonly PlacedEntry[] = Object.entries(settingsTable).flatMap(([section, entries]) =>
  Object.entries<SettingEntry>(entries).map(([field, entry]) => {
    const dot = entry.key.lastIndexOf('.')
    const [table, name] = [entry.key.slice(0, dot), entry.key.slice(dot + 1)]
    return { ...entry, section, field, table, name }
  }),
)

/** What a file says, checked. */
export type FileSettings = Readonly<Record<string, Readonly<Record<string, FileValue | undefined>> | undefined>>

/** The settings in force under a file. */
export function settingsOf(file: FileSettings): Settings {
  const settings: Record<string, Record<string, unknown>> = {}
  for (const { section, field, table, name, unit, default: standard } of settingEntries) {
    const given = file[table]?.[name]
    settings[section] = { ...settings[section], [field]: inUnit(given, unit) ?? standard }
  }
  // The table has an entry for each of its fields, and the file was checked by the entries' own schemas.
  return settings as unknown as Settings
}

function inUnit(given: FileValue | undefined, unit: SettingEntry['unit']): FileValue | undefined {
  if (unit === undefined || given === undefined) return given
  if (typeof given === 'number') return unit(given)
  if (typeof given !== 'object' || Array.isArray(given)) return given
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, unit(value)]))
}

/** What is in force, in the unit of the file. */
export function fileValueOf({ section, field, unit }: PlacedEntry, settings: Settings): FileValue | undefined {
  const value = (settings as unknown as Record<string, Record<string, FileValue | undefined>>)[section]?.[field]
  return typeof value === 'number' && unit !== undefined ? value / unit(1) : value
}
