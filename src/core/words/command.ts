/** Commands that a user copies into a shell. The only place where a foreign word gets into one. Pure. */
import { printable } from './text.ts'

declare const isCommand: unique symbol

/** One line that runs what it shows and nothing else. */
export type ShellCommand = string & { readonly [isCommand]: true }

/** Names the system whose shells will read it. */
export type Quoting = 'posix' | 'windows'

/**
 * `tce watch 'my project'`: our own words, then foreign ones, each quoted where it has to be. Undefined where one of those can't be
 * carried safely: it would be an option, hides something, or is not to be quoted for that shell.
 */
export function shellCommand(
  own: readonly string[],
  foreign: readonly string[] = [],
  quoting: Quoting = 'posix',
): ShellCommand | undefined {
  const words = foreign.map((word) => (word.startsWith('-') ? undefined : shellWord(word, quoting)))
  return words.includes(undefined) ? undefined : ([...own, ...words].join(' ') as ShellCommand)
}

/** Undefined for a word that is empty, or not the one line that it looks like. */
export function shellWord(word: string, quoting: Quoting = 'posix'): string | undefined {
  if (word === '' || printable(word) !== word) return undefined
  if (/^[\w@%+=:,./-]+$/.test(word) && (quoting === 'posix' || !word.includes('%'))) return word
  return quoting === 'posix' ? `'${word.replaceAll("'", `'\\''`)}'` : windowsWord(word)
}

/** Means the same to cmd.exe and PowerShell, or is refused: neither can quote what the other one would replace. */
const windowsWord = (word: string): string | undefined => (/["'`$%!^&|<>]|\\$/.test(word) ? undefined : `"${word}"`)

/** `cd /home/dev/shop && claude 'Fix the test'`. Undefined where a word can't be carried safely, as above; an option stands where it was put. */
export function commandIn(folder: string, argv: readonly string[]): ShellCommand | undefined {
  const words = [folder, ...argv].map((word) => shellWord(word))
  if (folder.startsWith('-') || words.includes(undefined)) return undefined
  return `cd ${words[0]} && ${words.slice(1).join(' ')}` as ShellCommand
}

export const quotingOf = (platform: string): Quoting => (platform === 'win32' ? 'windows' : 'posix')

/** `copilot --resume=<id>`: our own words up to the id. */
export const commandWithId = (upToId: string, id: string): ShellCommand | undefined =>
  isPlainId(id) ? (`${upToId}${id}` as ShellCommand) : undefined

/** Ids come from files: one that is not plainly an id never reaches a command line. */
export const isPlainId = (id: string): boolean => /^[A-Za-z0-9][\w-]{0,127}$/.test(id)
