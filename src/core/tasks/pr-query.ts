/** Pull requests of many branches in one question to GitHub, and what it answers. GitHub's GraphQL API, `Repository.pullRequests`. Pure. */
import type { TaskPr } from './task.ts'

export interface BranchOfRepository {
  /** `owner/name` */
  readonly repository: string
  readonly branch: string
}

export const branchKey = ({ repository, branch }: BranchOfRepository): string => `${repository} ${branch}`

/** Of a remote's address; undefined: it is no repository of such a host. */
export function forgeOf(address: string): { readonly host: string; readonly repository: string } | undefined {
  const found =
    /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([\w.-]+)(?::\d+)?\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(address) ??
    /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(address)
  const [, host, repository] = found ?? []
  return host === undefined || repository === undefined ? undefined : { host: host.toLowerCase(), repository }
}

export interface PrQuery {
  readonly query: string
  /** What is asked for stands here, never in the query itself. */
  readonly variables: Readonly<Record<string, string>>
}

const fields =
  'nodes { number url state isDraft headRefOid commits(last: 1) { nodes { commit { statusCheckRollup { state } } } } }'

export function prQuery(asked: readonly BranchOfRepository[]): PrQuery {
  const variables: Record<string, string> = {}
  const parts = asked.map(({ repository, branch }, at) => {
    const [owner = '', name = ''] = repository.split('/')
    Object.assign(variables, { [`o${at}`]: owner, [`n${at}`]: name, [`b${at}`]: branch })
    const newest = 'first: 1, orderBy: {field: CREATED_AT, direction: DESC}'
    return `a${at}: repository(owner: $o${at}, name: $n${at}) { pullRequests(headRefName: $b${at}, ${newest}) { ${fields} } }`
  })
  const declared = Object.keys(variables).map((name) => `$${name}: String!`)
  return { query: `query(${declared.join(', ')}) { ${parts.join(' ')} }`, variables }
}

/** By branchKey; a branch without one is not in it. Undefined: it is no answer of that form, or of none of the repositories. */
export function prsIn(answer: unknown, asked: readonly BranchOfRepository[]): ReadonlyMap<string, TaskPr> | undefined {
  const data = at(answer, 'data')
  if (typeof data !== 'object' || data === null) return undefined
  // A repository that is not there, or that nobody may see, is null.
  if (asked.every((_, index) => at(data, `a${index}`) === null)) return undefined
  const found = new Map<string, TaskPr>()
  for (const [index, one] of asked.entries()) {
    const pr = prIn(at(data, `a${index}`, 'pullRequests', 'nodes', '0'))
    if (pr !== undefined) found.set(branchKey(one), pr)
  }
  return found
}

function prIn(node: unknown): TaskPr | undefined {
  const [url, number, state] = [at(node, 'url'), at(node, 'number'), at(node, 'state')]
  if (typeof url !== 'string' || !/^https:\/\//.test(url)) return undefined
  const isDraft = at(node, 'isDraft') === true
  const head = at(node, 'headRefOid')
  const checks = at(node, 'commits', 'nodes', '0', 'commit', 'statusCheckRollup', 'state')
  return {
    url,
    number: typeof number === 'number' ? number : undefined,
    state:
      state === 'MERGED'
        ? 'merged'
        : state === 'CLOSED'
          ? 'closed'
          : state !== 'OPEN'
            ? undefined
            : isDraft
              ? 'draft'
              : 'open',
    checks: typeof checks === 'string' ? checkWords[checks] : undefined,
    headCommit: typeof head === 'string' && /^[0-9a-f]{40,64}$/.test(head) ? head : undefined,
  }
}

/** Its branch stands at what its forge merged; `head`: its id, or how that begins. */
export const isMergedAt = (pr: TaskPr | undefined, head: string | undefined): boolean =>
  pr?.state === 'merged' && head !== undefined && head.length >= 7 && pr.headCommit?.startsWith(head) === true

const checkWords: Readonly<Record<string, TaskPr['checks']>> = {
  ...{ SUCCESS: 'passed', FAILURE: 'failed', ERROR: 'failed', PENDING: 'pending', EXPECTED: 'pending' },
}

/** Why it refused, in its own words. */
export function errorIn(answer: unknown): string | undefined {
  const message = at(answer, 'errors', '0', 'message')
  return typeof message === 'string' ? message : undefined
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let now = value
  for (const key of path) {
    if (typeof now !== 'object' || now === null || !Object.hasOwn(now, key)) return undefined
    now = (now as Readonly<Record<string, unknown>>)[key]
  }
  return now
}
