/** Where aider keeps what is not in a project, on every system. */
import { posix, win32 } from 'node:path'
import type { AgentEnvironment } from '../agent.ts'

export const configDirs = ({ platform, homeDir }: AgentEnvironment): readonly string[] => [
  (platform === 'win32' ? win32 : posix).join(homeDir, '.aider'),
]
