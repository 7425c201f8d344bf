/** What is written in the form of a new task, what follows from it, and what is asked of the server. Pure. */
import type { BackendReport } from '../../../core/tasks/backend.ts'
import type { ProjectReport } from '../../../core/tasks/project.ts'
import type { NewTask } from '../../../core/tasks/task.ts'
import { gistOf, nameFrom } from '../../../core/worktrees/branch-name.ts'

export interface TaskDraft {
  readonly project: string
  /** Empty: from the prompt. */
  readonly name: string
  readonly prompt: string
  /** Empty: the project's, else the usual one. */
  readonly backend: string
  readonly model: string
  readonly mode: string
  /** Empty: the project's. */
  readonly base: string
  readonly isInWorktree: boolean
  readonly start: 'when-free' | 'now'
  /** What each try gets, where there are several. */
  readonly tries: readonly { readonly backend: string; readonly model: string }[]
}

export const emptyDraft: TaskDraft = {
  ...{ project: '', name: '', prompt: '', backend: '', model: '', mode: '', base: '' },
  ...{ isInWorktree: true, start: 'when-free', tries: [] },
}

/** Of its folder and its branch, where nothing else is called so. */
export const slugOf = ({ name, prompt }: Pick<TaskDraft, 'name' | 'prompt'>): string =>
  nameFrom(name.trim() === '' ? gistOf(prompt) : name)

/** Each more is as the one before. */
export function withTries(draft: TaskDraft, count: number): TaskDraft {
  if (count < 2) return { ...draft, tries: [] }
  const { backend, model, tries } = draft
  const last = tries.at(-1) ?? { backend, model }
  return { ...draft, tries: Array.from({ length: count }, (_, at) => tries[at] ?? last) }
}

const said = (text: string): string | undefined => text.trim() || undefined

export function newTaskOf(draft: TaskDraft): NewTask {
  const { project, name, prompt, backend, model, mode, base, isInWorktree, start, tries } = draft
  const isSeveral = tries.length > 1
  return {
    ...{ project, name: said(name), prompt: said(prompt), backend: said(backend), mode: said(mode), start },
    ...(isSeveral
      ? {
          best: tries.length,
          tries: tries.map((one) => ({ backend: said(one.backend) ?? said(backend), model: said(one.model) })),
        }
      : { model: said(model) }),
    ...(isInWorktree || isSeveral ? { base: said(base) } : { isInWorktree: false }),
  }
}

interface Surroundings {
  readonly project: ProjectReport | undefined
  readonly backend: BackendReport | undefined
  readonly places: { readonly running: number; readonly most: number } | undefined
}

/** Why it can't be made as it is written; undefined: it can. */
export function refusalOf(draft: TaskDraft, { project, backend }: Surroundings): string | undefined {
  if (project === undefined) return 'Choose a project.'
  if (project.problem !== undefined) return project.problem
  if (backend === undefined) return 'Choose an agent.'
  if (!backend.isInstalled) return `${backend.name} is not on the PATH that TCE was started with.`
  if (draft.prompt.trim() === '' && draft.name.trim() === '') return 'Say what is to be done, or how it is called.'
  const word = [draft.model, draft.mode, draft.base, ...draft.tries.map(({ model }) => model)].find((one) =>
    one.startsWith('-'),
  )
  return word === undefined ? undefined : `“${word}” would be taken for an option: begin with a word.`
}

/** "Fetches origin, makes the worktree, starts Claude Code" */
export function whatIsMade(draft: TaskDraft, { project, places }: Surroundings): string {
  const count = Math.max(1, draft.tries.length)
  const isIn = (draft.isInWorktree || count > 1) && project?.isRepository === true
  const free = places === undefined || draft.start === 'now' ? count : Math.max(0, places.most - places.running)
  const begins =
    free >= count
      ? count === 1
        ? 'starts its agent'
        : 'starts their agents'
      : free === 0
        ? count === 1
          ? 'waits for a place'
          : 'and they wait for places'
        : `starts ${free}, the others wait for a place`
  if (!isIn) return `Works in ${project?.path ?? 'the project'} itself, ${begins}`
  return `Fetches the base, makes ${count === 1 ? 'the worktree' : `${count} worktrees`}, ${begins}`
}
