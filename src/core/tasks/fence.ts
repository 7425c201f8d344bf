/**
 * The fence around a task's agent: what it may not read, and the only places that it may write. Its user's rules, of all tasks and of a
 * project, become the places of one task here; a rule that can't be one is an error, and nothing is started. Pure.
 */
import { err, ok, type Result } from '../result.ts'

/** As its user wants it. */
export interface FenceSettings {
  readonly enabled: boolean
  /** Beside what is always denied. */
  readonly denyRead: readonly string[]
  readonly extraWrite: readonly string[]
  /** macOS: it may open programs and send them Apple events, which run outside of the fence. */
  readonly allowAppleEvents: boolean
}

/** What a project says of its own; its lists come beside those of all. */
export type ProjectFence = { readonly [Field in keyof FenceSettings]?: FenceSettings[Field] | undefined }

/** By whom it is held: the agent's own sandbox, or a program around the agent. */
export type FenceKind = 'agent' | 'bubblewrap' | 'sandbox-exec'

/** Around one run of a task's agent. */
export interface TaskFence {
  readonly by: FenceKind
  /** "bubblewrap 0.8.0". */
  readonly tool: string
  /** Just before the start, from inside: denied files could not be read, nothing outside could be written. Never of an agent's own. */
  readonly isVerified: boolean
  /** ISO 8601. */
  readonly verifiedAt?: string | undefined
  /** In its mode its agent does all that the fence allows without asking. */
  readonly asksNothing: boolean
}

export interface FencePlaces {
  readonly homeDir: string
  /** TCE's own: data, config, sockets. Nobody inside sees them. */
  readonly ownDirs: readonly string[]
  /** Where other tasks' folders lie. */
  readonly othersDirs: readonly string[]
  readonly folder: string
  /** `.git` of all worktrees; undefined: it works in no repository. */
  readonly commonDir?: string | undefined
  /** What git would take for orders in it, as it is: denied to write. */
  readonly gitOrders: readonly string[]
  /** Where its agent keeps its own things. */
  readonly agentDirs: readonly string[]
  readonly tempDirs: readonly string[]
}

/** Whole paths, no patterns. */
export interface FenceRules {
  readonly denyRead: readonly string[]
  /** Within what is denied. */
  readonly allowRead: readonly string[]
  readonly allowWrite: readonly string[]
  readonly denyWrite: readonly string[]
  readonly allowAppleEvents: boolean
}

/** Below the home; always denied to read. */
export const alwaysDenied = ['.ssh', '.gnupg', '.aws', '.kube', '.config/gcloud'] as const
/** In the folder that all worktrees of a repository share; never written. */
export const gitOrderNames = ['config', 'hooks', 'info/attributes'] as const

export const fenceOf = (all: FenceSettings, own: ProjectFence = {}): FenceSettings => ({
  enabled: own.enabled ?? all.enabled,
  denyRead: [...new Set([...all.denyRead, ...(own.denyRead ?? [])])],
  extraWrite: [...new Set([...all.extraWrite, ...(own.extraWrite ?? [])])],
  allowAppleEvents: own.allowAppleEvents ?? all.allowAppleEvents,
})

/** The error is a sentence that names the rule. */
export function fenceRules(
  { denyRead, extraWrite, allowAppleEvents }: FenceSettings,
  places: FencePlaces,
): Result<FenceRules, string> {
  const { homeDir, ownDirs, othersDirs, folder, commonDir, gitOrders, agentDirs, tempDirs } = places
  const hidden = [...alwaysDenied.map((name) => `${homeDir}/${name}`), ...ownDirs]
  const denied: string[] = []
  for (const rule of denyRead) {
    const path = wholePath(rule, homeDir)
    if (path === undefined) return err(notAPath('deny_read', rule))
    const needed = [folder, ...(commonDir === undefined ? [] : [commonDir])].find((one) => isWithin(one, path))
    if (needed !== undefined) return err(`deny_read has “${rule}”, which would hide ${needed}, where the task works.`)
    denied.push(path)
  }
  const written: string[] = []
  for (const rule of extraWrite) {
    const path = wholePath(rule, homeDir)
    if (path === undefined) return err(notAPath('extra_write', rule))
    const kept = [...hidden, ...denied].find((one) => isWithin(path, one))
    if (kept !== undefined) return err(`extra_write has “${rule}”, which lies in ${kept}: nobody inside may see that.`)
    const order = gitOrders.find((one) => isWithin(path, one))
    if (order !== undefined) return err(`extra_write has “${rule}”, and git takes orders from ${order}.`)
    written.push(path)
  }
  return ok({
    denyRead: unique([...hidden, ...othersDirs, ...denied]),
    allowRead: [folder],
    allowWrite: unique([
      ...[folder, ...(commonDir === undefined ? [] : [commonDir]), ...agentDirs, ...written],
      // A home that lies in there would be open as a whole.
      ...tempDirs.filter((dir) => ![homeDir, ...ownDirs].some((one) => isWithin(one, dir))),
    ]),
    denyWrite: unique(gitOrders),
    allowAppleEvents,
  })
}

