/** The fence of one task: its rules, tried on this machine, and the words with which its agent starts behind it. */
import { randomBytes } from 'node:crypto'
import { mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { err, ok, type Result } from '../../../core/result.ts'
import { type Backend, isBypass } from '../../../core/tasks/backend.ts'
import {
  type FenceRules,
  type FenceSettings,
  fenceRules,
  furtherOn,
  isWithin,
  type TaskFence,
} from '../../../core/tasks/fence.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import { gitOrders } from '../../../worktrees/git-orders.ts'
import { repositoryAt } from '../../../worktrees/repository.ts'
import type { TaskProblem } from '../../tasks.ts'
import type { TaskDesk } from './task-desk.ts'
import type { Workshop } from './workshop.ts'

/** As this task may be fenced. */
export async function fenceSettings(
  record: Pick<TaskRecord, 'project'>,
  desk: Pick<TaskDesk, 'parts'>,
  workshop: Workshop,
): Promise<FenceSettings> {
  const project = await workshop.projectOf(record.project)
  return desk.parts.fence.settingsFor(project.ok ? project.value.sandbox : undefined)
}

/** By its mode, or by a word of its backend's own command. */
export const asksNothing = ({ command, resume = [] }: Backend, mode: string | undefined): boolean =>
  (mode !== undefined && isBypass(mode)) ||
  [...command, ...resume]
    .slice(1)
    .some((word, at, all) => (word.startsWith('-') ? isBypass(word) : isNever(word, all[at - 1])))

/** `--ask-for-approval never`, `--approval-mode yolo`. */
const isNever = (word: string, before = ''): boolean => /approval|permission/.test(before) && isBypass(word)

/** Why it can't be started as it is wanted; undefined: as far as is known before it is tried, it can. */
export async function whyNoFence(
  { enabled }: FenceSettings,
  isBold: boolean,
  mode: string | undefined,
  { parts }: Pick<TaskDesk, 'parts'>,
): Promise<TaskProblem | undefined> {
  if (!enabled)
    return isBold
      ? refused(
          `${mode === undefined ? 'its command' : `the mode ${mode}`} asks for nothing, which is only for an agent behind a fence`,
          'tce config set sandbox.enabled true',
        )
      : undefined
  const { isAvailable, problem, next } = await parts.fence.look()
  return isAvailable
    ? undefined
    : refused(`it is to have a fence around its agent, and ${decapitalised(problem ?? '')}`, next)
}

const decapitalised = (text: string) => text.replace(/\.$/, '').replace(/^There /, 'there ')

export const refused = (why: string, next?: string): TaskProblem => ({
  kind: 'bad-request',
  message: `Nothing was started: ${why}.`,
  next,
})

export interface Fenced {
  readonly argv: readonly [string, ...string[]]
  readonly fence: TaskFence
}

/** Tried in this moment; nothing of the agent was started. */
export async function fenced(
  record: TaskRecord,
  argv: readonly [string, ...string[]],
  how: {
    readonly settings: FenceSettings
    readonly backend: Backend
    readonly asksNothing: boolean
    readonly place: number
  },
  env: Readonly<Record<string, string>>,
  desk: TaskDesk,
): Promise<Result<Fenced, TaskProblem>> {
  const { parts, beside } = desk
  const { folder } = record
  if (folder === undefined) throw new Error(`no folder to put a fence around: ${record.id}`)
  const look = await parts.fence.look()
  const { by, tool } = look
  if (!look.isAvailable || by === undefined || tool === undefined)
    return err(refused(look.problem ?? 'there is no fence here', look.next))
  const agent = how.backend.agent
  const own = how.asksNothing || argv.includes('--settings') ? undefined : parts.fence.ownOf(agent)
  const made = await rulesOf(folder, how.settings, parts.fence.agentDirs(agent), desk)
  if (!made.ok) return err(refused(made.error, 'tce config get sandbox'))
  const { rules, targets } = made.value
  const ordered = await withSentinel(parts.dataDir, record.id, (sentinel) =>
    parts.fence.order(
      {
        rules,
        targets: { ...targets, unreadable: [...targets.unreadable, sentinel] },
        argv: own !== undefined ? undefined : by === 'bubblewrap' ? furtherOn(argv, how.place) : argv,
      },
      env,
    ),
  )
  if (!ordered.ok) return err(refused(`the fence around its agent does not hold: ${ordered.error}`, 'tce doctor'))
  const [program, ...args] = argv
  const at = { verifiedAt: new Date(beside.clock()).toISOString() }
  if (own !== undefined)
    return ok({
      argv: [program, ...own.words(rules), ...args],
      fence: { by: 'agent', tool: own.name, isVerified: false, asksNothing: false },
    })
  const [first = '', ...rest] = ordered.value
  return ok({ argv: [first, ...rest], fence: { by, tool, isVerified: true, ...at, asksNothing: how.asksNothing } })
}

/** Whole and real paths: a rule is held where a link leads. */
async function rulesOf(
  dir: string,
  settings: FenceSettings,
  agentDirs: readonly string[],
  { parts, places }: TaskDesk,
): Promise<
  Result<
    {
      readonly rules: FenceRules
      readonly targets: {
        readonly folder: string
        readonly unreadable: readonly string[]
        readonly unwritable: readonly string[]
      }
    },
    string
  >
> {
  const real = (path: string) => realpath(path).catch(() => path)
  const reals = (paths: readonly string[]) => Promise.all(paths.map(real))
  const [folder, homeDir] = [await real(dir), await real(parts.homeDir)]
  const repository = await repositoryAt(folder)
  const commonDir = repository.ok ? repository.value.commonDir : undefined
  const orders = commonDir === undefined ? [] : await gitOrders(commonDir, folder)
  const { root, trash } = places()
  const made = fenceRules(settings, {
    ...{ homeDir, folder, commonDir, gitOrders: orders },
    ownDirs: await reals(parts.fence.ownDirs),
    othersDirs: await there(await reals([root, trash])),
    agentDirs: await there(await reals(agentDirs)),
    tempDirs: await there(await reals(parts.fence.tempDirs)),
  })
  if (!made.ok) return made
  const denyRead = await reals(made.value.denyRead)
  const allowWrite = await reals(made.value.allowWrite)
  // A link may lead where its name does not say.
  const hidden = denyRead.filter((path) => !isWithin(folder, path))
  const astray = allowWrite.find((path) => hidden.some((one) => isWithin(path, one)))
  if (astray !== undefined) return err(`a place that may be written is ${astray}, and nobody inside may see that`)
  const outside = [homeDir, ...(commonDir === undefined ? [] : [join(commonDir, 'config'), join(commonDir, 'hooks')])]
  return ok({
    rules: { ...made.value, denyRead, allowWrite },
    targets: {
      folder,
      unreadable: await there(hidden.filter((path) => path !== root)),
      unwritable: outside.filter((path) => path !== homeDir || !allowWrite.some((one) => isWithin(path, one))),
    },
  })
}

async function there(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map((path) =>
      stat(path)
        .then(() => [path])
        .catch(() => []),
    ),
  )
  return found.flat()
}

