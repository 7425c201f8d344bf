/** What the form of a new task knows: projects, backends, what a task of the chosen project can be given; and the draft, which is kept. */
import type { PromptCommand } from '../../../core/prompts/prompt-library.ts'
import type { BackendsReport } from '../../../core/tasks/backend.ts'
import type { ProjectsReport, SetupReport } from '../../../core/tasks/project.ts'
import type { NewTaskMade, TaskList } from '../../../core/tasks/task.ts'
import type { TaskChoices } from '../../../services/projects.ts'
import { type ApiProblem, api, ask } from '../api.ts'
import { createDrafts } from '../compose/drafts.ts'
import { changeIdea } from '../ideas/ideas-state.tsx'
import { tasksVersion } from '../live/live-store.ts'
import { orSay } from '../parts/or-say.ts'
import { askAsAdmin } from '../signin/sign-in-again.tsx'
import { computed, effect, signal } from '../store.ts'
import type { TaskWish } from './new-task-open.ts'
import { emptyDraft, newTaskOf, type TaskDraft, withTries } from './task-draft.ts'

export const projects = signal<ProjectsReport | undefined>(undefined)
export const backends = signal<BackendsReport | undefined>(undefined)
export const places = signal<{ readonly running: number; readonly most: number } | undefined>(undefined)
export const choices = signal<TaskChoices | undefined>(undefined)
export const skills = signal<readonly PromptCommand[]>([])
export const setup = signal<SetupReport | undefined>(undefined)
export const draft = signal<TaskDraft>(emptyDraft)
/** A task is being made: its form may be closed meanwhile. */
export const isMaking = signal(false)

const drafts = createDrafts(localStorage)
const key = ['new task']

export function change(some: Partial<TaskDraft>): void {
  draft.value = { ...draft.peek(), ...some }
  if (some.prompt !== undefined) drafts.write(key, some.prompt, Date.now())
}

/** What was written and not made, below what it is opened with. */
export function takeUp({ project, name, prompt, backend, model, mode, base, best = 1 }: TaskWish): void {
  const kept = drafts.read(key)?.text ?? ''
  const begun: TaskDraft = {
    ...draft.peek(),
    prompt: prompt === undefined || kept.includes(prompt) ? kept : [prompt, kept].filter(Boolean).join('\n\n'),
    ...(project !== undefined && { project }),
    ...(name !== undefined && { name }),
    ...(backend !== undefined && { backend }),
    ...(model !== undefined && { model }),
    ...(mode !== undefined && { mode }),
    ...(base !== undefined && { base }),
  }
  draft.value = best > 1 ? withTries(begun, best) : begun
}

export const project = computed(() => projects.value?.projects.find(({ name }) => name === draft.value.project))

/** The one that a task gets where none is chosen. */
export const usualBackend = computed(
  () => project.value?.backend ?? backends.value?.backends.find(({ isDefault }) => isDefault)?.name ?? '',
)
export const backend = computed(() =>
  backends.value?.backends.find(({ name }) => name === (draft.value.backend || usualBackend.value)),
)

const asked = computed(() =>
  project.value === undefined
    ? undefined
    : `${project.value.name}\n${draft.value.backend || (project.value.backend ?? '')}`,
)

/** Until what it returns is called. */
export function followForm(): () => void {
  const stopAll = effect(() => {
    void tasksVersion.value
    void readAll()
  })
  const stopChoices = effect(() => {
    const [name, chosen] = asked.value?.split('\n') ?? []
    choices.value = undefined
    skills.value = []
    setup.value = undefined
    if (name !== undefined) void readChoices(name, chosen ?? '')
  })
  return () => {
    stopAll()
    stopChoices()
  }
}

async function readAll(): Promise<void> {
  const [all, known, list] = await Promise.all([
    ask(api.projects.full.$get()),
    ask(api.backends.$get()),
    ask(api.tasks.$get({ query: { limit: '1' } })),
  ])
  if (known.ok) backends.value = known.value as BackendsReport
  if (list.ok) {
    const { running, maxRunning } = list.value as TaskList
    places.value = { running, most: maxRunning }
  }
  const found = orSay(all) as ProjectsReport | undefined
  if (found === undefined) return
  projects.value = found
  const isKnown = found.projects.some(({ name }) => name === draft.peek().project)
  if (!isKnown) change({ project: found.projects.find(({ problem }) => problem === undefined)?.name ?? '' })
}

async function readChoices(name: string, chosen: string): Promise<void> {
  const of = asked.peek()
  const backend = chosen === '' ? {} : { backend: chosen }
  const [given, offered, command] = await Promise.all([
    ask(api.projects[':name'].choices.$get({ param: { name }, query: backend })),
    ask(api.skills.$get({ query: { project: name, ...backend } })),
    ask(api.projects[':name'].setup.$get({ param: { name } })),
  ])
  if (asked.peek() !== of) return
  choices.value = given.ok ? (given.value as TaskChoices) : undefined
  skills.value = offered.ok ? (offered.value.skills as readonly PromptCommand[]) : []
  setup.value = command.ok ? (command.value.setup as SetupReport | undefined) : undefined
}

export async function filesLike(query: string): Promise<readonly string[]> {
  const name = project.peek()?.name
  if (name === undefined) return []
  const answer = await ask(api.projects[':name'].files.$get({ param: { name }, query: { query } }))
  return answer.ok ? answer.value.files.map(({ path }) => path) : []
}

export async function trustSetup(): Promise<ApiProblem | undefined> {
  const [name, known] = [project.peek()?.name, setup.peek()]
  if (name === undefined || known === undefined) return undefined
  const json = { hash: known.hash }
  const trusted = await askAsAdmin(() => api.projects[':name'].trust.$post({ param: { name }, json }))
  if (!trusted.ok) return trusted.error
  setup.value = trusted.value as SetupReport
  return undefined
}

export async function make({ ideaId }: TaskWish) {
  isMaking.value = true
  const json = newTaskOf(draft.peek())
  const made = await askAsAdmin(() => api.tasks.$post({ json: json as never }))
  isMaking.value = false
  if (!made.ok) return made
  drafts.write(key, '', Date.now())
  draft.value = { ...emptyDraft, project: draft.peek().project }
  if (ideaId !== undefined) await changeIdea(ideaId, { do: 'built' })
  return { ok: true as const, value: made.value as NewTaskMade }
}
