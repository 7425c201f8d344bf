/** Where Kimi Code keeps its files, on every system. */
import type { AgentEnvironment } from '../agent.ts'
import { homeFolder } from '../home-folder.ts'

/** The second is kimi-cli's, which it took the place of. */
export const configDirs = (environment: AgentEnvironment): readonly string[] => [
  homeFolder(environment, ['.kimi-code'], 'KIMI_CODE_HOME'),
  homeFolder(environment, ['.kimi'], 'KIMI_SHARE_DIR'),
]
