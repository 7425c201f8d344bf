/** Which project a working directory belongs to. Pure. */

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
