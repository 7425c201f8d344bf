/** What is looked up before a worktree goes, and what follows from it. */

export interface FileSum {
  readonly count: number
  /** The first few. */
  readonly names: readonly string[]
}

export interface UnsharedCommit {
  readonly id: string
  readonly title: string
}

/** Each looked up at that second; undefined where nobody could tell. */
export interface WorktreeFacts {
  readonly uncommitted?: (FileSum & { readonly addedLines: number; readonly removedLines: number }) | undefined
  /** On its branch, and neither in its base, nor in another branch, nor on a remote. */
  readonly commits?: { readonly count: number; readonly newest: readonly UnsharedCommit[] } | undefined
  /** The base holds the same changes in other commits, as after "squash and merge". */
  readonly isInBase?: boolean | undefined
  /** Ignored by git, and not to be made again from what is kept elsewhere. */
  readonly ignored?: (FileSum & { readonly sizeBytes: number }) | undefined
  /** Ignored, and to be made again: node_modules. */
  readonly rebuilt?: FileSum | undefined
  /** "rebase", "merge": begun and not ended. "none": nothing. */
  readonly operation?: string | undefined
  /** Submodules with changes, or with commits that are on no remote. */
  readonly submodules?: FileSum | undefined
  /** Repositories within it that are not its submodules, other worktrees too. */
  readonly repositories?: FileSum | undefined
  /** Programs that work in its folder. */
  readonly processes?: readonly { readonly pid: number; readonly name: string }[] | undefined
}

export type RemovalObstacle =
  | { readonly kind: 'unknown'; readonly what: string }
  | { readonly kind: 'running'; readonly processes: NonNullable<WorktreeFacts['processes']> }
  | { readonly kind: 'operation'; readonly operation: string }
  | { readonly kind: 'repositories'; readonly repositories: FileSum }

const names: Record<keyof WorktreeFacts, string> = {
  uncommitted: 'what is not committed',
  commits: 'which commits exist nowhere else',
  isInBase: 'whether its changes are in its base',
  ignored: 'which ignored files exist nowhere else',
  rebuilt: 'which files can be made again',
  operation: 'whether a merge or rebase is under way',
  submodules: 'what its submodules hold',
  repositories: 'whether other repositories lie in it',
  processes: 'which programs work in it',
}
/** One that is not known only makes the words longer. */
const needed: readonly (keyof WorktreeFacts)[] = [
  ...(['uncommitted', 'commits', 'ignored', 'operation', 'submodules', 'repositories', 'processes'] as const),
]

/** Why it can't go, with a copy or without. Empty: nothing is in the way. */
export function obstaclesOf(facts: WorktreeFacts): readonly RemovalObstacle[] {
  const unknown = needed
    .filter((key) => facts[key] === undefined)
    .map((key): RemovalObstacle => ({ kind: 'unknown', what: names[key] }))
  const { processes = [], operation = 'none', repositories } = facts
  return [
    ...unknown,
    ...(processes.length > 0 ? [{ kind: 'running', processes } as const] : []),
    ...(operation !== 'none' ? [{ kind: 'operation', operation } as const] : []),
    ...(repositories !== undefined && repositories.count > 0 ? [{ kind: 'repositories', repositories } as const] : []),
  ]
}

/** Nothing of it exists here alone: it may go without a copy, and without its name typed. */
export const isAllElsewhere = (facts: WorktreeFacts): boolean =>
  obstaclesOf(facts).length === 0 &&
  facts.uncommitted?.count === 0 &&
  (facts.commits?.count === 0 || facts.isInBase === true) &&
  facts.ignored?.count === 0 &&
  facts.submodules?.count === 0

const few = 5
export const sumOf = (paths: readonly string[]): FileSum => ({ count: paths.length, names: paths.slice(0, few) })

/** For a person, each a sentence without its full stop. */
export function obstacleInWords(obstacle: RemovalObstacle): string {
  switch (obstacle.kind) {
    case 'unknown':
      return `it can't be told ${obstacle.what}`
    case 'running':
      return `${obstacle.processes.map(({ pid, name }) => `${name} (${pid})`).join(', ')} ${obstacle.processes.length === 1 ? 'works' : 'work'} in it`
    case 'operation':
      return `a ${obstacle.operation} is under way in it: finish it or break it off`
    case 'repositories':
      return `other repositories lie in it: ${obstacle.repositories.names.join(', ')}`
    default:
      return obstacle satisfies never
  }
}
