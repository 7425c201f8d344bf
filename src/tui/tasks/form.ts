/** The form of a new task: its fields, what they can be completed to, and what comes of them. Pure. */
import type { NewTask } from '../../core/tasks/task.ts'
import type { Key } from '../key.ts'

export const formFields = ['project', 'prompt', 'backend', 'model', 'base', 'name', 'best'] as const
export type FormField = (typeof formFields)[number]

export const fieldLabels: Readonly<Record<FormField, string>> = {
  project: 'Project',
  prompt: 'Prompt',
  backend: 'Agent',
  model: 'Model',
  base: 'Base',
  name: 'Name',
  best: 'Tries',
}

/** What is said where nothing was typed. */
export const fieldHints: Readonly<Record<FormField, string>> = {
  project: 'a project’s name',
  prompt: 'what is to be done; @ names a file, / a skill',
  backend: 'the project’s',
  model: 'the agent’s',
  base: 'the project’s',
  name: 'from the prompt',
  best: '1; 2 to 6 of the same',
}

export interface FormModel {
  readonly values: Readonly<Record<FormField, string>>
  readonly field: FormField
  /** Of the suggestions; undefined: none is chosen. */
  readonly chosen?: number | undefined
  readonly known: FormKnowledge
  /** What is wrong with it, when it was to be sent. */
  readonly problem?: string | undefined
}

export interface FormKnowledge {
  readonly projects: readonly string[]
  readonly backends: readonly string[]
  /** By backend. */
  readonly models: Readonly<Record<string, readonly string[]>>
  /** Paths of the project's files, as far as they were looked up, and of which project. */
  readonly files: readonly string[]
  readonly filesOf?: string | undefined
  /** What a prompt of that project can begin with: `/compact`. */
  readonly skills: readonly string[]
}

export const noKnowledge: FormKnowledge = { projects: [], backends: [], models: {}, files: [], skills: [] }

export const emptyForm = (known: FormKnowledge, project = ''): FormModel => ({
  values: { project, prompt: '', backend: '', model: '', base: '', name: '', best: '' },
  field: project === '' ? 'project' : 'prompt',
  known,
})

const mostSuggested = 6

/** What the text before the cursor may become; empty: nothing is to be completed. */
export function suggestionsOf({ values, field, known }: FormModel): readonly string[] {
  const text = values[field]
  if (field === 'prompt') {
    if (isSkill(text)) return text === '/' ? known.skills.slice(0, mostSuggested) : bestOf(known.skills, text)
    const wanted = mentionAtEnd(text)
    return wanted === undefined ? [] : bestOf(known.files, wanted)
  }
  if (field === 'project') return bestOf(known.projects, text)
  if (field === 'backend') return bestOf(known.backends, text)
  if (field === 'model') return bestOf(known.models[values.backend] ?? Object.values(known.models).flat(), text)
  return []
}

/** `/comp`, with which a prompt begins. */
const isSkill = (text: string): boolean => /^\/\S*$/.test(text)

/** Of `look at @src/que` the `src/que`. */
export const mentionAtEnd = (text: string): string | undefined => /(?:^|[\s(])@([\w./~-]*)$/.exec(text)?.[1]

/** Beginning so, then having a part that does, then all letters in this order. */
export function bestOf(all: readonly string[], wanted: string, most = mostSuggested): readonly string[] {
  const text = wanted.toLowerCase()
  const rank = (one: string): number => {
    const low = one.toLowerCase()
    if (low === text) return -1
    if (low.startsWith(text)) return 0
    if (low.includes(`/${text}`) || low.includes(`-${text}`)) return 1
    if (low.includes(text)) return 2
    return hasInOrder(low, text) ? 3 : 4
  }
  return [...new Set(all)]
    .map((one) => [rank(one), one] as const)
    .filter(([place]) => place < 4)
    .sort(([a, one], [b, other]) => a - b || one.length - other.length || (one < other ? -1 : 1))
    .slice(0, most)
    .map(([, one]) => one)
}

export function hasInOrder(text: string, letters: string): boolean {
  let at = 0
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

const withValue = (form: FormModel, text: string): FormModel => ({
  ...form,
  values: { ...form.values, [form.field]: text },
  chosen: undefined,
  problem: undefined,
})

const moved = (form: FormModel, by: number): FormModel => ({
  ...form,
  field: formFields[(formFields.indexOf(form.field) + by + formFields.length) % formFields.length] ?? 'project',
  chosen: undefined,
})

/** The suggestion in the place of what was typed. */
export function completed(form: FormModel, suggestion: string): FormModel {
  const text = form.values[form.field]
  if (form.field !== 'prompt') return withValue(form, suggestion)
  if (isSkill(text)) return withValue(form, `${suggestion} `)
  return withValue(form, `${text.slice(0, text.length - (mentionAtEnd(text)?.length ?? 0))}${suggestion} `)
}

/** `submit`: it is to be sent; `close`: it is not. */
export type FormUpdate = FormModel | 'submit' | 'close'

export function onFormKey(form: FormModel, key: Key): FormUpdate {
  const suggested = suggestionsOf(form)
  const chosen = form.chosen === undefined ? undefined : suggested[form.chosen]
  switch (key.name) {
    case 'escape':
      return 'close'
    case 'text':
      return withValue(form, form.values[form.field] + key.text.replaceAll(/[\r\n]+/g, ' '))
    case 'backspace':
      return withValue(form, [...form.values[form.field]].slice(0, -1).join(''))
    case 'down':
    case 'up': {
      const by = key.name === 'down' ? 1 : -1
      if (suggested.length === 0) return moved(form, by)
      const at = (form.chosen ?? (by > 0 ? -1 : suggested.length)) + by
      return { ...form, chosen: at < 0 || at >= suggested.length ? undefined : at }
    }
    case 'tab': {
      const one = chosen ?? (form.values[form.field] === '' ? undefined : suggested[0])
      if (one !== undefined && one !== form.values[form.field]) {
        const next = completed(form, one)
        return form.field === 'prompt' ? next : moved(next, 1)
      }
      return moved(form, 1)
    }
    case 'back-tab':
      return moved(form, -1)
    case 'enter':
      if (chosen !== undefined) return completed(form, chosen)
      return form.field === 'project' && form.values.prompt === '' ? moved(form, 1) : 'submit'
    default:
      return form
  }
}

/** What it comes to, or what is missing. */
export function newTaskOf({ values, known }: FormModel): NewTask | string {
  const text = (field: FormField) => (values[field].trim() === '' ? undefined : values[field].trim())
  const project = text('project')
  if (project === undefined) return 'Which project is missing.'
  if (!known.projects.includes(project) && !project.startsWith('/'))
    return `There is no project ${project}. tce project add <folder> makes one.`
  const best = text('best') === undefined ? undefined : Number(text('best'))
  if (best !== undefined && best !== 1 && !(Number.isInteger(best) && best >= 2 && best <= 6))
    return 'There are 2 to 6 tries.'
  return {
    project,
    ...{ prompt: text('prompt'), backend: text('backend'), model: text('model') },
    ...{ base: text('base'), name: text('name'), best: best === 1 ? undefined : best },
  }
}
