/** Where Codex keeps its files. Pure: paths are computed, nothing is opened. */
import { posix, win32 } from 'node:path'
import type { AgentEnvironment } from '../agent.ts'

/** CODEX_HOME, else ~/.codex on every system. */
export function configDirs({ platform, homeDir, env }: AgentEnvironment): readonly string[] {
  const path = platform === 'win32' ? win32 : posix
  const named = env['CODEX_HOME']?.trim()
  return [named ? path.normalize(named.replace(/^~(?=$|[/\\])/, homeDir)) : path.join(homeDir, '.codex')]
}