/** Undefined: it is none, or a pattern, which one system would read otherwise than the other. */
function wholePath(rule: string, homeDir: string): string | undefined {
  const text = rule.trim()
  if (/[\p{Cc}*?[\]{}]/u.test(text)) return undefined
  const path = text === '~' || text.startsWith('~/') ? homeDir + text.slice(1) : text
  if (!path.startsWith('/') || path.split('/').includes('..')) return undefined
  const plain = path.replaceAll(/\/+/g, '/')
  return plain === '/' ? plain : plain.replace(/\/$/, '')
}

const notAPath = (key: string, rule: string): string =>
  `${key} has “${rule}”: a rule is a whole path, or one that begins with ~/, and no pattern.`

export const isWithin = (path: string, dir: string): boolean =>
  path === dir || path.startsWith(dir.endsWith('/') ? dir : `${dir}/`)

const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)]

/**
 * Words that start a program so many numbers further on: behind bubblewrap processes are counted anew, and agents that are called by their
 * number (`sessions/<pid>.json`) would all be called the same.
 */
export const furtherOn = (argv: readonly [string, ...string[]], places: number): readonly [string, ...string[]] => [
  ...(['/bin/sh', '-c', `i=${places}; while [ $i -gt 0 ]; do (:); i=$((i-1)); done; "$0" "$@"; exit $?`] as const),
  ...argv,
]

/** The first place that none of them has. */
export function freePlace(taken: readonly (number | undefined)[]): number {
  for (let place = 1; ; place += 1) if (!taken.includes(place)) return place
}

/** "behind bubblewrap 0.8.0, tried just before it started; asks for nothing". */
export function fenceInWords({ by, tool, isVerified, asksNothing }: TaskFence): string {
  const tried = isVerified ? ', tried just before it started' : ''
  const held = by === 'agent' ? `${tool} fences what it runs` : `behind ${tool}${tried}`
  return asksNothing ? `${held}; asks for nothing` : held
}

/** Beside others of its kind: "fenced", "fenced, asks for nothing". Undefined: there is none. */
export function fencesInShort(fences: readonly (TaskFence | undefined)[]): string | undefined {
  const known = fences.filter((fence) => fence !== undefined)
  if (known.length === 0) return undefined
  const fenced = known.length === fences.length ? 'fenced' : `${known.length} of ${fences.length} fenced`
  return known.some(({ asksNothing }) => asksNothing) ? `${fenced}, asks for nothing` : fenced
}

/** What is tried from inside, and what came of it. */
export interface FenceTrial {
  /** It was run at all, and could write where it may. */
  readonly hasRun: boolean
  /** Denied places of which something could be read. */
  readonly read: readonly string[]
  /** Places outside that could be written. */
  readonly wrote: readonly string[]
}

/** Undefined: it holds. */
export function whyNotHeld({ hasRun, read, wrote }: FenceTrial): string | undefined {
  if (!hasRun) return 'nothing ran inside it, or the task’s own folder could not be written'
  const leaks = [...read.map((path) => `${path} could be read`), ...wrote.map((path) => `${path} could be written`)]
  return leaks.length === 0 ? undefined : leaks.join(', ')
}

/** Where fences can be put up. */
export interface FenceLook {
  readonly isAvailable: boolean
  readonly by?: Exclude<FenceKind, 'agent'> | undefined
  readonly tool?: string | undefined
  /** What is missing, and what to do. */
  readonly problem?: string | undefined
  readonly next?: string | undefined
}
