/** What is in a backup, and why one can't be made or used. The file itself: docs/backup.md, storage/backup-file.ts. */

export const backupFormat = 'tce-backup'
/** Raised when an older TCE could no longer read it. */
export const backupVersion = 1

/** The first entry of the file: what it is, before anything is taken from it. */
export interface BackupHead {
  readonly format: typeof backupFormat
  readonly version: number
  /** When the databases were held: all of them are as they were at this moment. */
  readonly at: string
  /** The TCE that made it. */
  readonly tce: string
  /** Also the token, the hooks' secret and the hashes of keys. */
  readonly hasSecrets: boolean
}

export interface BackupEntry {
  /** `settings/config.toml`, `data/user.sqlite`, `data/pins/<name>` */
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** The last entry: a file without it is torn. */
export interface BackupEnd {
  readonly entries: readonly BackupEntry[]
}

/** One store, or one file that no other names. */
export interface BackedUp {
  /** `data/user.sqlite`, `data/pins` */
  readonly name: string
  readonly what: string
  readonly files: number
  readonly bytes: number
}

export interface BackupReport extends Omit<BackupHead, 'format' | 'version'> {
  readonly file: string
  /** Of the file, compressed. */
  readonly bytes: number
  readonly stores: readonly BackedUp[]
}

export interface RestoreReport extends BackupReport {
  /** What is there already, and gives way. */
  readonly replaces: readonly Pick<BackedUp, 'name' | 'what'>[]
  /** Where that is kept; undefined where nothing was there. */
  readonly putAside?: string | undefined
}

/**
 * `exists`: a file has that name already. `torn`: it ends early, or what is in it is not what was put there. `foreign`: no backup.
 * `newer`: made by a newer TCE. `damaged`: a store is. `in-use`: a server runs on the data. `no-room`: the disk is full.
 */
export interface BackupProblem {
  readonly kind: 'exists' | 'missing' | 'torn' | 'foreign' | 'newer' | 'damaged' | 'in-use' | 'no-room' | 'unusable'
  readonly message: string
  readonly next?: string | undefined
}

export function decodeHead(text: string): BackupHead | undefined {
  const head = objectIn(text)
  if (head?.['format'] !== backupFormat) return undefined
  const { version, at, tce, hasSecrets } = head
  if (typeof version !== 'number' || typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined
  if (typeof tce !== 'string' || typeof hasSecrets !== 'boolean') return undefined
  return { format: backupFormat, version, at, tce, hasSecrets }
}

export function decodeEnd(text: string): BackupEnd | undefined {
  const entries = objectIn(text)?.['entries']
  return Array.isArray(entries) && entries.every(isEntry) ? { entries } : undefined
}

function isEntry(value: unknown): value is BackupEntry {
  if (typeof value !== 'object' || value === null) return false
  const { name, bytes, sha256 } = value as Readonly<Record<string, unknown>>
  return typeof name === 'string' && Number.isSafeInteger(bytes) && typeof sha256 === 'string'
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
