/** Agents begun on this machine. Nothing goes through a shell as words: program and arguments are handed over one by one. */
import { readdir, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize, sep } from 'node:path'
import type { Actor } from '../../core/audit/audit.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { commandIn } from '../../core/words/command.ts'
import { plainText } from '../../core/words/text.ts'
import type { Deployable, DeployProblem, DeployRequest, DeployService } from '../deploy.ts'
import type { Budgets } from './budgets.ts'
import type { LocalLog } from './log.ts'

export interface DeployParts {
  readonly agents: readonly (Omit<Deployable, 'isInstalled'> & {
    readonly program: string
    /** Undefined: it takes no prompt. */
    argvOf(begin: Pick<DeployRequest, 'model' | 'prompt'>): readonly string[] | undefined
  })[]
  readonly isOnPath: (program: string) => boolean
  /** Where a terminal can be opened; undefined: nowhere. */
  readonly findWindow: () => Promise<DeployWindow | undefined>
  readonly homeDir: string
}

/** control/windows/agent-window.ts */
export interface DeployWindow {
  readonly where: string
  open(argv: readonly string[], folder: string): Promise<Result<string, string>>
}

export interface DeployBeside {
  readonly log: Pick<LocalLog, 'record'>
  /** Newest first. */
  readonly knownFolders: () => Promise<readonly string[]>
  /** Why it is not to be begun now, and what would lift that. @default nothing forbids it */
  readonly whyNoStart?: Budgets['whyNoStart'] | undefined
}

const mostFolders = 12
const mostPromptBytes = 96 * 1024

export function createDeploy(parts: DeployParts, { log, knownFolders, whyNoStart }: DeployBeside): DeployService {
  const whole = (folder: string) =>
    normalize(folder === '~' || folder.startsWith('~/') ? join(parts.homeDir, folder.slice(1)) : folder)

  /** Everything but opening it. */
  async function prepare({ folder: asked, agent: id, model, prompt }: DeployRequest) {
    const agent = id === undefined ? parts.agents[0] : parts.agents.find((one) => one.agent === id)
    if (agent === undefined) return err(badRequest(`TCE starts ${parts.agents.map((one) => one.agent).join(', ')}.`))
    const wrong = [model, prompt].find((word) => word !== undefined && (word.trim() === '' || word.startsWith('-')))
    if (wrong !== undefined) {
      return err(badRequest(`“${plainText(wrong).slice(0, 40)}” would be taken for an option: begin with a word.`))
    }
    if ([model, prompt].some((word) => word?.includes('\0'))) return err(badRequest('There is a NUL in it.'))
    if (prompt !== undefined && Buffer.byteLength(prompt) > mostPromptBytes) {
      return err(badRequest('A first prompt has 96 KiB at most. Write it into a file, and name that.'))
    }
    const argv = agent.argvOf({ model, prompt })
    if (argv === undefined) return err(badRequest(`${agent.name} takes no prompt when it starts: send it one then.`))
    const folder = whole(asked)
    if (!isAbsolute(folder) || !(await isFolder(folder))) {
      return err<DeployProblem>({
        kind: 'no-folder',
        message: `${plainText(asked)} is no folder. Nothing was started.`,
      })
    }
    if (parts.isOnPath(agent.program)) return ok({ agent, argv, folder })
    const message = `Nothing was started: ${agent.program} is not on the PATH that TCE was started with.`
    return err<DeployProblem>({ kind: 'no-program', message })
  }

  async function start(request: DeployRequest, actor: Actor) {
    const prepared = await prepare(request)
    if (!prepared.ok) return prepared
    const { agent, argv, folder } = prepared.value
    const over = await whyNoStart?.({ agent: agent.agent, cwd: folder })
    if (over !== undefined) {
      const message = `${agent.program}: ${over.message}`
      await log.record({ action: 'agent.start', actor, subject: folder, outcome: 'refused', message })
      return err<DeployProblem>({ kind: 'budget', ...over })
    }
    const window = await parts.findWindow()
    const opened = window === undefined ? err('there is no terminal to open one in') : await window.open(argv, folder)
    const message = opened.ok
      ? `${agent.program} starts in ${folder}, ${opened.value}.`
      : `No window could be opened: ${opened.error}. Nothing was started.`
    const [outcome, subject] = [opened.ok ? 'done' : 'not-started', folder]
    await log.record({ action: 'agent.start', actor, subject, outcome, message: `${agent.program}: ${message}` })
    if (opened.ok) return ok({ message })
    const byHand = commandIn(folder, argv) ?? commandIn(folder, agent.argvOf({}) ?? [])
    return err<DeployProblem>({ kind: 'no-terminal', message, next: byHand && `in a terminal of your own: ${byHand}` })
  }

  return {
    async choices() {
      const [folders, window] = await Promise.all([knownFolders(), parts.findWindow()])
      const agents = parts.agents.map(({ program, argvOf: _, ...agent }) => ({
        ...agent,
        isInstalled: parts.isOnPath(program),
      }))
      return { agents, folders, where: window?.where }
    },
    foldersLike: (beginning) => foldersLike(whole(beginning), beginning.endsWith('/')),
    start,
  }
}

/** Hidden ones only where the dot is written. */
async function foldersLike(path: string, isInside: boolean): Promise<readonly string[]> {
  if (!isAbsolute(path)) return []
  const dir = isInside ? path : dirname(path)
  const name = isInside ? '' : path.slice(dir === sep ? 1 : dir.length + 1)
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.toLowerCase().startsWith(name.toLowerCase()))
    .filter((entry) => name.startsWith('.') || !entry.name.startsWith('.'))
    .map((entry) => join(dir, entry.name))
    .toSorted()
    .slice(0, mostFolders)
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true

const badRequest = (message: string): DeployProblem => ({
  kind: 'bad-request',
  message: `${message} Nothing was started.`,
})
