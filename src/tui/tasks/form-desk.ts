/** What the form of a new task can be completed to, looked up when it is opened. */
import { gitIn } from '../../storage/git.ts'
import type { TaskDeskParts } from './desk-parts.ts'
import type { FormKnowledge } from './form.ts'

export interface FormDesk {
  open(): Promise<void>
  /** Of a project, for `@`; and its skills, for `/`. */
  readFiles(project: string): Promise<void>
}

const mostFiles = 20_000

export function createFormDesk({
  services,
  tell,
  model,
}: Pick<TaskDeskParts, 'services' | 'tell' | 'model'>): FormDesk {
  async function open(): Promise<void> {
    const [{ projects }, { backends }] = await Promise.all([services.projects.projects(), services.projects.backends()])
    const used = (name: string) =>
      (model().list?.tasks ?? []).filter(({ backend }) => backend === name).flatMap((task) => task.model ?? [])
    const known: FormKnowledge = {
      projects: projects.map(({ name }) => name),
      backends: backends.filter(({ isInstalled }) => isInstalled).map(({ name }) => name),
      models: Object.fromEntries(
        backends.map(({ name, model }) => [
          name,
          [...new Set([...(model === undefined ? [] : [model]), ...used(name)])],
        ]),
      ),
      files: [],
      skills: [],
    }
    tell({ type: 'form', known })
    const { overlay } = model()
    if (overlay?.kind === 'form' && overlay.form.values.project !== '') await readFiles(overlay.form.values.project)
  }

  async function readFiles(project: string): Promise<void> {
    const { projects } = await services.projects.projects()
    const found = projects.find(({ name }) => name === project)
    if (found === undefined) return
    const [listed, offered] = await Promise.all([
      gitIn(found.path)('ls-files', '-z', '--cached', '--others', '--exclude-standard'),
      services.projects.skills({ project }),
    ])
    const files = (listed ?? '').split('\0').filter((file) => file !== '')
    const skills = offered.ok ? offered.value.map(({ name }) => name) : []
    tell({ type: 'files', of: project, files: files.slice(0, mostFiles), skills })
  }

  return { open, readFiles }
}
