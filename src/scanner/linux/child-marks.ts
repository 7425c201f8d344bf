/**
 * The marks an agent leaves in the environment of what it starts. Only the named variables leave this file: the environment
 * holds tokens, and nothing else of it is kept, shown or logged.
 */
import { procFiles } from './proc-files.ts'
import { parseEnviron, parseInnerPid } from './proc-text.ts'

export type ReadChildMarks = (pid: number, names: readonly string[]) => Readonly<Record<string, string>>

/** Nothing for a process that is gone or somebody else's. */
export const readChildMarks: ReadChildMarks = (pid, names) =>
  parseEnviron(procFiles.text(`${pid}/environ`) ?? '', names)

/** In a pid namespace below ours: the pids in its environment are of that one. */
export const isInOtherNamespace = (pid: number): boolean =>
  parseInnerPid(procFiles.text(`${pid}/status`) ?? '') !== undefined
