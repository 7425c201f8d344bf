/** Projects and backends of this machine: what TCE brings, below what was set, below what config.toml says. */

import { randomUUID } from 'node:crypto'
import { readdir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, normalize } from 'node:path'
import type { Actor } from '../../../core/audit/audit.ts'
import { firstAgent } from '../../../core/process/agent-ids.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { type Backend, type BackendReport, headlessArguments, isBackendName } from '../../../core/tasks/backend.ts'
import {
  type FoundRepository,
  isProjectName,
  type Project,
  type ProjectReport,
  projectNameFrom,
  type SetupReport,
} from '../../../core/tasks/project.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import { layered, type WorkshopFile } from '../../../core/tasks/workshop-file.ts'
import { formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { runOnce } from '../../../tasks/run-once.ts'
import { hashSetup } from '../../../tasks/setup-command.ts'
import type { SetBackend, SetProject } from '../../../tasks/workshop-store.ts'
import { repositoryAt } from '../../../worktrees/repository.ts'
import type { BackendChange, ProjectProblem, ProjectService } from '../../projects.ts'
import type { TaskBooks, TaskParts, TasksBeside } from './parts.ts'
import { taskChoices } from './task-choices.ts'
import { withTranscript } from './test-transcript.ts'

/** What a task asks of it. */
export interface Workshop extends ProjectService {
  /** By its name, or its folder's path. */
  projectOf(nameOrPath: string): Promise<Result<Project, ProjectProblem>>
  /** Undefined name: the usual one. */
  backendOf(name: string | undefined): Promise<Result<Backend, ProjectProblem>>
  file(): Promise<WorkshopFile>
}

type Done<T> = Promise<Result<T, ProjectProblem>>

const testPatienceMs = 60_000

export function createWorkshop(
  parts: TaskParts,
  books: () => Done<TaskBooks>,
  { log, clock, bus, sessions }: Pick<TasksBeside, 'log' | 'clock' | 'bus' | 'sessions'>,
): Workshop {
  const usualBackend = parts.seeds[0]?.name ?? firstAgent
  const whole = (path: string) =>
    normalize(path === '~' || /^~[/\\]/.test(path) ? join(parts.homeDir, path.slice(1)) : path).replace(
      /(?<=.)[/\\]+$/,
      '',
    )

  async function allProjects() {
    const file = await parts.workshopFile()
    const kept = parts.areTasksKept() ? await books() : undefined
    const set = kept?.ok === true ? await kept.value.workshop.projects() : new Map<string, SetProject>()
    const names = [...new Set([...file.projects.keys(), ...set.keys()])].toSorted()
    const projects = names.map((name) => ({
      name,
      isSet: set.has(name),
      ...layered<SetProject>([
        ['set', set.get(name)],
        ['file', file.projects.get(name)],
      ]),
    }))
    return { file, projects, problems: [...file.problems, ...(kept?.ok === false ? [kept.error.message] : [])] }
  }

  const asProject = ({ name, fields }: { readonly name: string; readonly fields: SetProject }): Project => ({
    ...fields,
    ...{ name, path: whole(fields.path ?? '') },
  })

  async function reportOf(
    found: Awaited<ReturnType<typeof allProjects>>['projects'][number],
    tasks: readonly TaskRecord[],
  ): Promise<ProjectReport> {
    const project = asProject(found)
    const problem =
      found.fields.path === undefined
        ? `It has no path. Next: tce project edit ${found.name} --path <folder>`
        : (await isFolder(project.path))
          ? undefined
          : `${project.path} is not there.`
    return {
      ...project,
      origins: found.origins,
      problem,
      isRepository: problem === undefined && (await repositoryAt(project.path)).ok,
      tasks: tasks.filter((one) => one.project === found.name && one.state !== 'complete' && !one.isArchived).length,
    }
  }

  const tasksNow = async (): Promise<readonly TaskRecord[]> => {
    const kept = parts.areTasksKept() ? await books() : undefined
    return kept?.ok === true ? kept.value.tasks.all() : []
  }

  async function projectReport(name: string): Done<ProjectReport> {
    const [{ projects }, tasks] = [await allProjects(), await tasksNow()]
    const found = projects.find((one) => one.name === name)
    return found === undefined ? err(noProject(name, projects)) : ok(await reportOf(found, tasks))
  }

  async function note(
    action: 'project.change' | 'backend.change' | 'setup.trust',
    subject: string,
    actor: Actor,
    message: string,
  ) {
    await log.record({ action, actor, subject, outcome: 'done', message })
    bus.append({ type: 'tasks.changed', data: {} })
  }

  /** Why a project can't be so. */
  async function faultOf(fields: SetProject): Promise<ProjectProblem | undefined> {
    const { path, backend } = fields
    if (path !== undefined && (!isAbsolute(whole(path)) || !(await isFolder(whole(path)))))
      return bad(`${plainText(path)} is no folder: a project has the whole path of one.`)
    if (backend !== undefined) {
      const found = await backendOf(backend)
      if (!found.ok) return found.error
    }
    const wrong = [fields.branch, fields.setup, fields.test].find(
      (text) => text !== undefined && (text.trim() === '' || text.includes('\0')),
    )
    return wrong === undefined ? undefined : bad('A text of it is empty, or not one.')
  }

  async function allBackends() {
    const file = await parts.workshopFile()
    const kept = parts.areTasksKept() ? await books() : undefined
    const set = kept?.ok === true ? await kept.value.workshop.backends() : new Map<string, SetBackend>()
    const seeds = new Map(parts.seeds.map(({ name, ...fields }) => [name, fields]))
    const names = [...new Set([...seeds.keys(), ...[...file.backends.keys(), ...set.keys()].toSorted()])]
    const usual = file.backend ?? usualBackend
    // Where programs lie is known with it.
    await parts.agentEnv()
    const backends = names.map((name): BackendReport => {
      const seed = seeds.get(name)
      const { fields, origins } = layered<SetBackend>([
        ['default', seed],
        ...(name === usual && file.mode !== undefined && seed?.modeFlag !== undefined
          ? ([['file', { mode: file.mode }]] as const)
          : []),
        ['set', set.get(name)],
        ['file', file.backends.get(name)],
      ])
      const command = fields.command ?? []
      return {
        ...fields,
        ...{ name, command, origins, isSeeded: seed !== undefined, isDefault: name === usual },
        isInstalled: command[0] !== undefined && (isAbsolute(command[0]) || parts.isOnPath(command[0])),
      }
    })
    return { file, backends, set }
  }

  async function backendOf(name: string | undefined): Done<Backend> {
    const { file, backends } = await allBackends()
    const wanted = name ?? file.backend ?? usualBackend
    const found = backends.find((one) => one.name === wanted)
    if (found === undefined)
      return err({
        kind: 'no-backend',
        message: `There is no backend ${plainText(wanted)}. There are: ${backends.map((one) => one.name).join(', ')}.`,
        next: 'tce backend',
      })
    const { origins: _, isSeeded: _s, isDefault: _d, isInstalled: _i, ...backend } = found
    return ok(backend)
  }

  async function projectOf(nameOrPath: string): Done<Project> {
    const { projects } = await allProjects()
    const all = projects.filter(({ fields }) => fields.path !== undefined).map(asProject)
    const byName = all.find(({ name }) => name === nameOrPath)
    if (byName !== undefined) return ok(byName)
    const path = whole(nameOrPath)
    if (isAbsolute(path)) {
      const real = await realpath(path).catch(() => path)
      for (const project of all)
        if (project.path === path || (await realpath(project.path).catch(() => project.path)) === real)
          return ok(project)
    }
    return err(noProject(nameOrPath, projects))
  }

  async function setupOf(project: Project, dir: string): Promise<SetupReport | undefined> {
    if (project.setup === undefined) return undefined
    const kept = await books()
    const { hash, files } = await hashSetup(project.setup, dir)
    const trusted = kept.ok ? await kept.value.workshop.trusted(project.name) : undefined
    return {
      ...{ command: project.setup, hash, files, isTrusted: trusted === hash },
      hasChanged: trusted !== undefined && trusted !== hash,
    }
  }

  async function edited(name: string, change: object, actor: Actor): Done<ProjectReport> {
    const { projects } = await allProjects()
    const found = projects.find((one) => one.name === name)
    if (found === undefined) return err(noProject(name, projects))
    const locked = Object.keys(change).find((field) => found.origins[field] === 'file')
    if (locked !== undefined) return err(lockedBy(`projects.${name}`, locked))
    const kept = await books()
    if (!kept.ok) return kept
    const before = (await kept.value.workshop.projects()).get(name) ?? {}
    const after = without({ ...before, ...change }) as SetProject
    const fault = await faultOf(without(change) as SetProject)
    if (fault !== undefined) return err(fault)
    const path = after.path === undefined ? {} : { path: whole(after.path) }
    await kept.value.workshop.putProject(name, { ...after, ...path })
    await note('project.change', name, actor, `Project ${name}: ${Object.keys(change).join(', ')} changed.`)
    return projectReport(name)
  }

  return {
    projectOf,
    backendOf,
    ...taskChoices(parts, { projectOf, backendOf }),
    file: parts.workshopFile,
    async projects() {
      const [{ projects, problems }, tasks] = [await allProjects(), await tasksNow()]
      return { projects: await Promise.all(projects.map((one) => reportOf(one, tasks))), problems }
    },
    async scan(folder) {
      const dir = whole(folder)
      if (!isAbsolute(dir) || !(await isFolder(dir))) return err(bad(`${plainText(folder)} is no folder.`))
      const { projects } = await allProjects()
      const known = new Set(projects.map((one) => asProject(one).path))
      const found = await repositoriesBelow(dir)
      return ok(found.map((path): FoundRepository => ({ path, name: projectNameFrom(path), isKnown: known.has(path) })))
    },
    async add({ name: asked, ...fields }, actor) {
      const name = asked ?? projectNameFrom(fields.path)
      if (!isProjectName(name))
        return err(bad(`“${plainText(name)}” can’t be the name of a project: letters, digits and . _ - can.`))
      const { projects } = await allProjects()
      const other = projects.find((one) => one.name === name || asProject(one).path === whole(fields.path))
      if (other !== undefined)
        return err({
          kind: 'exists',
          message: `There is a project ${other.name} already: ${asProject(other).path}.`,
          next: `tce project edit ${other.name}`,
        })
      const fault = await faultOf(fields)
      if (fault !== undefined) return err(fault)
      const kept = await books()
      if (!kept.ok) return kept
      await kept.value.workshop.putProject(name, { ...without(fields), path: whole(fields.path) })
      await note('project.change', name, actor, `Project ${name} added: ${whole(fields.path)}.`)
      return projectReport(name)
    },
    edit: edited,
    async remove(name, actor) {
      const report = await projectReport(name)
      if (!report.ok) return report
      if (Object.values(report.value.origins).includes('file')) return err(lockedBy(`projects.${name}`, 'path'))
      const tasks = await tasksNow()
      if (tasks.some(({ project }) => project === name))
        return err({
          kind: 'in-use',
          message: `${name} has tasks: it stays.`,
          next: `tce task ls --project ${name} --archived all`,
        })
      const kept = await books()
      if (!kept.ok) return kept
      await kept.value.workshop.removeProject(name)
      await note('project.change', name, actor, `Project ${name} forgotten; its folder is as it was.`)
      return report
    },
    async setup(name) {
      const project = await projectOf(name)
      return project.ok ? ok(await setupOf(project.value, project.value.path)) : project
    },
    async trust(name, hash, actor) {
      const project = await projectOf(name)
      if (!project.ok) return project
      const setup = await setupOf(project.value, project.value.path)
      if (setup === undefined) return err(bad(`${project.value.name} has no set-up command.`))
      if (setup.hash !== hash)
        return err(
          bad(
            `The set-up command of ${project.value.name}, or a file that it names, is another one by now. Look at it again.`,
          ),
        )
      const kept = await books()
      if (!kept.ok) return kept
      await kept.value.workshop.trust(project.value.name, hash, clock())
      await note('setup.trust', project.value.name, actor, `Trusted: ${setup.command} (${hash.slice(0, 12)})`)
      return ok({ ...setup, isTrusted: true, hasChanged: false })
    },
    fence: () => parts.fence.look(),
    async backends() {
      const { file, backends } = await allBackends()
      return { backends, problems: file.problems }
    },
    async saveBackend(name, change, actor) {
      if (!isBackendName(name))
        return err(bad(`“${plainText(name)}” can’t be the name of a backend: letters, digits and . _ - can.`))
      const { backends, set } = await allBackends()
      const found = backends.find((one) => one.name === name)
      const locked = Object.keys(change).find((field) => found?.origins[field as keyof BackendChange] === 'file')
      if (locked !== undefined) return err(lockedBy(`backends.${name}`, locked))
      const fields = without({ ...set.get(name), ...change }) as SetBackend
      const fault = faultOfBackend(found, fields)
      if (fault !== undefined) return err(bad(fault))
      const kept = await books()
      if (!kept.ok) return kept
      await kept.value.workshop.putBackend(name, fields)
      await note('backend.change', name, actor, `Backend ${name}: ${Object.keys(change).join(', ')} changed.`)
      return backendReport(name)
    },
    async removeBackend(name, actor) {
      const { backends, file } = await allBackends()
      const found = backends.find((one) => one.name === name)
      if (found === undefined) return err({ kind: 'no-backend', message: `There is no backend ${plainText(name)}.` })
      if (file.backends.has(name) && !found.isSeeded) return err(lockedBy(`backends.${name}`, 'command'))
      const kept = await books()
      if (!kept.ok) return kept
      await kept.value.workshop.removeBackend(name)
      await note(
        'backend.change',
        name,
        actor,
        found.isSeeded ? `Backend ${name} is as it came.` : `Backend ${name} removed.`,
      )
      return found.isSeeded ? backendReport(name) : ok(found)
    },
    async testBackend(name, actor) {
      const backend = await backendOf(name)
      if (!backend.ok) return backend
      const session = backend.value.sessionFlag === undefined ? undefined : randomUUID()
      const argv = headlessArguments(backend.value, 'Say ok.', session)
      if (!argv.ok) return err(bad(argv.error))
      const { why, output, tookMs } = await runOnce(
        argv.value,
        { ...(await parts.agentEnv()), ...backend.value.env },
        { patienceMs: testPatienceMs },
      )
      const message =
        why === undefined
          ? `Works. Answered in ${formatDurationInWords(tookMs)} and ended by itself.`
          : `Does not work: ${why}.`
      const test = await withTranscript(
        { isWorking: why === undefined, tookMs, message, output },
        session,
        sessions.find,
      )
      await log.record({
        action: 'backend.test',
        actor,
        subject: name,
        outcome: test.isWorking ? 'done' : 'failed',
        message: test.message,
      })
      return ok(test)
    },
  }

  async function backendReport(name: string): Done<BackendReport> {
    const found = (await allBackends()).backends.find((one) => one.name === name)
    return found === undefined ? err({ kind: 'no-backend', message: `There is no backend ${name}.` }) : ok(found)
  }
}

function faultOfBackend(found: Backend | undefined, fields: SetBackend): string | undefined {
  const command = fields.command ?? found?.command ?? []
  if (command.length === 0 || command[0] === '') return 'A backend has a command: --command "my-agent"'
  const texts = [
    ...command,
    ...(fields.resume ?? []),
    ...(fields.fork ?? []),
    ...(fields.headless ?? []),
    ...Object.values(fields.env ?? {}),
  ]
  if (texts.some((text) => text.includes('\0'))) return 'There is a NUL in it.'
  const flag = [fields.modelFlag, fields.modeFlag, fields.sessionFlag, fields.promptFlag].find(
    (one) => one !== undefined && one !== '' && !one.startsWith('-'),
  )
  return flag === undefined ? undefined : `${plainText(flag)} is no option: it begins with a dash.`
}

/** `null` is taken back, and what is absent was not set. */
const without = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))

const bad = (message: string): ProjectProblem => ({ kind: 'bad-request', message })
const lockedBy = (table: string, field: string): ProjectProblem => ({
  kind: 'locked',
  message: `${table}: config.toml says its ${field}, and what stands there wins.`,
  next: 'change it in config.toml',
})
const noProject = (name: string, all: readonly { readonly name: string }[]): ProjectProblem => ({
  kind: 'no-project',
  message: `There is no project ${plainText(name)}.${all.length === 0 ? '' : ` There are: ${all.map((one) => one.name).join(', ')}.`}`,
  next: 'tce project add <folder>',
})

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true

const [deepest, mostFound] = [3, 200]

/** Repositories below a folder, itself included; none within another, nothing behind links or in hidden folders. */
async function repositoriesBelow(dir: string, depth = 0): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => [])
  if (entries.some(({ name }) => name === '.git')) return [dir]
  if (depth >= deepest) return []
  const below = entries.filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  )
  const found: string[] = []
  for (const entry of below.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (found.length >= mostFound) break
    found.push(...(await repositoriesBelow(join(dir, entry.name), depth + 1)))
  }
  return found.slice(0, mostFound)
}
