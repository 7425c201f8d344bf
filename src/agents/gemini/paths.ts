/** Where Gemini CLI keeps its files, on every system. */
import type { AgentEnvironment } from '../agent.ts'
import { homeFolder } from '../home-folder.ts'

export const configDirs = (environment: AgentEnvironment): readonly string[] => [
  homeFolder(environment, ['.gemini'], 'GEMINI_CLI_HOME', ['.gemini']),
]
