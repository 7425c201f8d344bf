/**
 * What TCE keeps that exists nowhere else, a line each: `tce backup` takes it, `tce restore` brings it back. A new store adds its line;
 * tests/app/kept-things.test.ts fails for one that is in neither list.
 */
import { join } from 'node:path'
import { alertMigrations } from '../alerts/alert-schema.ts'
import { archiveMigrations } from '../archive/archive-schema.ts'
import type { Config } from '../core/settings/config.ts'
import { eventMigrations } from '../events/event-schema.ts'
import { limitMigrations } from '../limits/limit-store.ts'
import { promptMigrations } from '../prompts/prompt-schema.ts'
import { ledgerMigrations } from '../tracker/store-schema.ts'

export interface KeptThing {
  /** Where it lies in a backup: its file or folder below `settings/`, the config folder, or `data/`, the data folder. */
  readonly name: `settings/${string}` | `data/${string}`
  readonly kind: 'database' | 'file' | 'folder'
  readonly what: string
  /** Of a database: the newest schema that this TCE can read. */
  readonly schema?: number | undefined
  /** Whoever has it can act as its owner: only with `--secrets`. */
  readonly isSecret?: boolean | undefined
}

export const keptThings: readonly KeptThing[] = [
  { name: 'settings/config.toml', kind: 'file', what: 'settings' },
  { name: 'settings/prices.toml', kind: 'file', what: 'your prices' },
  { name: 'settings/screens', kind: 'folder', what: 'your rules of screens' },
  { name: 'settings/.env', kind: 'file', what: 'variables beside the settings', isSecret: true },
  { name: 'data/user.sqlite', kind: 'database', what: 'what you wrote', schema: promptMigrations.length },
  { name: 'data/events.sqlite', kind: 'database', what: 'events', schema: eventMigrations.length },
  { name: 'data/limits.sqlite', kind: 'database', what: 'past limit windows', schema: limitMigrations.length },
  { name: 'data/alerts.sqlite', kind: 'database', what: 'what fired', schema: alertMigrations.length },
  { name: 'data/alerts.json', kind: 'file', what: 'rules of alerts' },
  { name: 'data/alert-channels.json', kind: 'file', what: 'where alerts go', isSecret: true },
  // What was counted of transcripts that are gone is nowhere else.
  { name: 'data/ledger.sqlite', kind: 'database', what: 'usage', schema: ledgerMigrations.length },
  {
    name: 'data/archive/archive.sqlite',
    kind: 'database',
    what: 'archived sessions',
    schema: archiveMigrations.length,
  },
  // Behind the rows that tell of them.
  { name: 'data/archive/pieces', kind: 'folder', what: 'archived sessions’ text' },
  { name: 'data/queries.json', kind: 'file', what: 'saved queries' },
  { name: 'data/session-names.json', kind: 'file', what: 'names of sessions' },
  { name: 'data/forgotten.json', kind: 'file', what: 'forgotten sessions' },
  { name: 'data/waiting-marks.json', kind: 'file', what: 'what you have seen' },
  { name: 'data/waiting.json', kind: 'file', what: 'numbers of the last tce waiting' },
  { name: 'data/hooks.json', kind: 'file', what: 'where hooks are wanted' },
  { name: 'data/statusline.json', kind: 'file', what: 'status lines as they were' },
  { name: 'data/export.json', kind: 'file', what: 'how far events were sent' },
  { name: 'data/pins', kind: 'folder', what: 'pins' },
  { name: 'data/working-folders', kind: 'folder', what: 'folders that agents worked in' },
  { name: 'data/machine', kind: 'file', what: "this machine's name" },
  { name: 'data/audit.log.1', kind: 'file', what: 'audit log, older' },
  { name: 'data/audit.log', kind: 'file', what: 'audit log' },
  { name: 'data/token', kind: 'file', what: 'token of the dashboard', isSecret: true },
  { name: 'data/hook-secret', kind: 'file', what: 'secret of the hooks', isSecret: true },
  { name: 'data/keys.json', kind: 'file', what: 'hashes of keys', isSecret: true },
]

/** Made again from the above and the agents' files: not in a backup, and put aside with the data that it was made of. */
export const rebuiltThings: readonly KeptThing[] = [
  { name: 'data/search.sqlite', kind: 'database', what: 'index of the search' },
  { name: 'data/analytics.sqlite', kind: 'database', what: 'figures of messages' },
  { name: 'data/advice.sqlite', kind: 'database', what: 'what advice found' },
]

/** Of this run of TCE, or of the machine: neither taken nor touched. */
export const passingThings = [
  'data/instance',
  'data/electron',
  'data/prompts.sock',
  'data/statusline',
  'data/statusline.sh',
  // What programs in terminals of ours wrote: as large as they talk, and of no use on another machine.
  'data/terminals',
  // What set-up commands of tasks wrote.
  'data/tasks',
  // Passwords of agents' servers that run now.
  'data/agent-servers',
] as const

/** A folder of the data folder in which a restore puts what was there; its time behind it. */
export const putAsidePrefix = 'before-restore-'

export type KeptFolders = Pick<Config, 'configDir' | 'dataDir'>

export function placeOf(name: string, { configDir, dataDir }: KeptFolders): string {
  const [root, ...rest] = name.split('/')
  return join(root === 'settings' ? configDir : dataDir, ...rest)
}

/** The thing an entry of a backup belongs to; undefined for a name that no backup of ours has. */
export function thingOf(entryName: string): KeptThing | undefined {
  return keptThings.find(({ name, kind }) => {
    if (kind !== 'folder') return entryName === name
    const below = entryName.startsWith(`${name}/`) ? entryName.slice(name.length + 1).split('/') : []
    return below.length > 0 && below.every((part) => !/^\.{0,2}$|[\\\0:]/.test(part))
  })
}
