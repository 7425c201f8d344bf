/** Starting a task's agent: everything is on disk before the supervisor is asked, so that whoever comes after knows what may run. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { err, ok, type Result } from '../../../core/result.ts'
import { forkArguments, resumeArguments, startArguments, wantsPort } from '../../../core/tasks/backend.ts'
import { freePlace } from '../../../core/tasks/fence.ts'
import {
  inSession,
  type RunRecord,
  serverPortVariable,
  standing,
  type TaskRecord,
  taskSecretPrefix,
  taskSecretVariable,
} from '../../../core/tasks/task-record.ts'
import type { TaskProblem } from '../../tasks.ts'
import { asksNothing, type Fenced, fenced, fenceSettings, refused, whyNoFence } from './fence.ts'
import type { TaskDesk } from './task-desk.ts'
import type { Workshop } from './workshop.ts'

export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')

const lookAfterMs = 50

/** Until somebody who looks takes its size. */
const firstSize = { columns: 120, rows: 40 }

export type Launching =
  | { readonly do: 'start' }
  | { readonly do: 'resume'; readonly session: string }
  /** In a copy of that session. */
  | { readonly do: 'fork'; readonly source: string }

/** What would be run; nothing is started. */
export async function planLaunch(
  record: Pick<TaskRecord, 'backend' | 'model' | 'mode' | 'prompt' | 'project'>,
  how: Launching,
  desk: Pick<TaskDesk, 'parts'>,
  workshop: Workshop,
) {
  const backend = await workshop.backendOf(record.backend)
  if (!backend.ok) return err<TaskProblem>({ ...backend.error, kind: 'no-backend' })
  const { unread } = await workshop.file()
  if (unread.has(record.project))
    return err(refused(`[projects.${record.project}.sandbox] of config.toml can’t be understood`, 'tce project'))
  const mode = record.mode ?? backend.value.mode
  const isBold = asksNothing(backend.value, mode)
  const fence = await fenceSettings(record, desk, workshop)
  const why = await whyNoFence(fence, isBold, record.mode ?? (isBold ? backend.value.mode : undefined), desk)
  if (why !== undefined) return err(why)
  const session = how.do === 'resume' ? how.session : backend.value.sessionFlag === undefined ? undefined : randomUUID()
  const { prompt, model } = record
  const serverPort = wantsPort(backend.value) ? await desk.parts.agentServers.freePort() : undefined
  const port = serverPort?.toString()
  const argv =
    how.do === 'resume'
      ? resumeArguments(backend.value, how.session, { model, port, mode: record.mode })
      : how.do === 'fork'
        ? forkArguments(backend.value, how.source, { prompt, session, model, port, mode: record.mode })
        : startArguments(backend.value, { prompt, model, port, mode: record.mode, session })
  return argv.ok
    ? ok({ backend: backend.value, argv: argv.value, session, settings: fence, isBold, serverPort })
    : err<TaskProblem>({ kind: 'bad-request', message: argv.error })
}

const withRemark = (remarks: readonly string[], remark: string | undefined): readonly string[] =>
  remark === undefined || remarks.includes(remark) ? remarks : [...remarks, remark]

type Env = Readonly<Record<string, string>>
type Planned = Extract<Awaited<ReturnType<typeof planLaunch>>, { readonly ok: true }>['value']

/** Its agent runs, in the supervisor, when this resolves. */
export async function launch(
  record: TaskRecord,
  how: Launching,
  desk: TaskDesk,
  workshop: Workshop,
): Promise<Result<TaskRecord, TaskProblem>> {
  const { id, folder } = record
  const { parts } = desk
  const planned = await planLaunch(record, how, desk, workshop)
  if (!planned.ok) return planned
  if (folder === undefined) throw new Error(`no folder to start in: ${id}`)
  const { backend, settings, isBold, serverPort } = planned.value
  const kept = serverPort === undefined ? {} : await parts.agentServers.keep(backend.agent, serverPort)
  const env = { ...(await parts.agentEnv()), ...backend.env, ...kept }
  const start = (put: Put) => startAs(record, { ...planned.value, ...put, env }, folder, desk)
  if (!settings.enabled) return start({ argv: planned.value.argv })
  const fencePlace = freePlace([...placesOf(desk), ...beginning])
  beginning.add(fencePlace)
  try {
    const behind = { settings, backend, asksNothing: isBold, place: fencePlace }
    const put = await fenced(record, planned.value.argv, behind, env, desk)
    return put.ok ? await start({ ...put.value, fencePlace }) : put
  } finally {
    beginning.delete(fencePlace)
  }
}

/** Places behind fences: of those that run, and of those that are about to. */
const placesOf = ({ running }: TaskDesk) => [...running.values()].map(({ run }) => run?.fencePlace)
const beginning = new Set<number>()

type Put = Pick<Fenced, 'argv'> & Pick<RunRecord, 'fence' | 'fencePlace'>

async function startAs(
  { id }: TaskRecord,
  { argv, fence, fencePlace, serverPort, session, backend, env: own }: Put & Planned & { readonly env: Env },
  folder: string,
  desk: TaskDesk,
): Promise<Result<TaskRecord, TaskProblem>> {
  const { parts, beside, change } = desk
  const secret = taskSecretPrefix + randomBytes(32).toString('base64url')
  const startedAtMs = beside.clock()
  const begun = await change(id, (now) => ({
    ...inSession(now, session),
    generation: now.generation + 1,
    run: { generation: now.generation + 1, startedAtMs, fence, fencePlace, serverPort },
    ...{ step: 'starting', makerPid: process.pid, waitsForPlace: undefined },
    secretHash: secretHash(secret),
    remarks: withRemark(now.remarks, parts.pathProblem()),
  }))
  if (begun === undefined) return err({ kind: 'no-task', message: `There is no task ${id} any more.` })
  const { generation } = begun
  const terminals = await desk.terminals()
  const port = fence === undefined || fence.by === 'agent' ? undefined : await parts.serverPort()
  const env = {
    ...{ ...own, [taskSecretVariable]: secret },
    ...(port === undefined ? {} : { [serverPortVariable]: String(port) }),
  }
  const started = await terminals.start({ taskId: id, generation, argv, cwd: folder, env, size: firstSize })
  if (!started.ok) {
    const { message } = started.error
    const at = { isObserved: false, noticedAtMs: beside.clock() } as const
    await change(id, (now) =>
      standing(
        { ...now, step: undefined, run: now.run && { ...now.run, exit: at } },
        { state: 'failed', reason: message },
        beside.clock(),
      ),
    )
    return err({ kind: 'not-made', message: `${backend.name} was not started: ${message}` })
  }
  const { pid, start } = started.value.process ?? {}
  // Whoever finds it otherwise asks the supervisor, as after each break.
  const after = await change(
    id,
    (now) => {
      // It may have ended by now, and that was written down.
      const hasEnded = now.run?.exit !== undefined
      const run = now.run && { ...now.run, pid, start }
      const then = { ...now, run, step: undefined }
      return hasEnded ? then : standing(then, { state: 'in_progress' }, beside.clock())
    },
    'soon',
  )
  // When whoever asked has the answer, and the agent's own program is in its place: a look keeps this one busy meanwhile.
  setTimeout(() => beside.looks.lookSoon(), lookAfterMs).unref()
  return after === undefined ? err({ kind: 'no-task', message: `There is no task ${id} any more.` }) : ok(after)
}
