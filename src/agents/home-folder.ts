/** The data folder of an agent that has one in the home and a variable that moves it. Pure: paths are computed, nothing is opened. */
import { posix, win32 } from 'node:path'
import type { AgentEnvironment } from './agent.ts'

export function homeFolder(
  { platform, homeDir, env }: AgentEnvironment,
  parts: readonly string[],
  variable: string,
  below: readonly string[] = [],
): string {
  const path = platform === 'win32' ? win32 : posix
  const named = env[variable]?.trim()
  if (!named) return path.join(homeDir, ...parts)
  return path.join(path.normalize(named.replace(/^~(?=$|[/\\])/, homeDir)), ...below)
}

/** `\` only in a path that is a Windows one: on POSIX it may be part of a name. */
export const pathStyleOf = (dir: string) => (/^[A-Za-z]:[/\\]|^\\\\/.test(dir) ? win32 : posix)

/** A path below a folder, with the separators of the system it is of. */
export const pathBelow = (dir: string, ...parts: readonly string[]): string => pathStyleOf(dir).join(dir, ...parts)
