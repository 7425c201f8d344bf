/** This machine as agents' pure functions see it. */
import { homedir } from 'node:os'
import type { AgentEnvironment } from '../agents/agent.ts'

export const agentEnvironment = (
  env: AgentEnvironment['env'] = process.env,
  platform: NodeJS.Platform = process.platform,
  homeDir: string = homedir(),
): AgentEnvironment => ({
  // Every system but two looks like Linux to them.
  platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
  homeDir,
  env,
})
