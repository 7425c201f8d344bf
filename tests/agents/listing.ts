/** Process listings of real and documented installs: tests/fixtures/<agent>/processes, with what each process is. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Platform } from '../../src/agents/agent.ts'
import type { AgentRole, ChildKind, OsProcess } from '../../src/core/process/process.ts'

export interface ListedProcess {
  readonly process: OsProcess
  readonly platform: Platform
  /** Which listing, which pid, what it is: for the title of a test. */
  readonly title: string
  /** By executable and arguments alone. Undefined: not one of the agent's, or not to be shown. */
  readonly role: AgentRole | undefined
  readonly childKind?: ChildKind | undefined
  readonly version?: string | undefined
  /** The registry sample that belongs to it. */
  readonly registry?: string | undefined
  /** It runs under a name that only its path explains. */
  readonly hasOwnName: boolean
}

export interface Listing {
  readonly name: string
  readonly platform: Platform
  readonly processes: readonly ListedProcess[]
}

type Row = Pick<OsProcess, 'pid' | 'ppid' | 'name'> &
  Partial<OsProcess> & {
    readonly role: AgentRole | null
    readonly childKind?: ChildKind
    readonly version?: string
    readonly registry?: string
    readonly hasOwnName?: boolean
    readonly comment?: string
  }

export function readListings(folder: URL): readonly Listing[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readListing(new URL(file, folder), file.replace('.json', '')))
}

function readListing(file: URL, name: string): Listing {
  const { platform, processes }: { platform: Platform; processes: readonly Row[] } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  return { name, platform, processes: processes.map((row) => listed(row, platform, name)) }
}

function listed(row: Row, platform: Platform, listing: string): ListedProcess {
  const { role, childKind, version, registry, hasOwnName = false, comment, ...facts } = row
  const what = (row.argv ?? [row.name]).join(' ').slice(0, 60)
  return {
    process: { start: String(row.pid * 10), startedAtMs: 1_795_199_000_000, state: 'sleeping', ...facts },
    platform,
    title: `${listing} ${row.pid}: ${what}${comment === undefined ? '' : ` (${comment})`}`,
    role: role ?? undefined,
    childKind,
    version,
    registry,
    hasOwnName,
  }
}
