/** What stands in the form of a project, as texts; and what of it is a change. Pure. */
import type { ProjectReport } from '../../../core/tasks/project.ts'
import type { ProjectChange } from '../../../services/projects.ts'

export interface ProjectTexts {
  readonly path: string
  readonly branch: string
  readonly backend: string
  readonly setup: string
  readonly test: string
  /** One pattern a line. */
  readonly copy: string
}

export const textsOf = (project: ProjectReport | undefined): ProjectTexts => ({
  path: project?.path ?? '',
  branch: project?.branch ?? '',
  backend: project?.backend ?? '',
  setup: project?.setup ?? '',
  test: project?.test ?? '',
  copy: project?.copy?.join('\n') ?? '',
})

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** Only what is another one; a text that was emptied takes the value back. */
export function changeOf(before: ProjectTexts, after: ProjectTexts): ProjectChange {
  const isAnother = (key: keyof ProjectTexts) => before[key].trim() !== after[key].trim()
  const text = (key: Exclude<keyof ProjectTexts, 'copy'>) =>
    isAnother(key) ? { [key]: after[key].trim() || null } : {}
  const copy = linesOf(after.copy)
  return {
    ...{ ...text('path'), ...text('branch'), ...text('backend'), ...text('setup'), ...text('test') },
    ...(isAnother('copy') ? { copy: copy.length === 0 ? null : copy } : {}),
  }
}
