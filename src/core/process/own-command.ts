/** An agent's own command for one of its sessions, run with the executable of that very session. Pure. */
import { basename } from 'node:path'
import type { OsProcess } from './process.ts'

/** An agent's own program with arguments: what is run, and how it is shown. */
export interface OwnCommand {
  readonly file: string
  readonly arguments: readonly string[]
  /** "claude stop 72422c08" */
  readonly label: string
}

const runtimes = /^(node|bun|deno)(\.exe)?$/i

/**
 * The executable itself, no search in PATH, no shell. One that was replaced by an update is gone from its path; a script under node needs
 * that script, which is unknown where argv is hidden. Undefined: it has no such command, or can't be run.
 */
export function ownCommand(
  agent: string,
  { exePath, isExeDeleted, argv }: Pick<OsProcess, 'exePath' | 'isExeDeleted' | 'argv'>,
  words: readonly string[] | undefined,
): OwnCommand | undefined {
  if (words === undefined || exePath === undefined || isExeDeleted === true) return undefined
  const label = [agent, ...words].join(' ')
  if (!runtimes.test(basename(exePath.replaceAll('\\', '/')))) return { file: exePath, arguments: words, label }
  const script = argv?.[1]
  return script?.endsWith('.js') ? { file: exePath, arguments: [script, ...words], label } : undefined
}
