/** Which project a working directory belongs to, and what a question for a project takes in. Pure. */
import { plainText } from '../words/text.ts'

export interface ProjectPlace {
  /** The project's folder: in a worktree the place in its parent that it stands for. */
  readonly folder: string
  /** The worktree's name; undefined in the project's own folder. */
  readonly worktree: string | undefined
}

/** Where Claude Code makes its own, and where many people make theirs: `<project>/.claude/worktrees/<name>`, `<project>/.worktrees/<name>`. */
const inWorktree = /^(.*[^\\/])[\\/]\.(?:claude[\\/])?worktrees[\\/]([^\\/]+)([\\/].*)?$/

/** A worktree of a project is the project, or the folder in it, that it was made of. */
export function projectPlace(cwd: string): ProjectPlace {
  const [, project, worktree, below = ''] = inWorktree.exec(cwd) ?? []
  // A worktree may have been made inside of another.
  return project === undefined
    ? { folder: cwd, worktree: undefined }
    : { folder: projectPlace(project + below).folder, worktree }
}

/** The last part of a folder, of either kind of path. */
export function folderName(folder: string): string {
  const parts = folder.split(/^[A-Za-z]:[\\/]|^\\\\/.test(folder) ? /[\\/]/ : '/')
  return plainText(parts.findLast((part) => part !== '') ?? folder)
}

export interface ProjectSource {
  readonly cwd?: string | undefined
  /** As the agent files it. */
  readonly projectSlug?: string | undefined
}

/** Is this of the project that is asked for: by its folder, the end of it or its name under `projects/`; a worktree by its own, too? */
export function isOfProject({ cwd, projectSlug }: ProjectSource, asked: string): boolean {
  if (projectSlug === asked || cwd === asked) return true
  if (cwd === undefined) return false
  const { folder, worktree } = projectPlace(cwd)
  return folder === asked || worktree === asked || folder.endsWith(`/${asked}`) || folder.endsWith(`\\${asked}`)
}
