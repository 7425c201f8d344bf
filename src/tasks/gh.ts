/** GitHub, by its own program `gh`: who is signed in there is its business, and TCE reads none of its secrets. */
import { execFile } from 'node:child_process'
import { err, ok, type Result } from '../core/result.ts'
import { type BranchOfRepository, errorIn, prQuery, prsIn } from '../core/tasks/pr-query.ts'
import type { TaskPr } from '../core/tasks/task.ts'

export interface Gh {
  /** Undefined: it is there. */
  whyNot(): string | undefined
  /** Hosts beside github.com that it is told to speak to. */
  readonly hosts: readonly string[]
  /** All in one question; a branch without one is not in the answer. The error is a sentence. */
  pullRequests(asked: readonly BranchOfRepository[]): Promise<Result<ReadonlyMap<string, TaskPr>, string>>
  /** @returns its address */
  create(pr: NewPullRequest): Promise<Result<string, string>>
}

export interface NewPullRequest {
  readonly dir: string
  readonly repository: string
  readonly branch: string
  readonly base: string
  readonly title: string
  readonly body: string
  readonly isDraft: boolean
}

const patienceMs = 20_000

export function createGh(env: () => Readonly<Record<string, string>>, isOnPath: (program: string) => boolean): Gh {
  interface Ran {
    readonly isDone: boolean
    readonly out: string
    readonly said: string
  }
  const run = (args: readonly string[], { cwd, input }: { readonly cwd?: string; readonly input?: string } = {}) =>
    new Promise<Ran>((resolve) => {
      const quiet = { GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1', GH_PAGER: 'cat' }
      const options = { timeout: patienceMs, maxBuffer: 8_000_000, env: { ...env(), ...quiet }, ...(cwd && { cwd }) }
      const child = execFile('gh', [...args], options, (error, out, said) =>
        resolve({
          isDone: error === null,
          out,
          said:
            said.trim() ||
            (error?.killed === true ? `it took longer than ${patienceMs / 1000} s` : (error?.message ?? '')),
        }),
      )
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input)
    })
  return {
    whyNot: () => (isOnPath('gh') ? undefined : 'gh, the program of GitHub, is not on the PATH'),
    get hosts() {
      const { GH_HOST: own } = env()
      return own === undefined ? [] : [own.toLowerCase()]
    },
    async pullRequests(asked) {
      if (asked.length === 0) return ok(new Map())
      const { query, variables } = prQuery(asked)
      const named = Object.entries(variables).flatMap(([name, value]) => ['-f', `${name}=${value}`])
      const { out, said } = await run(['api', 'graphql', '-f', `query=${query}`, ...named])
      // It fails too where one of several repositories is not there, and answers for the others.
      const answer = parsed(out)
      const found = prsIn(answer, asked)
      return found === undefined ? err(firstLine(errorIn(answer) ?? said)) : ok(found)
    },
    async create({ dir, repository, branch, base, title, body, isDraft }) {
      const { isDone, out, said } = await run(
        [
          ...['pr', 'create', '--repo', repository, '--head', branch, '--base', base, '--title', title],
          ...['--body-file', '-', ...(isDraft ? ['--draft'] : [])],
        ],
        { cwd: dir, input: body },
      )
      const url = /^https:\/\/\S+\/pull\/\d+$/m.exec(out)?.[0]
      return isDone && url !== undefined ? ok(url) : err(firstLine(said) || 'gh named no pull request')
    },
  }
}

const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? ''

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
