/** Where pi keeps its files, on every system. */
import type { AgentEnvironment } from '../agent.ts'
import { homeFolder } from '../home-folder.ts'

/** The second is that of omp, a fork of it that writes the same. */
export const configDirs = (environment: AgentEnvironment): readonly string[] => [
  homeFolder(environment, ['.pi', 'agent'], 'PI_CODING_AGENT_DIR'),
  homeFolder(environment, ['.omp', 'agent'], ''),
]