/** A file that must not be readable inside, whatever else there is to be hidden. */
async function withSentinel<T>(dataDir: string, id: string, act: (path: string) => Promise<T>): Promise<T> {
  const path = join(dataDir, 'tasks', id, 'not-for-agents')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, randomBytes(16).toString('hex'), { mode: 0o600 })
  try {
    return await act(await realpath(path))
  } finally {
    await rm(path, { force: true })
  }
}

/**
 * Words that run a command of the project, its set-up or its tests, in that folder behind the fence that its agents have: what they wrote is
 * run by it. Undefined: they have none.
 */
export async function fencedCommand(
  { project, folder }: { readonly project: string; readonly folder: string },
  command: string,
  desk: TaskDesk,
  workshop: Workshop,
): Promise<Result<readonly string[] | undefined, TaskProblem>> {
  const settings = await fenceSettings({ project }, desk, workshop)
  if (!settings.enabled) return ok(undefined)
  const why = await whyNoFence(settings, false, undefined, desk)
  if (why !== undefined) return err(why)
  const made = await rulesOf(folder, settings, [], desk)
  if (!made.ok) return err(refused(made.error, 'tce config get sandbox'))
  const argv = ['/bin/sh', '-c', command]
  const ordered = await desk.parts.fence.order({ ...made.value, argv }, await desk.parts.agentEnv())
  return ordered.ok
    ? ordered
    : err(refused(`the fence around ${command} does not hold: ${ordered.error}`, 'tce doctor'))
}
