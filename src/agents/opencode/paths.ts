/** Where opencode and Kilo keep their data: the XDG place on every system. Pure: paths are computed, nothing is opened. */
import { posix, win32 } from 'node:path'
import type { AgentEnvironment } from '../agent.ts'

export const dataFolder =
  (name: string) =>
  ({ platform, homeDir, env }: AgentEnvironment): readonly string[] => {
    const path = platform === 'win32' ? win32 : posix
    return [path.join(env['XDG_DATA_HOME'] || path.join(homeDir, '.local', 'share'), name)]
  }

export const configDirs = dataFolder('opencode')

/** Channel builds have their own; a backup beside one matches too. */
export const isDatabase = (name: string): boolean => /^(?:opencode|kilo)[\w.-]*\.db$/.test(name)
