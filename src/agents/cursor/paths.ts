/** Where cursor-agent keeps its files, on every system. */
import type { AgentEnvironment } from '../agent.ts'
import { homeFolder } from '../home-folder.ts'

export const configDirs = (environment: AgentEnvironment): readonly string[] => [
  homeFolder(environment, ['.cursor'], 'CURSOR_CONFIG_DIR'),
]
