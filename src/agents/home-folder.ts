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

/** A path below a data folder, with the separators of the system it is of. */
export const pathBelow = (dataDir: string, ...parts: readonly string[]): string =>
  (/^[A-Za-z]:[/\\]|^\\\\/.test(dataDir) ? win32 : posix).join(dataDir, ...parts)
