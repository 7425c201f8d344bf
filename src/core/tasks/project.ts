/** Projects: folders in which tasks may run, and what is usual there. Pure. */

import type { ProjectFence } from './fence.ts'

export interface Project {
  readonly name: string
  /** Its whole path. */
  readonly path: string
  /** What new worktrees begin at; absent: the remote's main branch, else what is checked out. */
  readonly branch?: string | undefined
  readonly backend?: string | undefined
  /** Run once in each new worktree, by a shell, after its user trusted it. */
  readonly setup?: string | undefined
  /** Run after a merge, by a shell, after its user trusted it; without success the merge is undone. */
  readonly test?: string | undefined
  /** Ignored files that a new worktree gets, in the form of a .gitignore; beside those of `.worktreeinclude`. */
  readonly copy?: readonly string[] | undefined
  /** Beside [sandbox] of all tasks. */
  readonly sandbox?: ProjectFence | undefined
}

export type ProjectField = Exclude<keyof Project, 'name'>
export const projectFields = [
  'path',
  'branch',
  'backend',
  'setup',
  'test',
  'copy',
  'sandbox',
] as const satisfies readonly ProjectField[]

/** Of a field: config.toml, which wins and is changed there alone, or what was set here. */
export type Origin = 'file' | 'set' | 'default'

export interface ProjectReport extends Project {
  /** Where each value is from; `file` can't be changed here. */
  readonly origins: Readonly<Partial<Record<ProjectField, Origin>>>
  /** What is wrong with it, in a sentence: its folder is gone. */
  readonly problem?: string | undefined
  /** A repository, so its tasks get worktrees. */
  readonly isRepository: boolean
  /** Tasks that are neither complete nor archived. */
  readonly tasks: number
}

export interface ProjectsReport {
  readonly projects: readonly ProjectReport[]
  /** What of config.toml can't be used, in sentences. */
  readonly problems: readonly string[]
}

/** A repository that was found in a folder. */
export interface FoundRepository {
  readonly path: string
  /** What it would be called. */
  readonly name: string
  readonly isKnown: boolean
}

export const isProjectName = (name: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)

/** From the last part of a path. */
export function projectNameFrom(path: string): string {
  const last =
    path
      .split(/[/\\]/)
      .filter((part) => part !== '')
      .at(-1) ?? 'project'
  const name = last
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 64)
  return name === '' ? 'project' : name
}

/** The set-up command of a project, as its user is asked about it. */
export interface SetupReport {
  readonly command: string
  /** Of the command and of the files of the project that it names. */
  readonly hash: string
  readonly files: readonly string[]
  readonly isTrusted: boolean
  /** It was trusted before, and it or a file of it is another one now. */
  readonly hasChanged: boolean
}
